"""Every event class is subscribed to on the one page, or the figures and pages read it there."""

from congvu.config.subscriptions import SUBSCRIPTIONS
from congvu.platform.cases import events as case_events
from congvu.platform.cases.timeline import TITLES
from congvu.platform.events.events import Event


def case_event_classes() -> list[type[Event]]:
    return [
        value
        for value in vars(case_events).values()
        if isinstance(value, type)
        and issubclass(value, case_events.CaseEvent)
        and value is not case_events.CaseEvent
    ]


def test_the_figures_read_every_event() -> None:
    assert Event in SUBSCRIPTIONS


def test_every_case_event_has_words_for_the_citizen() -> None:
    assert {cls.__name__ for cls in case_event_classes()} == set(TITLES)
