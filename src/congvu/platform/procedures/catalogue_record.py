"""Records of the national catalogue, in the three shapes they come in, as definitions. Pure.

Nothing is guessed: what a record leaves open becomes None or UNKNOWN with a Doubt that keeps the
record's own words. What is no procedure at all comes back as Refused with its reason.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from congvu.kernel.vietnamese import fold, tidy
from congvu.platform.procedures.definition import (
    Allowance,
    Channel,
    Definition,
    Doubt,
    DoubtKind,
    Evidence,
    EvidenceKind,
    Fee,
    FeeKind,
    LegalBasis,
    Result,
    TimeUnit,
)

CHANNELS = {"DIRECT": Channel.COUNTER, "ONLINE": Channel.ONLINE, "POSTAL": Channel.POST}
UNITS = {
    "WORKING_DAY": TimeUnit.WORKING_DAY,
    "DAY": TimeUnit.DAY,
    "MONTH": TimeUnit.MONTH,
}
LEVELS = {
    "ministry": "MINISTRY",
    "province": "PROVINCE",
    "commune": "COMMUNE",
    "vertical": "VERTICAL",
    "other": "OTHER",
}
UNLIKELY_FEE_VND = 1_000  # a fee below this was probably typed in thousands
LONGEST_LINE = 5_000_000
_CODE = re.compile(r"[0-9]{1,2}\.[0-9]{4,8}(\.[A-Z0-9.]{1,12})?")
_DISTRICT = re.compile(r"\b(cap huyen|uy ban nhan dan (cap )?huyen|quan huyen|thi xa thanh pho)\b")


@dataclass(frozen=True, slots=True)
class Read:
    """One record as a definition, and where it stood."""

    definition: Definition
    where: str


@dataclass(frozen=True, slots=True)
class Refused:
    """What could not be taken as a procedure, where, and why."""

    where: str
    reason: str


class NotAProcedure(ValueError):
    """The document is readable but is not a procedure."""


class _Doubts(list[Doubt]):
    """Collects what is unclear while a record is read."""

    def note(self, kind: DoubtKind, where: str, said: object = "") -> None:
        self.append(Doubt(kind=kind, where=where, said=tidy(str(said))[:200]))

    def text(self, value: object, where: str) -> str:
        """Return stored text; note once when the source was not NFC."""
        if value is None:
            return ""
        if not isinstance(value, str):
            raise NotAProcedure(f"{where} không phải là chữ")
        if value != unicodedata.normalize("NFC", value):
            if not any(d.kind is DoubtKind.TEXT_NOT_NFC for d in self):
                self.note(DoubtKind.TEXT_NOT_NFC, where)
        return tidy(value.replace("\x00", ""))


def read_path(path: Path) -> Iterator[Read | Refused]:
    """Read a JSON Lines file or one JSON document. Bad lines are refused one by one."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        yield Refused(path.name, "không phải tệp chữ UTF-8")
        return
    except OSError as error:
        yield Refused(path.name, f"không đọc được: {error.strerror}")
        return
    if not text.strip():
        yield Refused(path.name, "tệp rỗng")
        return
    if path.suffix == ".jsonl":
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield _read_text(line, f"{path.name}:{number}")
    else:
        yield _read_text(text, path.name)


def _read_text(text: str, where: str) -> Read | Refused:
    if len(text) > LONGEST_LINE:
        return Refused(where, "bản ghi dài quá 5 triệu ký tự")
    try:
        return Read(read_record(json.loads(text)), where)
    except (json.JSONDecodeError, RecursionError) as error:
        return Refused(where, f"không phải JSON hợp lệ: {str(error)[:120]}")
    except (NotAProcedure, KeyError, TypeError, AttributeError, ValueError) as error:
        return Refused(where, f"không đúng khuôn của một thủ tục: {str(error)[:160]}")


