"""An inbox over 100,000 cases of one unit costs the same as an empty one: indexes, no counting."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.kernel.actor import Actor
from congvu.platform.cases.models import Case
from congvu.platform.cases.queries import Tab, inbox, listed, tabs_of
from congvu.platform.cases.views.inbox import PAGE
from congvu.web.paging import page_of
from tests.world import AT, World

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
COUNT = 100_000
MOST_QUERIES = 8
MOST_ROWS = 1_000  # of 100,000: a page is never found by sorting the cases of the unit

# Spread over the states a unit has: unclaimed, held by one officer or another, with the citizen,
# with the signer, done. Eleven cases share each due instant; some have none.
_COPY = """
INSERT INTO cases_case ({columns})
SELECT {values} FROM generate_series(1, {count}) AS n, cases_case AS c WHERE c.id = %(model)s
"""
_OWN = {
    "id": "gen_random_uuid()",
    "code": "'T-' || n",
    "follow_key": "'K' || n",
    "status": "CASE WHEN n %% 5 = 4 THEN 9 WHEN n %% 5 = 2 THEN 5 ELSE 4 END",
    "waiting_for": "CASE n %% 5 WHEN 4 THEN 'NOBODY' WHEN 2 THEN 'CITIZEN' ELSE 'OFFICER' END",
    "assignee_id": "CASE WHEN n %% 5 = 1 THEN CASE WHEN n %% 2 = 0 THEN %(me)s ELSE %(other)s END"
    " END::uuid",
    "holder_unit_id": "CASE WHEN n %% 5 IN (0, 1) THEN c.handling_unit_id"
    " WHEN n %% 5 = 3 THEN %(signer_unit)s END::uuid",
    "holder_post_kind": "CASE WHEN n %% 5 = 3 THEN 'SIGNER' ELSE 'HANDLER' END",
    "due_at": "CASE WHEN n %% 13 = 0 OR n %% 5 = 2 THEN NULL"
    " ELSE c.submitted_at + (n - n %% 11) * interval '1 minute' END",
    "finished_at": "CASE WHEN n %% 5 = 4 THEN c.submitted_at + n * interval '1 second' END",
}


@pytest.fixture
def crowded(world: World) -> World:
    """The world whose unit in commune B has 100,000 cases."""
    model = world.claimed()
    names = [str(field.column) for field in Case._meta.concrete_fields]
    values = [_OWN.get(name, f"c.{name}") for name in names]
    facts = {
        "model": model.id,
        "me": world.handler_b.person_id,
        "other": world.second_handler_b.person_id,
        "signer_unit": world.signer_b.unit_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            _COPY.format(columns=", ".join(names), values=", ".join(values), count=COUNT), facts
        )
        cursor.execute("ANALYZE cases_case")
    return world


def tabs(world: World) -> Iterator[tuple[Actor, Tab]]:
    for actor in (world.handler_b, world.counter_b, world.signer_b):
        for tab in tabs_of(actor):
            yield actor, tab


def order_of(tab: Tab) -> tuple[str, str]:
    return ("-finished_at", "id") if tab is Tab.DONE else ("due_at", "id")


def plan_of(sql: str) -> tuple[str, list[dict[str, Any]]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
        (answer,) = cursor.fetchone()
    nodes: list[dict[str, Any]] = []
    waiting = [answer[0]["Plan"]]
    while waiting:
        node = waiting.pop()
        nodes.append(node)
        waiting += node.get("Plans", [])
    return str(answer), nodes


def rows_read(node: dict[str, Any]) -> int:
    """Rows a scan touched, kept or thrown away."""
    per_loop: float = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return int(per_loop * node["Actual Loops"])


def test_inbox_of_a_crowded_unit_keeps_its_budget(crowded: World) -> None:
    clients: dict[Actor, Client] = {}
    for actor, tab in tabs(crowded):
        client = clients.setdefault(actor, crowded.client(actor))
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse("cases:inbox"), {"nhom": tab.value})
        told = [query["sql"] for query in queries]
        assert answer.status_code == 200
        assert len(told) <= MOST_QUERIES, (actor.name, tab, told)
        assert [sql for sql in told if re.search(r"count\(", sql, re.IGNORECASE)] == []
        assert len(answer.context["rows"]) <= PAGE
    _next_link_leads_on(clients[crowded.handler_b])


def _next_link_leads_on(client: Client) -> None:
    first = client.get(reverse("cases:inbox"), {"nhom": Tab.UNIT.value})
    again = client.get(
        reverse("cases:inbox"),
        {"nhom": Tab.UNIT.value, "cursor": first.context["page"].next_cursor},
    )
    one = [row["id"] for row in first.context["rows"]]
    two = [row["id"] for row in again.context["rows"]]
    assert (len(one), len(two)) == (PAGE, PAGE)
    assert not set(one) & set(two)
    dues = [case.due_at for case in (*first.context["page"].rows, *again.context["page"].rows)]
    assert dues == sorted(dues)
    assert dues[0] >= AT


def test_every_tab_is_read_by_an_index(crowded: World) -> None:
    """Also from the middle of the list on: the cost does not grow with the depth."""
    for actor, tab in tabs(crowded):
        cases, order = listed(inbox(actor, tab)), order_of(tab)
        cursor = ""
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                page = page_of(cases, order=order, size=PAGE, cursor=cursor)
            (query,) = queries
            whole, nodes = plan_of(query["sql"])
            own = [n for n in nodes if n.get("Relation Name") == "cases_case"]
            assert {n["Node Type"] for n in own} <= {"Index Scan"}, (actor.name, tab, whole)
            assert sum(rows_read(node) for node in own) <= MOST_ROWS, (actor.name, tab, whole)
            cursor = page.next_cursor


def test_pages_walk_the_whole_tab_once_in_order(crowded: World) -> None:
    cases = listed(inbox(crowded.handler_b, Tab.MINE))
    wanted = list(cases.order_by("due_at", "id").values_list("id", flat=True))
    seen, cursor, last = [], "", ""
    while True:
        page = page_of(cases, order=("due_at", "id"), size=500, cursor=cursor)
        seen += [case.id for case in page.rows]
        last, cursor = page.previous_cursor, page.next_cursor
        if not cursor:
            break
    assert len(wanted) > COUNT // 12
    assert seen == wanted
    back = page_of(cases, order=("due_at", "id"), size=500, cursor=last)
    at = seen.index(back.rows[0].id)
    assert [case.id for case in back.rows] == seen[at : at + 500]
    assert seen[at + 500] == page.rows[0].id
