"""Records of the national catalogue as definitions. Pure.

Nothing is guessed: what a record leaves open becomes None or UNKNOWN with a Doubt that keeps the
record's own words and its place. What is no procedure at all is Refused with its reason.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from congvu.kernel.vietnamese import fold, tidy
from congvu.platform.procedures import catalogue_times
from congvu.platform.procedures.catalogue_fees import fees_of
from congvu.platform.procedures.catalogue_shapes import (
    Detail,
    GroupSaid,
    Named,
    NotAProcedure,
    read_shape,
)
from congvu.platform.procedures.definition import (
    Channel,
    Definition,
    DoubtKind,
    Evidence,
    EvidenceKind,
    LegalBasis,
    Result,
    Situation,
)
from congvu.platform.procedures.doubtful_text import Doubts
from congvu.platform.procedures.merging import Known, Rank
from congvu.platform.procedures.toml_files import in_vietnamese

CHANNELS = {"DIRECT": Channel.COUNTER, "ONLINE": Channel.ONLINE, "POSTAL": Channel.POST}
CHANNEL_WORDS = {
    Channel.COUNTER: "Nộp trực tiếp",
    Channel.ONLINE: "Nộp trực tuyến",
    Channel.POST: "Gửi qua bưu chính",
}
LEVELS = ("ministry", "province", "commune", "vertical", "other")
STATES_KNOWN = frozenset({"ACTIVE", "UPDATED"})
LONGEST_NAME = 4_000
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{1,39}")
_USUAL_CODE = re.compile(r"[0-9]\.[0-9]{6}")
_SITUATION = re.compile(r"(?:[a-z0-9]{1,2} )*(?:doi voi )?(?:cac )?truong hop\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record read: what it says, and where it stood."""

    where: str
    known: Known

    @property
    def definition(self) -> Definition:
        return self.known.definition


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What could not be taken as a procedure, where, and why."""

    where: str
    reason: str


def read_record(document: Any, *, where: str) -> Record | Refused:
    """Read one JSON document of any of the three shapes."""
    try:
        said, rank = read_shape(document)
        definition = _definition(said, rank)
    except NotAProcedure as reason:
        return Refused(where=where, reason=str(reason))
    except msgspec.ValidationError as error:
        place, text = in_vietnamese(str(error))
        return Refused(where=where, reason=f"{place}: {text}" if place else text)
    return Record(
        where=where,
        known=Known(definition=definition, rank=rank, updated_at=_instant(said.updated_at)),
    )


def _definition(said: Detail, rank: Rank) -> Definition:
    doubts = Doubts()
    code, name = _code(said, doubts), _name(said, doubts)
    field = next(iter(said.categories or ()), Named())
    situations, evidence = _dossier(said.dossier or (), doubts)
    definition = Definition(
        code=code,
        name=name,
        field_code=doubts.text(field.code, "field_code"),
        field_name=doubts.text(field.name, "field_name"),
        promulgator=doubts.text((said.promulgator or Named()).name, "promulgator"),
        levels=tuple(name.upper() for name in LEVELS if (said.levels or {}).get(name)),
        subjects=_names(said.subjects or (), "subjects", doubts),
        channels=_channels(said),
        executing=_executing(said, doubts),
        is_internal=said.type == "STANDARD_INTERNAL",
        is_non_territorial=said.non_territorial,
        conditions="\n".join(doubts.lines(said.conditions, "conditions")),
        instructions=_instructions(said, doubts),
        life_events=_names(said.life_events or (), "life_events", doubts),
        keywords=tuple(doubts.lines(said.keywords, "keywords")),
        situations=situations,
        allowances=catalogue_times.allowances_of(said, CHANNELS, doubts),
        fees=fees_of(said, CHANNELS, doubts),
        evidence=evidence,
        results=tuple(
            Result(label=label, code=doubts.text(item.code, f"results[{i}].code"))
            for i, item in enumerate(said.results or ())
            if (label := doubts.text(item.name, f"results[{i}].label"))
        ),
        legal_basis=_legal_basis(said, doubts),
        full_online=said.full_online,
        decision_number=doubts.text(said.decision, "decision_number"),
        decision_date=said.decided_on,
    )
    _note_gaps(definition, said, rank, doubts)
    return msgspec.structs.replace(definition, doubts=doubts.all())


def _code(said: Detail, doubts: Doubts) -> str:
    code = tidy(said.code)
    if not _CODE.fullmatch(code):
        raise NotAProcedure(f"mã thủ tục “{said.code[:40]}” không đúng dạng, ví dụ 1.001193")
    if code != said.code:
        doubts.note(DoubtKind.CODE_CHANGED, "code", f"nguồn ghi “{said.code}”, có dấu cách thừa")
    if not _USUAL_CODE.fullmatch(code):
        doubts.note(DoubtKind.CODE_CHANGED, "code", f"mã “{code}” khác dạng thường gặp 1.001193")
    return code


def _name(said: Detail, doubts: Doubts) -> str:
    name = doubts.text(said.name, "name")
    if not name:
        raise NotAProcedure("name: tên thủ tục để trống")
    if len(name) > LONGEST_NAME:
        raise NotAProcedure(f"name: tên thủ tục dài {len(name)} ký tự, tối đa là {LONGEST_NAME}")
    return name


def _names(items: Iterable[Named | str], where: str, doubts: Doubts) -> tuple[str, ...]:
    names = (item if isinstance(item, str) else item.name for item in items)
    read = (doubts.text(name, f"{where}[{i}]") for i, name in enumerate(names))
    return tuple(dict.fromkeys(name for name in read if name))


def _executing(said: Detail, doubts: Doubts) -> tuple[str, ...]:
    listed = _names(said.executing or (), "executing", doubts)
    written = doubts.text(said.executing_text, "executing")
    return listed if not written or written in listed else (*listed, written)


def _channels(said: Detail) -> tuple[Channel, ...]:
    found = (CHANNELS.get(method.method or "") for method in said.methods or ())
    return tuple(dict.fromkeys(channel for channel in found if channel))


def _instructions(said: Detail, doubts: Doubts) -> tuple[str, ...]:
    """Return the steps line by line, then what the source says of each way to file."""
    lines: list[str] = []
    for i, step in enumerate(said.steps or ()):
        lines += doubts.lines(step.name, f"instructions[{i}]")
        lines += doubts.lines(step.text, f"instructions[{i}]")
    for i, method in enumerate(said.methods or ()):
        words = " ".join(doubts.lines(method.note, f"methods[{i}].note"))
        channel = CHANNELS.get(method.method or "")
        if words:
            label = CHANNEL_WORDS[channel] if channel else str(method.method or "Cách khác")
            lines.append(f"{label}: {words}")
    return tuple(dict.fromkeys(lines))


def _legal_basis(said: Detail, doubts: Doubts) -> tuple[LegalBasis, ...]:
    found = (
        LegalBasis(
            code=doubts.text(item.code, f"legal_basis[{i}].code"),
            name=doubts.title(item.name, f"legal_basis[{i}].name"),
        )
        for i, item in enumerate(said.legal_basis or ())
    )
    return tuple(basis for basis in found if basis.code or basis.name)


def _dossier(
    groups: Sequence[GroupSaid], doubts: Doubts
) -> tuple[tuple[Situation, ...], tuple[Evidence, ...]]:
    """Return the situations and papers. Only headings that say "trường hợp" are situations."""
    headings = [doubts.text(g.case, f"evidence.group[{i}]") for i, g in enumerate(groups)]
    told_apart = [i for i, h in enumerate(headings) if _SITUATION.match(fold(h))]
    keys = {i: f"case_{i + 1}" for i in told_apart} if len(told_apart) > 1 else {}
    situations = tuple(Situation(key=key, label=headings[i]) for i, key in keys.items())
    papers: list[Evidence] = []
    for i, group in enumerate(groups):
        papers += _papers(group, headings[i], keys.get(i, ""), len(papers), doubts)
    return situations, tuple(papers)


def _papers(
    group: GroupSaid, heading: str, situation: str, before: int, doubts: Doubts
) -> list[Evidence]:
    shown_only = "xuat trinh" in fold(heading)
    papers: list[Evidence] = []
    for paper in group.papers or ():
        number = before + len(papers)
        label = doubts.text(paper.name, f"evidence[{number}].label")
        if not label:
            continue
        papers.append(
            Evidence(
                key=f"paper_{number + 1}",
                label=label,
                kind=EvidenceKind.PRESENT if shown_only else EvidenceKind.UPLOAD,
                situations=(situation,) if situation else (),
                required=False,  # the source says so of every paper: not known
                original=max(paper.original or 0, 0),
                copies=max(paper.copy or 0, 0),
                code=doubts.text(paper.code, f"evidence[{number}].code"),
                group=heading,
            )
        )
    return papers


def _note_gaps(definition: Definition, said: Detail, rank: Rank, doubts: Doubts) -> None:
    facts = [
        (DoubtKind.FIELD_MISSING, "field_name"),
        (DoubtKind.AGENCY_MISSING, "executing"),
        (DoubtKind.AGENCY_MISSING, "promulgator"),
    ]
    if rank == Rank.ROW:
        doubts.note(DoubtKind.DETAILS_MISSING, "")
    else:
        facts += [
            (DoubtKind.TIME_MISSING, "allowances"),
            (DoubtKind.PAPERS_MISSING, "evidence"),
            (DoubtKind.LEGAL_BASIS_MISSING, "legal_basis"),
        ]
    for kind, name in facts:
        if not getattr(definition, name):
            doubts.note(kind, name)
    if said.state not in STATES_KNOWN:
        doubts.note(DoubtKind.STATE_UNKNOWN, "state", said.state or "không ghi")
    codes = [service.code for service in said.services or () if service.code]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        doubts.note(DoubtKind.DUPLICATE_KEY, "allowances", f"mã dịch vụ {code} lặp lại")


def _instant(stamp: str | None) -> datetime | None:
    try:
        instant = datetime.fromisoformat(stamp) if stamp else None
    except ValueError:
        return None
    return instant if instant and instant.tzinfo else None