def read_record(document: Any) -> Definition:
    """Return the definition of a catalogue row, a detail record or a raw answer of the portal.

    Raises NotAProcedure, KeyError, TypeError or AttributeError when the shape is another.
    """
    if not isinstance(document, Mapping):
        raise NotAProcedure("không phải một đối tượng")
    if "data" in document:
        return _detail(_from_answer(document))
    if "methods" in document:
        return _detail(document)
    if "promulgator" in document and "name" in document:
        return _detail(_from_row(document))
    raise NotAProcedure("thiếu các mục của một thủ tục")


def _from_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give a bare catalogue row the shape of a detail record."""
    return {
        "code": row["code"],
        "name": row["name"],
        "type": row.get("type"),
        "promulgator": {"name": row.get("promulgator")},
        "categories": [{"code": "", "name": name} for name in row.get("categories") or []],
        "executing": [{"name": name} for name in row.get("departments") or []],
        "subjects": [{"name": name} for name in row.get("targets") or []],
        "is_heading": True,
    }


def _from_answer(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Give a raw answer of the portal's detail call the shape of a detail record."""
    if answer.get("code") != "OK":
        raise NotAProcedure(f"cổng trả lời {str(answer.get('code'))[:40]!r} thay vì OK")
    data = answer["data"]
    if not isinstance(data, Mapping) or "executionMethods" not in data:
        raise NotAProcedure("câu trả lời không chứa thủ tục")
    return {
        "code": data["code"],
        "name": data["name"],
        "type": data.get("type"),
        "promulgator": {
            "code": data.get("departmentPromulgateCode"),
            "name": data.get("departmentPromulgateName"),
        },
        "categories": data.get("categoriesDetails") or [],
        "executing": [
            *(data.get("departmentsExecuting") or []),
            *(data.get("unitGroupsExecuting") or []),
        ],
        "levels": {
            "ministry": data.get("isMinistry"),
            "province": data.get("isProvince"),
            "commune": data.get("isWard"),
            "vertical": data.get("isVertical"),
            "other": data.get("isOtherAgency"),
        },
        "full_online": data.get("isFullProcess"),
        "subjects": data.get("subjectTypesDetails") or [],
        "methods": [_method_of_answer(m) for m in data["executionMethods"] or []],
        "services": [
            {
                "code": case.get("code"),
                "name": case.get("name"),
                "time": (case.get("processingDay") or {}).get("qty"),
                "unit": (case.get("processingDay") or {}).get("type"),
            }
            for case in data.get("cases") or []
        ],
        "dossier": [_dossier_of_answer(case) for case in data.get("executionCases") or []],
        "results": data.get("resultsDetails") or [],
        "legal_basis": data.get("legalBasisesDetails") or [],
        "decision": data.get("decisionNo"),
        "conditions": data.get("requirementsAndConditions"),
        "steps": [{"text": step.get("description")} for step in data.get("executionSteps") or []],
    }


def _method_of_answer(method: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "method": method.get("submissionMethod"),
        "time": method.get("processingTime"),
        "unit": method.get("processingTimeUnit"),
        "note": method.get("description"),
        "fees": [
            {"type": fee.get("type"), "value": fee.get("value"), "note": fee.get("description")}
            for fee in method.get("fees") or []
        ],
    }


def _dossier_of_answer(case: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "case": case.get("name"),
        "papers": [
            {
                "code": paper.get("code"),
                "name": paper.get("name"),
                "original": paper.get("originalQty"),
                "copy": paper.get("copyQty"),
            }
            for paper in case.get("profileComponents") or []
        ],
    }


