"""The leader's page: own agencies only, every number a way to its cases."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.world import World

from congvu.kernel.clock import now
from congvu.platform.cases.models import Case
from congvu.platform.events.models import JournalEntry
from congvu.platform.indicators.reactions import fold
from congvu.services.steering import queries


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def counted(world: World) -> Callable[[], None]:
    """Fold everything that was recorded so far into the figures."""
    return lambda: fold(list(JournalEntry.objects.order_by("seq")))


def tile(page: str, name: str) -> str:
    """Return the text of one tile."""
    start = page.index(f'id="o-{name}"')
    return page[start : start + 600]


def test_figures_of_the_province_and_of_one_commune(
    world: World, counted: Callable[[], None]
) -> None:
    world.claimed(at=now()), world.submitted(at=now(), commune=world.a), world.returned(at=now())
    counted()
    whole = text(world.client(world.leader).get("/dieu-hanh/"))
    assert "xã Bình Yên" in whole
    assert "xã An Bình" in whole
    own = text(world.client(world.signer_b).get("/dieu-hanh/"))
    assert "xã An Bình" not in own
    assert ">2<" in tile(own, "tiep-nhan")
    assert ">1<" in tile(own, "dang-giai-quyet")


def test_every_number_opens_to_its_cases(world: World, counted: Callable[[], None]) -> None:
    case = world.claimed(at=now())
    counted()
    leader = world.client(world.leader)
    shown = tile(text(leader.get("/dieu-hanh/")), "dang-giai-quyet")
    address = shown.split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert "loai=dang-giai-quyet" in address
    assert case.code in text(leader.get(address))


def test_live_part_comes_alone(world: World) -> None:
    part = text(world.client(world.leader).get("/dieu-hanh/o/"))
    assert "<html" not in part
    assert 'id="o-qua-han"' in part


def test_without_any_case_the_page_says_so(world: World) -> None:
    page = world.client(world.leader).get("/dieu-hanh/")
    assert page.status_code == 200
    assert Case.objects.count() == 0


def test_scope_is_the_province_for_its_leader_and_the_agency_for_others(world: World) -> None:
    assert set(queries.scope(world.leader)) >= {world.a.committee.id, world.b.committee.id}
    assert list(queries.scope(world.signer_b)) == [world.b.committee.id]


@pytest.mark.parametrize("who", ["citizen", "handler_b", "counter_b", "admin"])
def test_others_do_not_find_it(world: World, who: str) -> None:
    browser: Client = world.client(getattr(world, who))
    assert browser.get("/dieu-hanh/").status_code == 404
