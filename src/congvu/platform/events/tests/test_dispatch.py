"""The journal is read in commit order, each row once, and one bad row stops nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event as Signal
from threading import Thread

import pytest
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from tests.world import AT, HOUR, wait_until_readable

from congvu.kernel.ids import new_id
from congvu.platform.events import actions
from congvu.platform.events.actions import Subscriptions, dispatch, publish, reread
from congvu.platform.events.events import Event
from congvu.platform.events.models import JournalEntry, Reader, SetAside

Heard = Callable[[], list[int]]
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang(Event):
    """A bell rang."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broke(Event):
    """A bell broke."""


@dataclass(eq=False)
class Listener:
    """A reaction that writes what it heard into the database, and fails when told to."""

    fails_on: set[int] = field(default_factory=set)
    error: Callable[[], Exception] = lambda: ValueError("không hiểu")

    def hear(self, rows: Sequence[JournalEntry]) -> None:
        with connection.cursor() as cursor:
            for row in rows:
                cursor.execute("INSERT INTO heard VALUES (%s)", [row.seq])
        if any(row.seq in self.fails_on for row in rows):
            raise self.error()


@pytest.fixture
def heard(transactional_db: None) -> Iterator[Heard]:
    """The table of the listener's effects: a function that reads it in the order of writing."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS heard (seq bigint, n bigserial)")
        cursor.execute("TRUNCATE heard")

    def read() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM heard ORDER BY n")
            return [seq for (seq,) in cursor.fetchall()]

    yield read
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE heard")


def ring(kind: type[Event] = Rang) -> int:
    return publish(event=kind(subject_id=new_id()), actor=None, agency_id=None, at=AT).seq


def run(listener: Listener, kind: type[Event] = Event) -> int:
    wait_until_readable()
    return turn(listener, kind)


def turn(listener: Listener, kind: type[Event] = Event) -> int:
    return dispatch(subscriptions={kind: (listener.hear,)}, at=AT)


class Other(Listener):
    """A second reaction, with a place of its own."""

    def hear(self, rows: Sequence[JournalEntry]) -> None:
        super().hear(rows)


def test_rows_are_given_once_in_order(heard: Heard) -> None:
    seqs = [ring() for _ in range(5)]
    listener = Listener()
    assert run(listener) == 5
    assert run(listener) == 0
    seqs.append(ring())
    assert run(listener) == 1
    assert heard() == seqs


def test_long_journal_is_read_in_batches(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH", 4)
    seqs = [ring() for _ in range(10)]
    listener = Listener()
    assert [run(listener) for _ in range(4)] == [4, 4, 2, 0]
    assert heard() == seqs


@contextmanager
def an_act_in_flight() -> Iterator[list[int]]:
    """Take a number in another connection; the act commits only when the block ends."""
    has_number, may_commit = Signal(), Signal()
    numbers: list[int] = []

    def dawdle() -> None:
        try:
            with transaction.atomic():
                numbers.append(ring())
                has_number.set()
                may_commit.wait(timeout=20)
        finally:
            connection.close()

    thread = Thread(target=dawdle)
    thread.start()
    assert has_number.wait(timeout=20)
    try:
        yield numbers
    finally:
        may_commit.set()
        thread.join(timeout=20)


def test_row_committed_later_with_a_lower_number_is_not_lost(heard: Heard) -> None:
    """One act takes its number and dawdles; another takes the next and commits first."""
    listener = Listener()
    with an_act_in_flight() as slow:
        fast = ring()
        assert fast > slow[0]
        assert turn(listener) == 0  # nothing is read past an act still in flight
    assert run(listener) == 2
    assert heard() == [*slow, fast]
    assert run(listener) == 0


def test_row_committed_before_the_slow_act_began_is_read(heard: Heard) -> None:
    early = ring()
    wait_until_readable()
    with an_act_in_flight():
        assert turn(Listener()) == 1
        assert heard() == [early]


def test_numbers_lost_to_a_rollback_stop_nothing(heard: Heard) -> None:
    first = ring()
    with transaction.atomic():
        ring()
        transaction.set_rollback(True)
    last = ring()
    assert run(Listener()) == 2
    assert heard() == [first, last]


def test_listener_gets_only_its_events(heard: Heard) -> None:
    ring(Broke)
    rang = ring()
    listener = Listener()
    assert run(listener, Rang) == 2  # read past, not given
    assert heard() == [rang]


def test_two_listeners_keep_their_own_places(heard: Heard) -> None:
    seq = ring()
    wait_until_readable()
    subscriptions: Subscriptions = {Rang: (Listener().hear, Other().hear)}
    assert dispatch(subscriptions=subscriptions, at=AT) == 2
    assert heard() == [seq, seq]
    assert Reader.objects.count() == 2


def test_effects_and_place_are_one(heard: Heard) -> None:
    """A crash between the effects and the commit leaves neither; the next turn does both once."""
    seq = ring()
    with pytest.raises(KeyboardInterrupt):
        run(Listener(fails_on={seq}, error=KeyboardInterrupt))  # type: ignore[arg-type]
    assert heard() == []
    assert run(Listener()) == 1
    assert heard() == [seq]


def test_passing_trouble_is_tried_again_not_set_aside(heard: Heard) -> None:
    seqs = [ring() for _ in range(3)]
    with pytest.raises(OperationalError):
        run(Listener(fails_on={seqs[1]}, error=lambda: OperationalError("deadlock detected")))
    assert heard() == []
    assert not SetAside.objects.exists()
    assert run(Listener()) == 3
    assert heard() == seqs


@pytest.mark.parametrize(
    "error", [ValueError, KeyError, TypeError, AttributeError, DataError, IntegrityError]
)
def test_one_poisonous_row_is_set_aside_and_the_rest_go_on(
    heard: Heard, error: type[Exception]
) -> None:
    seqs = [ring() for _ in range(5)]
    listener = Listener(fails_on={seqs[2]}, error=lambda: error("hỏng"))
    assert run(listener) == 5
    assert heard() == [*seqs[:2], *seqs[3:]]
    aside = SetAside.objects.get()
    assert (aside.entry_id, aside.tries, aside.settled_at) == (seqs[2], 1, None)
    assert "hỏng" in aside.reason
    assert run(listener) == 0


def test_rereading_gives_every_row_once_more(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    seqs = [ring() for _ in range(5)]
    listener = Listener()
    while run(listener):
        pass
    later = ring()  # not read yet: left to the ordinary turn
    reread(reaction=listener.hear, forget=_forget, at=AT + HOUR)
    assert heard() == seqs
    assert run(listener) == 1
    assert heard() == [*seqs, later]


def test_rereading_an_unread_journal_is_harmless(heard: Heard) -> None:
    ring()
    reread(reaction=Listener().hear, forget=_forget, at=AT)
    assert heard() == []


def test_row_set_aside_before_is_counted_again_when_reread(heard: Heard) -> None:
    seqs = [ring() for _ in range(3)]
    listener = Listener(fails_on={seqs[0]})
    run(listener)
    reread(reaction=listener.hear, forget=_forget, at=AT + HOUR)
    assert heard() == seqs[1:]
    assert SetAside.objects.get().tries == 2
    listener.fails_on.clear()
    reread(reaction=listener.hear, forget=_forget, at=AT + HOUR)
    assert heard() == seqs
    aside = SetAside.objects.get()
    assert aside.settled_at == AT + HOUR


def _forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM heard")


class Slow(Listener):
    """A reaction that stays in its work until told to end."""

    reading, may_end = Signal(), Signal()

    def work(self) -> None:
        try:
            run(self)
        finally:
            connection.close()

    def hear(self, rows: Sequence[JournalEntry]) -> None:
        super().hear(rows)
        self.reading.set()
        self.may_end.wait(timeout=20)


class Quick(Slow):
    """The same reaction, in another worker."""

    hear = Slow.hear


def test_second_worker_does_not_wait_or_read_twice(heard: Heard) -> None:
    slow = Slow()
    Reader.objects.create(name=f"{Slow.__module__}.Slow.hear")
    seq = ring()
    thread = Thread(target=slow.work)
    thread.start()
    assert slow.reading.wait(timeout=20)
    assert turn(Quick()) == 0
    slow.may_end.set()
    thread.join(timeout=20)
    assert heard() == [seq]
    assert Reader.objects.get().seq == seq
