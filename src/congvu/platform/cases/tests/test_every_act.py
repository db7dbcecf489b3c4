"""Every act of the two tables: on its page, by machine, by those who may not, with rubbish."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from congvu.kernel.clock import local_date, now
from congvu.platform.cases.acts import OFFICER_ACTS, PARTY_ACTS, Act
from congvu.platform.cases.models import Case
from congvu.platform.cases.tests.seeing import last_entry, nothing_changes, replayed
from congvu.platform.cases.tests.situations import ACTS, done
from congvu.platform.events.models import JournalEntry

EVERY_ACT = pytest.mark.parametrize("name", list(ACTS))
TABLES = {**PARTY_ACTS, **OFFICER_ACTS}
ON_THE_COMMON_PAGE = pytest.mark.parametrize(
    "name", [name for name in ACTS if not TABLES[name].has_own_page]
)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A case that waits for the act, and who does it, signed in."""

    world: World
    name: str
    case: Case
    at: datetime
    browser: Client

    @property
    def act(self) -> Act:
        table = PARTY_ACTS if self.who in {"citizen"} else OFFICER_ACTS
        return table[self.name]

    @property
    def who(self) -> str:
        return ACTS[self.name].who

    @property
    def app(self) -> str:
        return "public_services" if self.who == "citizen" else "cases"

    @property
    def address(self) -> str:
        return reverse(f"{self.app}:{self.name}", args=[self.case.code])

    @property
    def case_address(self) -> str:
        return reverse(f"{self.app}:case", args=[self.case.code])

    def words(self, **more: object) -> dict[str, Any]:
        typed = ACTS[self.name].typed(self.world, self.case, self.at)
        return {**typed, "revision": str(self.case.revision), **more}

    def told(self) -> dict[str, Any]:
        """Return the words as a machine gives them."""
        given = ACTS[self.name].given(self.world, self.case, self.at)
        plain: dict[str, Any] = json.loads(json.dumps(given, default=str))
        return {**plain, "revision": self.case.revision}

    def call(self, body: object, *, key: object = "", browser: Client | None = None) -> Any:
        return (browser or self.browser).post(
            f"/api/v1/ho-so/{self.case.code}/{self.name}",
            body if isinstance(body, str | bytes) else json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": str(key or uuid4())},
        )


def scene(world: World, name: str) -> Scene:
    at = now()
    case = ACTS[name].case(world, at=at)
    browser = world.client(getattr(world, ACTS[name].who))
    return Scene(world=world, name=name, case=case, at=at, browser=browser)


def refusals(case: Case) -> list[str]:
    rows = JournalEntry.objects.filter(subject_id=case.id, event_type="ActRefused").order_by("seq")
    return [row.facts["act"] for row in rows]


def test_every_act_is_tried_here() -> None:
    assert set(ACTS) == {*OFFICER_ACTS, *PARTY_ACTS}


@ON_THE_COMMON_PAGE
def test_the_case_page_offers_it_and_the_page_does_it(world: World, name: str) -> None:
    here = scene(world, name)
    page = here.browser.get(here.case_address)
    assert here.address in page.content.decode()
    if here.act.asks:
        assert here.browser.get(here.address).status_code == 200
    answer = here.browser.post(here.address, here.words())
    next_page = reverse("cases:inbox") if here.act.gives_away else here.case_address
    assert (answer.status_code, answer.headers["Location"]) == (302, next_page)
    assert last_entry(here.case).facts["revision"] == here.case.revision + 1
    assert replayed(here.case)
    after = here.browser.get(here.case_address).content.decode()
    assert here.act.done in after


@EVERY_ACT
def test_a_machine_does_it_once_however_often_it_asks(world: World, name: str) -> None:
    here = scene(world, name)
    offered = here.browser.get(f"/api/v1/ho-so/{here.case.code}").json()
    assert name in offered["acts"]
    key, body = uuid4(), here.told()
    first = here.call(body, key=key)
    assert first.status_code == 200, first.content.decode()
    with nothing_changes():
        again = here.call(body, key=key)
    assert (again.status_code, again.json()) == (200, first.json())
    assert first.json()["revision"] == here.case.revision + 1
    with nothing_changes():
        other = here.call({**body, "revision": body["revision"] + 1}, key=key)
    assert other.status_code == 422


