"""kill -9 of web, worker, PostgreSQL amid 50 submits: each acknowledged one is there once."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.journeys.api_client import ApiClient, sign_in
from tests.journeys.demo_run import DemoRun, running_demo

pytestmark = [pytest.mark.xdist_group("journeys")]

SUBMITS, CLIENTS = 50, 4


@pytest.fixture(scope="module")
def fragile() -> Iterator[DemoRun]:
    """A demo of its own, that may be shot at."""
    with running_demo(cases=2) as run:
        yield run


def shoot(find: Callable[[], list[int]]) -> None:
    """Kill what is found; a process shot before may still be on its way back."""
    for _ in range(600):
        if pids := find():
            break
        time.sleep(0.05)
    assert pids, "không thấy tiến trình để dừng đột ngột"
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def shoot_everything(run: DemoRun, acknowledged: list[str]) -> None:
    """Kill each kind of process at a third, half and two thirds of the way."""
    for share, victims in (
        (0.2, lambda: run.pids("granian")),
        (0.4, lambda: run.pids("manage.py worker")),
        (0.6, lambda: [run.postmaster()]),
        (0.8, lambda: run.pids("granian")[:1]),
    ):
        while len(acknowledged) < SUBMITS * share:
            time.sleep(0.01)
        shoot(victims)


def database(run: DemoRun) -> psycopg.Connection[tuple[object, ...]]:
    lines = (run.data / "postgres" / "postmaster.pid").read_text().splitlines()
    return psycopg.connect(f"postgresql://congvu@/congvu?host={lines[4].strip()}")


def test_each_acknowledged_dossier_is_there_exactly_once(fragile: DemoRun) -> None:
    client = sign_in(fragile.url, "congdan", fragile.password())
    keys = [uuid4() for _ in range(SUBMITS)]
    acknowledged: list[str] = []

    def submit(key: UUID) -> tuple[UUID, str]:
        own = ApiClient(url=client.url, session=client.session)
        code = own.submit(key)["code"]
        acknowledged.append(code)
        return key, code

    gun = threading.Thread(target=shoot_everything, args=(fragile, acknowledged))
    gun.start()
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = dict(pool.map(submit, keys))
    gun.join(timeout=60)
    assert not gun.is_alive()
    assert len(set(answers.values())) == SUBMITS
    check_database(fragile, answers)
    check_again(client, answers)


def check_database(run: DemoRun, answers: dict[UUID, str]) -> None:
    with database(run) as connection:
        for key, code in answers.items():
            row = connection.execute(
                "SELECT (SELECT count(*) FROM cases_case WHERE code = %(code)s),"
                " (SELECT count(*) FROM cases_actrecord WHERE key = %(key)s"
                "  AND answer->>'code' = %(code)s),"
                " (SELECT count(*) FROM events_journalentry WHERE event_type = 'CaseSubmitted'"
                "  AND facts->>'code' = %(code)s),"
                " (SELECT count(*) FROM cases_task t JOIN cases_case c ON c.id = t.case_id"
                "  WHERE c.code = %(code)s)",
                {"code": code, "key": key},
            ).fetchone()
            assert row == (1, 1, 1, 1), (code, row)
    await_figures(run)


def await_figures(run: DemoRun) -> None:
    """The figures catch up after the worker came back, and count what is there."""
    until = time.monotonic() + 20
    counted: object = -1
    there: object = 0
    while time.monotonic() < until and counted != there:
        with database(run) as connection:
            (counted, there) = connection.execute(
                "SELECT (SELECT coalesce(sum(open), 0)::int FROM indicators_openfigure"
                "  WHERE state = 'TO_RECEIVE'),"
                " (SELECT count(*)::int FROM cases_case WHERE status = 1)"
            ).fetchone() or (-1, 0)
        time.sleep(0.3)
    assert counted == there


def check_again(client: ApiClient, answers: dict[UUID, str]) -> None:
    """The same name asked once more gives the first answer."""
    key, code = next(iter(answers.items()))
    assert client.submit(key)["code"] == code
