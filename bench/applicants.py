"""Citizens who are signed in and want the same paper, each in another commune of the province."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http.cookies import SimpleCookie
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.middleware.csrf import _get_new_csrf_string
from django.utils.module_loading import import_string

from congvu.kernel import clock
from congvu.kernel.actor import Actor
from congvu.kernel.ids import new_id
from congvu.kernel.vietnamese import fold
from congvu.platform.agencies.models import Agency, AgencyKind
from congvu.platform.cases.actions.destination import destination
from congvu.platform.cases.actions.submit import Applicant, Application, submission
from congvu.platform.people.models import Account, Person
from congvu.platform.people.session import POST_KEY
from congvu.platform.procedures.definition import Channel
from congvu.platform.procedures.queries import definition_of, published_version

PROCEDURE = "1.004873"
SITUATION = "never_married"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """One client: who it is, what its browser sends along, what it asks for."""

    person: Person
    cookies: str
    csrf_token: str
    answers: dict[str, Any]

    @property
    def body(self) -> bytes:
        return msgspec.json.encode(
            {"procedure_code": PROCEDURE, "situation": SITUATION, "answers": self.answers}
        )

    def payload(self) -> dict[str, Any]:
        """Return the rows that this client's submission writes, as the program decides them."""
        at = clock.now()
        version = published_version(code=PROCEDURE, on=clock.local_date(at))
        definition = definition_of(version)
        actor = Actor(person_id=self.person.id, name=self.person.full_name)
        where = destination(
            definition=definition,
            situation=SITUATION,
            answers=self.answers,
            chosen_commune="",
            counter=None,
            on=clock.local_date(at),
        )
        application = Application(
            version_id=version.id,
            definition=definition,
            situation=SITUATION,
            answers=self.answers,
            evidence={},
            seen_evidence={},
            applicant=Applicant(person_id=self.person.id, full_name=self.person.full_name),
            channel=Channel.ONLINE,
            submit_key=new_id(),
        )
        packed = submission(application, where=where, actor=actor, at=at)
        found: dict[str, Any] = msgspec.json.decode(packed)
        return found


def sign_in_all(clients: int, *, communes: int) -> Sequence[SignedIn]:
    codes = _communes(communes)
    return [_signed_in(n, commune_code=codes[n % len(codes)]) for n in range(clients)]


def _communes(most: int) -> Sequence[str]:
    here = Agency.objects.in_force(clock.local_date(clock.now())).filter(
        kind=AgencyKind.COMMUNE_COMMITTEE, province_code=settings.PROVINCE_CODE
    )
    return list(here.order_by("code").values_list("commune_code", flat=True)[:most])


def _signed_in(number: int, *, commune_code: str) -> SignedIn:
    person = new_person(number)
    cookies, token = open_session(person)
    return SignedIn(
        person=person,
        cookies=cookies,
        csrf_token=token,
        answers=answers_of(person, commune_code=commune_code),
    )


def new_person(number: int, *, name: str = "Nguyễn Văn Đo") -> Person:
    return Person.objects.create(
        personal_id=f"044090{number:06d}",
        full_name=name,
        folded_name=fold(name),
        birth_date=date(1990, 5, 17),
        is_test=True,
    )


def open_session(person: Person, *, post_id: UUID | None = None) -> tuple[str, str]:
    """Sign the person in, at a post if one is given. Return the cookie header and CSRF token."""
    account = Account.objects.create(person=person, issuer="bench", subject=str(person.id))
    token = _get_new_csrf_string()
    cookie: SimpleCookie = SimpleCookie()
    cookie[settings.SESSION_COOKIE_NAME] = str(_session_of(account, post_id).session_key)
    cookie[settings.CSRF_COOKIE_NAME] = token
    return cookie.output(header="", sep=";", attrs=[]).strip(), token


def _session_of(account: Account, post_id: UUID | None) -> SessionBase:
    session: SessionBase = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    if post_id is not None:
        session[POST_KEY] = str(post_id)
    session.save()
    return session


def answers_of(person: Person, *, commune_code: str) -> dict[str, Any]:
    return {
        "place": {"code": commune_code, "text": "Nơi thường trú trong phép đo"},
        "applicant_name": person.full_name,
        "applicant_birth_date": "1990-05-17",
        "applicant_personal_id": person.personal_id,
        "applicant_address": "Thôn Đo, tỉnh Quảng Trị",
        "applicant_phone": "0900000000",
        "for_whom": "self",
        "subject_sex": "male",
        "subject_ethnic_group": "Kinh",
        "subject_nationality": "Việt Nam",
        "subject_address": "Thôn Đo",
        "subject_place": {"code": commune_code, "text": "Nơi thường trú trong phép đo"},
        "period_kind": "now",
        "never_married": "yes",
        "purpose": "other",
        "other_purpose": "Đo tốc độ",
        "copies": 1,
        "earlier": "no",
        "promise": "yes",
    }
