"""How long an agency has, as a catalogue record says it: per way to file, and per service. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from congvu.platform.procedures.catalogue_shapes import Detail, Number
from congvu.platform.procedures.definition import Allowance, Channel, DoubtKind, TimeUnit
from congvu.platform.procedures.doubtful_text import Doubts

UNITS = {
    "WORKING_DAY": TimeUnit.WORKING_DAY,
    "DAY": TimeUnit.DAY,
    "MONTH": TimeUnit.MONTH,
    "HOUR": TimeUnit.WORKING_HOUR,
}
UNIT_WORDS = {"WORKING_DAY": "ngày làm việc", "DAY": "ngày", "MONTH": "tháng", "HOUR": "giờ"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Time:
    """One statement of time: a whole number with its unit, or only the source's words."""

    quantity: int | None
    unit: TimeUnit
    words: str
    doubt: DoubtKind | None
    said: str

    @property
    def is_countable(self) -> bool:
        return self.quantity is not None


def allowances_of(
    said: Detail, channels: Mapping[str, Channel], doubts: Doubts
) -> tuple[Allowance, ...]:
    """Return the times per way to file; then the services' own, where they say something else."""
    by_channel = [
        (channels.get(m.method or ""), _time(m.time, m.unit, doubts)) for m in said.methods or ()
    ]
    services = [
        (f"Dịch vụ {s.code or ''}: {doubts.text(s.name, f'services[{i}].name')}", t)
        for i, s in enumerate(said.services or ())
        if (t := _time(s.time, s.unit, doubts)).is_countable
    ]
    times = [time for _, time in by_channel]
    found = [_allowance(time, channel) for channel, time in by_channel]
    if times and all(time == times[0] for time in times):
        found = [_allowance(times[0], None)]
    others = [(note, time) for note, time in services if time not in times]
    found += [_allowance(time, None, note) for note, time in others]
    found = list(dict.fromkeys(found))
    _note(times, [time for _, time in services], found, doubts)
    return tuple(found)


def _time(raw: Number, unit: str | None, doubts: Doubts) -> _Time:
    known = UNITS.get(unit or "", TimeUnit.UNKNOWN)
    said = f"{'' if raw is None else raw} {unit or ''}".strip()
    if isinstance(raw, str) and raw.strip().isdecimal() and len(raw.strip()) < 6:
        raw = int(raw)
    if isinstance(raw, str):
        words = " ".join(doubts.lines(raw, "allowances.note"))
        kind = DoubtKind.TIME_NOT_A_NUMBER if words else DoubtKind.TIME_MISSING
        return _Time(quantity=None, unit=TimeUnit.UNKNOWN, words=words, doubt=kind, said=said)
    if raw is None or raw <= 0:
        kind = DoubtKind.TIME_MISSING
        return _Time(quantity=None, unit=TimeUnit.UNKNOWN, words="", doubt=kind, said=said)
    if raw != int(raw) or raw > 100_000:
        words = f"{raw:n} {UNIT_WORDS.get(unit or '', '')}".strip().replace(".", ",")
        kind = DoubtKind.TIME_NOT_A_NUMBER
        return _Time(quantity=None, unit=known, words=words, doubt=kind, said=said)
    doubt = {TimeUnit.UNKNOWN: DoubtKind.UNIT_MISSING}.get(known)
    if unit == "HOUR":
        doubt = DoubtKind.HOURS_UNCLEAR
    return _Time(quantity=int(raw), unit=known, words="", doubt=doubt, said=said)


def _allowance(time: _Time, channel: Channel | None, note: str = "") -> Allowance:
    return Allowance(
        quantity=time.quantity,
        unit=time.unit,
        channel=channel,
        note=f"Nguồn ghi: {time.words}" if time.words else note,
    )


def _note(
    times: list[_Time], services: list[_Time], found: list[Allowance], doubts: Doubts
) -> None:
    for time in dict.fromkeys([*times, *services]):
        if time.doubt:
            place = next(
                (
                    i
                    for i, a in enumerate(found)
                    if (a.quantity, a.unit) == (time.quantity, time.unit)
                ),
                0,
            )
            doubts.note(time.doubt, f"allowances[{place}]", time.said)
    if _disagree(times, services):
        doubts.note(
            DoubtKind.TIMES_DISAGREE,
            "allowances",
            f"cách nộp: {_spoken(times)}; dịch vụ: {_spoken(services)}",
        )


def _disagree(times: list[_Time], services: list[_Time]) -> bool:
    """Tell whether the two places name different times; words alone cannot be compared."""
    if not services or not any(time.is_countable for time in times):
        return False
    named = {(time.quantity, time.unit) for time in times if time.is_countable}
    loose = {quantity for quantity, unit in named if unit is TimeUnit.UNKNOWN}
    exact = {(time.quantity, time.unit) for time in services}
    unmatched = {pair for pair in exact if pair not in named and pair[0] not in loose}
    left = {
        (quantity, unit)
        for quantity, unit in named - exact
        if unit is not TimeUnit.UNKNOWN or quantity not in {q for q, _ in exact}
    }
    return bool(unmatched or left)


def _spoken(times: list[_Time]) -> str:
    return ", ".join(dict.fromkeys(time.said for time in times))