def _detail(record: Mapping[str, Any]) -> Definition:
    doubts = _Doubts()
    code = _code(record["code"], doubts)
    name = doubts.text(record["name"], "name")
    if not name:
        raise NotAProcedure("thiếu tên thủ tục")
    category = (record.get("categories") or [{}])[0]
    allowances = _allowances(record, doubts)
    evidence = _evidence(record, doubts)
    legal_basis = _legal_basis(record, doubts)
    instructions = tuple(
        text
        for i, step in enumerate(record.get("steps") or [])
        if (text := doubts.text(step.get("text") or step.get("name"), f"steps[{i}]"))
    )
    is_heading = bool(record.get("is_heading"))
    _note_gaps(record, doubts, is_heading=is_heading)
    _note_district(doubts, name, *instructions, *(paper.label for paper in evidence))
    return Definition(
        code=code,
        name=name,
        field_code=doubts.text(category.get("code"), "field_code"),
        field_name=doubts.text(category.get("name"), "field_name"),
        promulgator=doubts.text((record.get("promulgator") or {}).get("name"), "promulgator"),
        levels=_levels(record),
        subjects=_names(record.get("subjects"), "subjects", doubts),
        channels=_channels(record),
        conditions=doubts.text(record.get("conditions"), "conditions"),
        instructions=instructions,
        life_events=_names(record.get("life_events"), "life_events", doubts),
        allowances=allowances,
        fees=_fees(record, doubts),
        evidence=evidence,
        results=tuple(
            Result(label=text, code=str(item.get("code") or ""))
            for i, item in enumerate(record.get("results") or [])
            if (text := doubts.text(item.get("name"), f"results[{i}]"))
        ),
        legal_basis=legal_basis,
        full_online=record.get("full_online"),
        is_internal=record.get("type") == "STANDARD_INTERNAL",
        decision_number=doubts.text(record.get("decision"), "decision"),
        doubts=tuple(doubts),
    )


def _code(raw: object, doubts: _Doubts) -> str:
    code = tidy(raw) if isinstance(raw, str) else ""
    if not _CODE.fullmatch(code):
        raise NotAProcedure(f"mã thủ tục {str(raw)[:40]!r} không đúng dạng 1.000000")
    if code != raw:
        doubts.note(DoubtKind.CODE_CHANGED, "code", repr(raw))
    return code


def _levels(record: Mapping[str, Any]) -> tuple[str, ...]:
    levels = record.get("levels") or {}
    return tuple(name for key, name in LEVELS.items() if levels.get(key))


def _channels(record: Mapping[str, Any]) -> tuple[Channel, ...]:
    found = (CHANNELS.get(str(m.get("method"))) for m in record.get("methods") or [])
    return tuple(dict.fromkeys(channel for channel in found if channel))


def _names(items: Any, where: str, doubts: _Doubts) -> tuple[str, ...]:
    names = (item.get("name") if isinstance(item, Mapping) else item for item in items or [])
    return tuple(t for i, n in enumerate(names) if (t := doubts.text(n, f"{where}[{i}]")))


def _allowances(record: Mapping[str, Any], doubts: _Doubts) -> tuple[Allowance, ...]:
    methods = [
        _allowance(m, f"methods[{i}]", doubts)
        for i, m in enumerate(record.get("methods") or [])
        if m.get("time") not in (None, "")
    ]
    services = [
        _allowance(s, f"services[{i}]", doubts)
        for i, s in enumerate(record.get("services") or [])
        if s.get("time") not in (None, "")
    ]
    said = {(a.quantity, a.unit) for a in methods}
    also = {(a.quantity, a.unit) for a in services}
    if methods and services and said != also:
        words = f"{_spoken(said)} / {_spoken(also)}"
        doubts.note(DoubtKind.TIMES_DISAGREE, "allowances", words)
    return tuple(dict.fromkeys([*methods, *services]))


def _allowance(said: Mapping[str, Any], where: str, doubts: _Doubts) -> Allowance:
    unit = UNITS.get(str(said.get("unit")), TimeUnit.UNKNOWN)
    time, note = said.get("time"), doubts.text(said.get("note"), f"{where}.note")
    if isinstance(time, str):
        note, time = f"{doubts.text(time, where)} {note}".strip(), None
    elif isinstance(time, bool) or not isinstance(time, int | float) or time != int(time):
        note, time = f"{time} {note}".strip(), None
    if unit is TimeUnit.UNKNOWN or time is None:
        doubts.note(DoubtKind.UNIT_MISSING, f"{where}.unit", f"{time} {said.get('unit')}")
    return Allowance(
        quantity=int(time) if time is not None else None,
        unit=unit,
        channel=CHANNELS.get(str(said.get("method"))),
        note=note,
    )


