"""What a procedure costs, as a catalogue record says it. Pure.

0 stands for "set by the provincial council", "exempt" or "free" alike: with a note it is unknown.
"""

from collections.abc import Mapping

from congvu.platform.procedures.catalogue_shapes import Detail, FeeSaid
from congvu.platform.procedures.definition import Channel, DoubtKind, Fee, FeeKind
from congvu.platform.procedures.doubtful_text import Doubts

KINDS = {"FEE": FeeKind.FEE, "SERVICE_FEE": FeeKind.CHARGE, "PRICE_LEVEL": FeeKind.PRICE}
LABELS = {FeeKind.FEE: "Phí", FeeKind.CHARGE: "Lệ phí", FeeKind.PRICE: "Giá dịch vụ"}
LEAST_LIKELY_VND = 1_000  # below it: thousands left out, or another currency
MOST_LIKELY_VND = 10**12

_Said = tuple[FeeKind, int | None, str, DoubtKind | None, str]


def fees_of(said: Detail, channels: Mapping[str, Channel], doubts: Doubts) -> tuple[Fee, ...]:
    """Return each fee once: for every way to file alike, or for the ways it is said of."""
    told: dict[_Said, list[Channel | None]] = {}
    for method in said.methods or ():
        channel = channels.get(method.method or "")
        for fee in method.fees or ():
            ways = told.setdefault(_fee(fee, doubts), [])
            if channel not in ways:
                ways.append(channel)
    every = {channels.get(method.method or "") for method in said.methods or ()}
    fees: list[Fee] = []
    for (kind, amount, note, doubt, source), ways in told.items():
        if doubt:
            doubts.note(doubt, f"fees[{len(fees)}].amount_vnd", source)
        for channel in [None] if set(ways) == every else ways:
            fees.append(
                Fee(
                    key=f"fee_{len(fees) + 1}",
                    label=LABELS[kind],
                    kind=kind,
                    amount_vnd=amount,
                    channel=channel,
                    note=note,
                )
            )
    return tuple(fees)


def _fee(said: FeeSaid, doubts: Doubts) -> _Said:
    kind = KINDS.get(said.type or "", FeeKind.FEE)
    note = " ".join(doubts.lines(said.note, "fees.note"))
    value, currency = said.value, doubts.text(said.currency, "fees.currency")
    source = " ".join(str(part) for part in (value, currency, note) if part not in (None, ""))
    is_foreign = bool(currency) and currency.upper() not in {"VND", "VNĐ", "ĐỒNG"}
    if not isinstance(value, str) and value == 0 and not is_foreign:
        if note:
            return (kind, None, note, DoubtKind.FEE_ZERO_WITH_NOTE, source)
        return (kind, 0, "", None, "")
    amount = _amount(value)
    if amount is None or is_foreign:
        if value is None and note:
            return (kind, None, note, None, "")  # told in words: a rate, a table
        words = f"Nguồn ghi: {value} {currency}".strip() if value not in (None, "") else ""
        return (kind, None, " ".join(filter(None, (words, note))), DoubtKind.FEE_UNCLEAR, source)
    return (kind, amount, note, None, "")


def _amount(value: float | str | None) -> int | None:
    """Return a whole, likely amount in đồng, or None."""
    if value is None or isinstance(value, str) or value != value // 1:
        return None
    return int(value) if LEAST_LIKELY_VND <= value <= MOST_LIKELY_VND else None