@EVERY_ACT
def test_strangers_find_nothing_and_those_who_may_not_are_noted(world: World, name: str) -> None:
    here = scene(world, name)
    for who in ("stranger", "handler_a", "admin"):
        browser = world.client(getattr(world, who))
        with nothing_changes():
            assert browser.post(here.address, here.words()).status_code == 404
            assert here.call(here.told(), browser=browser).status_code == 404
    assert refusals(here.case) == []
    with nothing_changes():
        answer = here.call(here.told(), browser=world.client(world.leader))  # sees, does not act
    if name in OFFICER_ACTS:
        assert answer.status_code in {403, 409}
        assert refusals(here.case) == [name]
    else:
        assert answer.status_code == 404


AFTERWARDS = {"rate", "complain", "answer_complaint", "void_form"}  # lawful when it is over, too
BEFORE_THE_END = [n for n in ACTS if n not in AFTERWARDS and not TABLES[n].has_own_page]


@pytest.mark.parametrize("name", BEFORE_THE_END)
def test_it_is_refused_once_the_case_is_over(world: World, name: str) -> None:
    here = scene(world, name)
    over = world.returned(at=here.at)
    address = reverse(f"{here.app}:{name}", args=[over.code])
    with nothing_changes():
        status = here.browser.post(address, {**here.words(), "revision": over.revision}).status_code
    assert status in {403, 409, 422}
    assert refusals(over) in ([name], [] if status == 422 else [name])


RUBBISH = (
    "", "null", "[]", "3", '"x"', "{", "{}", '{"revision": null}', '{"revision": -1}',
    '{"revision": 1e400}', '{"revision": "' + "9" * 5000 + '"}', '{"revision": []}',
    '{"revision": true}', "\ufeff{}", "[" * 5000,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 10**30, 1.5, "", " ", "\x00", "x" * 20_000, "\u202e", [], {}, [[]],
    {"a": {"b": []}}, {"ho_ten": "\x00"}, {"giay_chung": ["x"]}, {"giay_chung": [str(uuid4())]},
    "29/02/2027", "31/11/2026", "0001-01-01", "9999-12-31", "99999999999999",
    "'; DROP TABLE cases_case; --", "<script>alert(1)</script>", "\ud83d",
)  # fmt: skip


@EVERY_ACT
def test_rubbish_is_refused_and_changes_nothing(world: World, name: str) -> None:
    here = scene(world, name)
    with nothing_changes():
        for body in RUBBISH:
            status = here.call(body.encode("utf-8", "surrogatepass")).status_code
            assert 400 <= status < 500, body[:40]


@EVERY_ACT
def test_no_value_of_a_field_breaks_it(world: World, name: str) -> None:
    """Whatever stands in one field, the act is done or refused; it never breaks."""
    here = scene(world, name)
    fields = [field for field in here.told() if field != "revision"]
    for field in fields:
        for value in VALUES:
            case = Case.objects.get(id=here.case.id)
            told = {**here.told(), "revision": case.revision, field: value}
            status = here.call(json.dumps(told)).status_code
            assert status == 200 or 400 <= status < 500, (field, value)
            if status == 200:  # the value was sensible after all; go on with another case
                here = scene(world, name)
    assert replayed(here.case)


def test_refused_words_come_back_to_be_corrected(world: World) -> None:
    """A day off is no day to promise: the page says so and keeps what was typed."""
    here = scene(world, "extend")
    ahead = local_date(here.at) + timedelta(days=14)
    saturday = ahead + timedelta(days=5 - ahead.weekday())
    for day, said in ((saturday, "ngày nghỉ"), (date(9000, 1, 1), "quá xa")):
        typed = {"until_day": day.day, "until_month": day.month, "until_year": str(day.year)}
        with nothing_changes():
            answer = here.browser.post(here.address, here.words(reason="Đợi sổ gốc về", **typed))
        shown = answer.content.decode()
        assert answer.status_code == 422
        for kept in (said, "Đợi sổ gốc về", f'value="{typed["until_year"]}"', "error-summary"):
            assert kept in shown
    assert refusals(here.case) == ["extend", "extend"]


@pytest.mark.parametrize("name", ["propose", "complain"])
def test_words_typed_on_a_stale_page_are_sent_again_after_a_look(world: World, name: str) -> None:
    here = scene(world, name)
    meanwhile = done("assign", world, here.case, who="head_b", at=here.at)
    if name == "propose":  # it went to a colleague: nothing to send again
        answer = here.browser.post(here.address, here.words())
        assert answer.status_code == 409
        assert 'name="revision"' not in answer.content.decode()
        return
    answer = here.browser.post(here.address, here.words())
    shown = answer.content.decode()
    assert answer.status_code == 409
    for said in ("Trưởng phòng B", "Chậm quá", f'name="revision" value="{meanwhile.revision}"'):
        assert said in shown
    again = here.browser.post(here.address, here.words(revision=meanwhile.revision))
    assert again.status_code == 302
