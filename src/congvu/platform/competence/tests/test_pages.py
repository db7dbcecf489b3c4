"""The bench, the rules and the nightly check, as the administrator meets them."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.world import AT, COMMUNE_B, DEFINITION, World

from congvu.kernel.clock import local_date, now
from congvu.platform.competence import jobs
from congvu.platform.competence.actions import check_coverage
from congvu.platform.competence.models import CoverageReport, PublishedRule

pytestmark = pytest.mark.django_db
BENCH = reverse("competence:bench")


def written(response: Any) -> str:
    return str(response.content.decode())


def rule(world: World, **changed: str) -> dict[str, str]:
    return {
        "procedure_code": DEFINITION.code, "situation": "", "place_code": "", "kind": "FIXED",
        "agency_code": world.a.committee.code, "department": "", "unit": "", "delegated_by": "",
        "decision_number": "12/QĐ-UBND", "legal_basis": "Nghị định Thử",
        "valid_from": local_date(now()).isoformat(), "valid_until": "", **changed,
    }  # fmt: skip


def test_the_bench_names_agency_signer_rule_and_basis(world: World) -> None:
    admin = world.client(world.admin)
    shown = written(admin.get(BENCH, {"thu_tuc": DEFINITION.code, "noi": COMMUNE_B}))
    assert world.b.committee.name in shown
    assert world.b.signer_post.title in shown
    assert "Điều 1 Quyết định thử nghiệm" in shown
    assert not PublishedRule.objects.exists()


def test_the_bench_asks_for_what_decides(world: World) -> None:
    admin = world.client(world.admin)
    shown = written(admin.get(BENCH, {"thu_tuc": DEFINITION.code}))
    assert "Cần hỏi thêm" in shown
    assert "Nơi cư trú" in shown


def test_the_bench_takes_the_name_of_a_procedure(world: World) -> None:
    admin = world.client(world.admin)
    shown = written(admin.get(BENCH, {"thu_tuc": "xac nhan thu nghiem", "noi": COMMUNE_B}))
    assert world.b.committee.name in shown


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"thu_tuc": "zzz không có"}, "Không tìm thấy thủ tục"),
        ({"thu_tuc": "9.000001", "truong_hop": "la"}, "không có trường hợp"),
        ({"thu_tuc": "9.000001", "quay": "H99"}, "Không có quầy"),
        ({"thu_tuc": "9.000001", "ngay": "31/02/2026"}, "không có thật"),
        ({"thu_tuc": "9.000001", "noi": "Nơi Nào Đó"}, "Không nhận ra địa chỉ"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_box(
    world: World, asked: dict[str, str], said: str
) -> None:
    assert said in written(world.client(world.admin).get(BENCH, asked))


def test_publish_see_and_close_a_rule(world: World) -> None:
    admin = world.client(world.admin)
    done = admin.post(reverse("competence:publish"), rule(world), follow=True)
    assert "Đã công bố" in written(done)
    assert "12/QĐ-UBND" in written(done)
    shown = written(admin.get(BENCH, {"thu_tuc": DEFINITION.code, "noi": COMMUNE_B}))
    assert world.a.committee.name in shown
    row = PublishedRule.objects.get()
    url = reverse("competence:close", args=[row.id])
    assert "12/QĐ-UBND" in written(admin.get(url))
    closing = {"valid_until": rule(world)["valid_from"], "decision_number": "13/QĐ-UBND"}
    assert "Đã kết thúc" in written(admin.post(url, closing, follow=True))
    shown = written(admin.get(BENCH, {"thu_tuc": DEFINITION.code, "noi": COMMUNE_B}))
    assert world.b.committee.name in shown


def test_a_refused_rule_keeps_what_was_typed_and_names_the_field(world: World) -> None:
    admin = world.client(world.admin)
    refused = admin.post(reverse("competence:publish"), rule(world, agency_code="H99"))
    assert refused.status_code == 422
    assert "Không có cơ quan mang mã “H99”" in written(refused)
    assert "12/QĐ-UBND" in written(refused)
    assert not PublishedRule.objects.exists()


def test_the_check_runs_at_night_once_and_its_report_is_shown(world: World) -> None:
    noon = AT.replace(hour=12)
    jobs.check_coverage(noon)
    assert not CoverageReport.objects.exists()
    night = AT.replace(hour=2)
    jobs.check_coverage(night)
    jobs.check_coverage(night + timedelta(minutes=10))
    report = CoverageReport.objects.get()
    assert (report.communes, report.resolved, report.asks) == (2, 2, 0)
    jobs.check_coverage(night + timedelta(days=1))
    assert CoverageReport.objects.count() == 2
    shown = written(world.client(world.admin).get(reverse("competence:coverage")))
    assert DEFINITION.name in shown
    assert "Không thiếu chỗ nào" in shown


def test_a_gap_is_a_gap(world: World) -> None:
    PublishedRule.objects.create(
        procedure_code=DEFINITION.code, place_code=COMMUNE_B, kind="FIXED", agency_code="H99",
        place_question="noi_cu_tru", decision_number="1", legal_basis="L",
        valid_from=AT.date(), published_at=AT,
    )  # fmt: skip
    report = check_coverage(on=AT.date(), at=AT)
    assert (report.resolved, report.gaps) == (1, 1)
    assert report.first_gaps[0]["commune_code"] == COMMUNE_B
    shown = written(world.client(world.admin).get(reverse("competence:coverage")))
    assert "chưa ai có thẩm quyền" in shown


def test_nobody_checked_yet_is_said(world: World) -> None:
    shown = written(world.client(world.admin).get(reverse("competence:coverage")))
    assert "Chưa kiểm tra lần nào" in shown
