"""Every address: listed, closed to whom the list does not name, never broken by anybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from congvu.config.access_policy import POLICY
from congvu.kernel.actor import Actor
from congvu.kernel.clock import now
from congvu.platform.cases.actions import drafts
from congvu.platform.people import queries as people
from congvu.platform.procedures.definition import Channel
from tests.world import World

WHO = ("citizen", "stranger", "counter_b", "handler_b", "head_b", "signer_b", "leader", "admin")
JUNK = {
    "str": ("x", "H50'--", "..", "%00", "ế" * 300, "\u202e"),
    "uuid": (str(uuid4()),),
    "int": ("0", "999999999"),
}
QUERIES: tuple[dict[str, str], ...] = (
    {}, {"cursor": "abc", "q": "\x00", "loai": "x", "tu": "2026-13", "den": "x", "co-quan": "x"},
    {"q": "%_'\\" + "a" * 3000, "nhom": "chua-ai-nhan", "tu": "0000-00", "den": "9999-99"},
    {"tu": "2026-11-01", "den": "1900-01-01", "nam": "99999", "mau": "99", "thang": "x"},
    {"tu": "0001-01", "den": "9999-12", "loai": "tiep-nhan"},
    {"tu": "01/01/0001", "den": "31/12/9999", "thang": "0001-01", "nam": "9999", "mau": "02"},
    {"tu": "1/12/9999", "den": "31/12/9999"},
    {"cursor": "eyJ9", "linh-vuc": "\x00", "co-quan": str(uuid4()), "ngay": "31/02/2026"},
)  # fmt: skip


@dataclass(frozen=True)
class Address:
    """A named address and the kind of each part of it that varies."""

    name: str
    parts: dict[str, str]


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, app=""))


def _walk(patterns: Any, *, app: str) -> Iterator[Address]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, app=one.app_name or app)
        elif isinstance(one, URLPattern):
            kinds = {
                name: type(converter).__name__.removesuffix("Converter").lower()
                for name, converter in one.pattern.converters.items()
            }
            kinds = {name: "str" if kind == "string" else kind for name, kind in kinds.items()}
            yield Address(name=f"{app}:{one.name}" if app else str(one.name), parts=kinds)


EVERY = pytest.mark.parametrize("address", addresses(), ids=lambda address: address.name)


def test_list_and_addresses_name_each_other() -> None:
    assert {address.name for address in addresses()} == set(POLICY)


@dataclass(frozen=True)
class Country:
    """The world with a case that has everything, and somebody's open draft."""

    world: World
    known: dict[str, str]

    def real(self, address: Address) -> str | None:
        """Return the address of something that is there, or None when nothing fits."""
        given = {
            part: "1" if kind == "int" else self._value(address.name, part)
            for part, kind in address.parts.items()
        }
        return None if None in given.values() else reverse(address.name, kwargs=given)

    def _value(self, name: str, part: str) -> str | None:
        about = "procedure" if _is_about_procedures(name) else "case"
        return self.known.get(f"{about}.{part}", self.known.get(part))


def _is_about_procedures(name: str) -> bool:
    return name.startswith("procedures:") or name in {
        "public_services:procedure",
        "public_services:start",
        "public_services:counter_start",
    }


@pytest.fixture
def country(world: World) -> Country:
    case = world.returned(at=now())
    draft = drafts.start_draft(
        version=world.version,
        applicant=people.person(world.citizen.person_id),
        channel=Channel.ONLINE,
        receiving_agency=None,
        actor=world.citizen,
        at=now(),
    )
    form = case.forms.get(form="01")
    known = {
        "case.code": case.code, "procedure.code": world.version.procedure.code,
        "key": case.follow_key, "form_id": str(form.id), "draft_id": str(draft.id),
        "page_key": "ban_than", "person_id": str(world.citizen.person_id),
        "agency_id": str(world.b.committee.id), "name": "accept",
        "file_id": str(uuid4()), "document_id": str(uuid4()),
    }  # fmt: skip
    return Country(world=world, known=known)


def visitors(world: World) -> Iterator[tuple[str, Actor | None, Client]]:
    yield "nobody", None, Client(raise_request_exception=False)
    for who in WHO:
        actor = getattr(world, who)
        browser = world.client(actor)
        browser.raise_request_exception = False
        yield who, actor, browser


@EVERY
def test_only_whom_the_list_names_gets_in(country: Country, address: Address) -> None:
    path = country.real(address)
    if path is None:
        return
    rule = POLICY[address.name]
    for who, actor, browser in visitors(country.world):
        got, sent = browser.get(path).status_code, browser.post(path, {}).status_code
        if rule.admits(actor):
            assert got < 500 or address.name == "people:sign_in", who
            assert sent < 500, who
        elif actor is None:
            assert got in {302, 401}, who
            assert sent in {401, 403}, who
        else:
            assert (got, sent) == (404, 404), who


@pytest.mark.parametrize(
    "address",
    [one for one in addresses() if one.name != "people:sign_in"],  # it asks another machine
    ids=lambda address: address.name,
)
def test_junk_breaks_no_address(country: Country, address: Address) -> None:
    """Whatever stands in the path or the query: an answer, never a fault."""
    paths = [path for path in [country.real(address)] if path]
    for number in range(max(len(values) for values in JUNK.values())):
        given = {p: JUNK[kind][number % len(JUNK[kind])] for p, kind in address.parts.items()}
        if given:
            paths.append(reverse(address.name, kwargs=given))
    world = country.world
    people_ = (world.citizen, world.counter_b, world.signer_b, world.admin)
    browsers = [Client(raise_request_exception=False), *map(world.client, people_)]
    for browser in browsers:
        browser.raise_request_exception = False
        for path in paths:
            for query in QUERIES:
                assert browser.get(path, query).status_code < 500, (path, query)
            answer = browser.post(path, dict.fromkeys(("q", "post", "revision"), "\x00"))
            assert answer.status_code < 500, path