def _spoken(times: set[tuple[int | None, TimeUnit]]) -> str:
    return ", ".join(sorted(f"{quantity} {unit.value}" for quantity, unit in times))


def _fees(record: Mapping[str, Any], doubts: _Doubts) -> tuple[Fee, ...]:
    fees = []
    for i, method in enumerate(record.get("methods") or []):
        for j, fee in enumerate(method.get("fees") or []):
            where = f"methods[{i}].fees[{j}]"
            fees.append(_fee(fee, where, str(method.get("method")), doubts))
    return tuple(fees)


def _fee(fee: Mapping[str, Any], where: str, method: str, doubts: _Doubts) -> Fee:
    amount, note = fee.get("value"), doubts.text(fee.get("note"), f"{where}.note")
    if isinstance(amount, bool) or not isinstance(amount, int | float) or amount < 0:
        amount = None
    if amount == 0 and note:
        # 0 means "set by the provincial council", "exempt" or "free": the note tells, we do not.
        doubts.note(DoubtKind.FEE_ZERO_WITH_NOTE, where, note)
        amount = None
    elif amount and amount < UNLIKELY_FEE_VND:
        doubts.note(DoubtKind.FEE_UNLIKELY, where, amount)
    kind = FeeKind.CHARGE if fee.get("type") == "SERVICE_FEE" else FeeKind.FEE
    return Fee(
        key=where.replace("methods[", "f").replace("].fees[", "_").rstrip("]"),
        label="Lệ phí" if kind is FeeKind.CHARGE else "Phí",
        kind=kind,
        amount_vnd=int(amount) if amount is not None else None,
        channel=CHANNELS.get(method),
        note=note,
    )


def _evidence(record: Mapping[str, Any], doubts: _Doubts) -> tuple[Evidence, ...]:
    papers = []
    for i, group in enumerate(record.get("dossier") or []):
        heading = doubts.text(group.get("case"), f"dossier[{i}].case")
        shown_only = fold(heading).find("xuat trinh") >= 0
        for j, paper in enumerate(group.get("papers") or []):
            label = doubts.text(paper.get("name"), f"dossier[{i}].papers[{j}]")
            if not label:
                continue
            papers.append(
                Evidence(
                    key=f"p{i}_{j}",
                    label=label,
                    kind=EvidenceKind.PRESENT if shown_only else EvidenceKind.UPLOAD,
                    required=False,  # the source says false for every paper: not known
                    original=_count(paper.get("original")),
                    copies=_count(paper.get("copy")),
                    code=str(paper.get("code") or ""),
                    group=heading,
                )
            )
    return tuple(papers)


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _legal_basis(record: Mapping[str, Any], doubts: _Doubts) -> tuple[LegalBasis, ...]:
    return tuple(
        LegalBasis(
            code=doubts.text(item.get("code"), f"legal_basis[{i}].code"),
            name=doubts.text(item.get("name"), f"legal_basis[{i}].name"),
        )
        for i, item in enumerate(record.get("legal_basis") or [])
    )


def _note_gaps(record: Mapping[str, Any], doubts: _Doubts, *, is_heading: bool) -> None:
    gaps = [(DoubtKind.FIELD_MISSING, "categories"), (DoubtKind.AGENCY_MISSING, "executing")]
    if not is_heading:
        gaps += [
            (DoubtKind.PAPERS_MISSING, "dossier"),
            (DoubtKind.LEGAL_BASIS_MISSING, "legal_basis"),
        ]
        if not any(m.get("time") not in (None, "") for m in record.get("methods") or []):
            doubts.note(DoubtKind.TIME_MISSING, "methods")
    for kind, key in gaps:
        if not record.get(key):
            doubts.note(kind, key)
    codes = [s.get("code") for s in record.get("services") or []]
    if len(codes) != len(set(codes)):
        doubts.note(DoubtKind.DUPLICATE_KEY, "services")


def _note_district(doubts: _Doubts, *texts: str) -> None:
    for text in texts:
        found = _DISTRICT.search(fold(text))
        if found:
            doubts.note(DoubtKind.DISTRICT_WORDING, "text", found.group())
            return
