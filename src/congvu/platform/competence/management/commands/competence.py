"""`congvu competence resolve | check`: who is competent, and whether everywhere somebody is."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

import msgspec
from django.core.management.base import BaseCommand

from congvu.kernel import clock
from congvu.platform.agencies.models import Agency
from congvu.platform.competence import actions, inquiry, queries
from congvu.platform.competence.facts import Question, Ruling
from congvu.platform.competence.inquiry import Inquiry, InquiryRefused
from congvu.platform.competence.models import CoverageReport
from congvu.platform.procedures.definition import RULE_LABELS

DAY_HELP = "ngày nộp, dạng 2026-11-23; mặc định hôm nay"


class Lives(msgspec.Struct, forbid_unknown_fields=True):
    residence: str


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """One line of input."""

    procedure: str
    situation: str = ""
    place: str = ""
    applicant: str | Lives = ""
    counter: str = ""
    on: date | None = None

    def inquiry(self, *, today: date) -> Inquiry:
        lives = self.applicant.residence if isinstance(self.applicant, Lives) else self.applicant
        return Inquiry(
            procedure=self.procedure,
            situation=self.situation,
            place=self.place,
            applicant=lives,
            counter=self.counter,
            on=self.on or today,
        )


class Command(BaseCommand):
    help = "Thẩm quyền giải quyết: hỏi cho một hồ sơ, hoặc kiểm tra mọi xã với mọi thủ tục."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="việc")
        asked = acts.add_parser(
            "resolve",
            help="cơ quan giải quyết, người ký, quy tắc, căn cứ; hoặc câu hỏi còn thiếu."
            " Không có --procedure: đọc từ đầu vào, mỗi dòng một JSON",
        )
        asked.add_argument("--procedure", metavar="MÃ", help="mã thủ tục, ví dụ 1.001193")
        asked.add_argument("--situation", default="", metavar="KHÓA", help="trường hợp")
        asked.add_argument("--place", default="", metavar="ĐỊA_CHỈ", help="nơi có sự việc, tài sản")
        asked.add_argument(
            "--applicant", default="", metavar="ĐỊA_CHỈ", help="nơi người nộp cư trú"
        )
        asked.add_argument("--counter", default="", metavar="MÃ", help="quầy người nộp chọn")
        checked = acts.add_parser(
            "check", help="mọi xã với mọi thủ tục biên soạn; thiếu thì báo lỗi"
        )
        for act in (asked, checked):
            act.add_argument("--on", metavar="NGÀY", help=DAY_HELP)
            act.add_argument("--json", action="store_true", help="in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        today = clock.local_date(clock.now())
        written = _as_json if options["json"] else _as_text
        if options["act"] == "check":
            self._check(on=_day(options["on"]) or today, as_json=options["json"])
        elif options["procedure"] is None:
            self._resolve_lines(sys.stdin.buffer, today=today)
        else:
            names = ("procedure", "situation", "place", "applicant", "counter")
            given = {name: options[name] for name in names} | {"on": options["on"] or None}
            answer = _answer(_read(msgspec.json.encode(given)), today=today)
            self.stdout.write(written(answer))
            if answer["status"] == "refused":
                sys.exit(1)

    def _resolve_lines(self, source: BinaryIO, *, today: date) -> None:
        refused = 0
        for line in source:
            if line.strip():
                answer = _answer(_read(line), today=today)
                refused += answer["status"] == "refused"
                self.stdout.write(_as_json(answer))
        if refused:
            sys.exit(1)

    def _check(self, *, on: date, as_json: bool) -> None:
        started = time.monotonic()
        report = actions.check_coverage(on=on, at=clock.now())
        seconds = time.monotonic() - started
        if as_json:
            self.stdout.write(msgspec.json.encode(_report(report, seconds=seconds)).decode())
        else:
            self.stdout.write("\n".join(_report_lines(report, seconds=seconds)))
        if report.gaps:
            sys.exit(1)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        sys.exit(f"«{text}» không phải ngày. Ghi theo dạng năm-tháng-ngày, ví dụ 2026-11-23.")


def _read(line: bytes) -> Asked | str:
    """Return what is asked, or in words what is wrong with the line."""
    try:
        return msgspec.json.decode(line, type=Asked)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        return (
            f"Không đọc được yêu cầu: {error}. Mỗi dòng là một JSON với procedure và, nếu có,"
            " situation, place, applicant, counter, on (ngày dạng 2026-11-23)."
        )


def _answer(asked: Asked | str, *, today: date) -> dict[str, Any]:
    if isinstance(asked, str):
        return {"status": "refused", "field": "", "problem": asked}
    put = asked.inquiry(today=today)
    given = {"input": msgspec.to_builtins(put)}
    try:
        outcome = inquiry.answer(put)
    except InquiryRefused as refused:
        return {**given, "status": "refused", "field": refused.field, "problem": str(refused)}
    return {**given, **(_ruled(outcome) if isinstance(outcome, Ruling) else _asks(outcome))}


def _ruled(ruling: Ruling) -> dict[str, Any]:
    rule, signer = ruling.rule, queries.signer(ruling.agency)
    return {
        "status": "resolved",
        "agency": _agency(ruling.agency),
        "signer": {"title": signer.title, "post_id": signer.post_id or None},
        "rule": {
            "kind": rule.competence.rule,
            "words": RULE_LABELS[rule.competence.rule],
            "source": rule.source,
            "decision_number": rule.decision_number,
            "situation": rule.situation,
            "place_code": rule.place_code,
            "valid_from": rule.valid_from if rule.valid_from > date.min else None,
            "valid_until": rule.valid_until,
            "delegated_by": rule.delegated_by,
        },
        "reason": ruling.reason,
        "legal_basis": ruling.legal_basis,
    }


def _asks(question: Question) -> dict[str, Any]:
    return {
        "status": "gap" if question.is_gap else "ask",
        "question": {"key": question.key, "text": question.text},
        "candidates": [
            {"agency": _agency(c.agency), "answer": c.answer, "because": c.because}
            for c in question.candidates
        ],
    }


def _agency(agency: Agency) -> dict[str, str]:
    return {
        "code": agency.code,
        "name": agency.name,
        "kind": agency.kind,
        "province_code": agency.province_code,
        "commune_code": agency.commune_code,
    }


def _as_json(answer: dict[str, Any]) -> str:
    return msgspec.json.encode(answer).decode()


def _as_text(answer: dict[str, Any]) -> str:
    if answer["status"] == "refused":
        return str(answer["problem"])
    if answer["status"] != "resolved":
        found = [f"  {c['because']}: {c['agency']['name']}" for c in answer["candidates"]]
        return "\n".join([answer["question"]["text"], *found])
    agency, signer = answer["agency"], answer["signer"]
    return "\n".join(
        [
            f"{agency['name']} ({agency['code']})",
            f"  Người ký: {signer['title'] or 'chưa rõ'}",
            f"  Vì sao: {answer['reason']}",
            f"  Quy tắc: {answer['rule']['words']}",
            f"  Căn cứ: {answer['legal_basis']}",
        ]
    )


def _report(report: CoverageReport, *, seconds: float) -> dict[str, Any]:
    return {
        "on": report.on,
        "communes": report.communes,
        "procedures": len(report.rows),
        "resolved": report.resolved,
        "asks": report.asks,
        "gaps": report.gaps,
        "seconds": round(seconds, 2),
        "per_procedure": report.rows,
        "first_gaps": report.first_gaps,
    }


def _report_lines(report: CoverageReport, *, seconds: float) -> Iterator[str]:
    tried = report.resolved + report.asks + report.gaps
    yield (
        f"Ngày {report.on:%d/%m/%Y}: {report.communes} xã, phường, đặc khu;"
        f" {len(report.rows)} thủ tục; {tried} lượt trong {seconds:.1f} giây."
    )
    for row in report.rows:
        yield (
            f"  {row['code']}  xác định {row['resolved']}, hỏi thêm {row['asks']},"
            f" thiếu {row['gaps']}; {row['agencies']} cơ quan  {row['name'][:60]}"
        )
        if row["question"]:
            yield f"      hỏi: {row['question']}"
    for gap in report.first_gaps:
        yield f"  THIẾU {gap['procedure_code']} ở xã {gap['commune_code']}: {gap['problem']}"
    yield f"Thiếu {report.gaps} chỗ." if report.gaps else "Không thiếu chỗ nào."
