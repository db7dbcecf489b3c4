"""A small catalogue: our own files loaded, and records as the national portal gives them."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from congvu.kernel.clock import VIETNAM
from congvu.platform.procedures import actions
from congvu.platform.procedures.catalogue_record import Record, read_record

AT = datetime(2026, 11, 23, 8, tzinfo=VIETNAM)
ON = date(2026, 11, 23)
FOLDER = settings.REFERENCE_DIR / "procedures"
SHARED = settings.ROOT.parent / "shared" / "data" / "procedures"


@pytest.fixture
def ours(db: None) -> actions.ImportReport:
    return actions.load_files(folder=FOLDER, at=AT)


@pytest.fixture(scope="session")
def shared_files() -> list[Path]:
    if not SHARED.is_dir():
        pytest.skip("needs ../shared/data/procedures beside the checkout")
    return [*sorted(SHARED.glob("*.jsonl")), *sorted((SHARED / "raw_api_samples").glob("*.json"))]


def row(**changes: Any) -> dict[str, Any]:
    """Return a row of the national list, made up by us."""
    return {
        "code": "9.000001",
        "name": "Cấp giấy phép mở tiệm bánh",
        "type": "STANDARD",
        "state": "ACTIVE",
        "promulgator": "Bộ Bánh",
        "categories": ["An toàn bánh mì"],
        "departments": ["Sở Bánh"],
        "targets": ["Công dân Việt Nam"],
    } | changes


def detail(**changes: Any) -> dict[str, Any]:
    """Return a detail record of the same procedure."""
    return {
        "code": "9.000001",
        "name": "Cấp giấy phép mở tiệm bánh",
        "type": "STANDARD",
        "state": "ACTIVE",
        "promulgator": {"code": "G99", "name": "Bộ Bánh"},
        "categories": [{"code": "G99-AT01", "name": "An toàn bánh mì"}],
        "executing": [{"code": None, "name": "Sở Bánh"}],
        "levels": {"province": True, "commune": False},
        "non_territorial": True,
        "full_online": False,
        "subjects": [{"code": "ĐT1", "name": "Công dân Việt Nam"}],
        "methods": [
            {"method": "DIRECT", "time": 5, "unit": "WORKING_DAY", "note": "", "fees": []},
            {"method": "ONLINE", "time": 5, "unit": "WORKING_DAY", "note": "", "fees": []},
        ],
        "services": [{"code": "9.000001.01", "name": "Cấp mới", "time": 5, "unit": "WORKING_DAY"}],
        "dossier": [{"case": "", "papers": [{"code": "K1", "name": "Đơn", "original": 1}]}],
        "results": [{"code": "KQ1", "name": "Giấy phép"}],
        "legal_basis": [{"code": "01/2026/NĐ-CP", "name": "Nghị định về bánh"}],
        "life_events": [],
        "decision": "1/QĐ-BB",
        "conditions": "",
        "steps": [{"name": "", "text": "Bước 1: nộp.\nBước 2: nhận."}],
        "updated_at": "2026-04-15T10:40:21Z",
    } | changes


def answer(**changes: Any) -> dict[str, Any]:
    """Return a whole answer of the portal's detail call for the same procedure."""
    data = {
        "code": "9.000001",
        "name": "Cấp giấy phép mở tiệm bánh",
        "type": "STANDARD",
        "state": "ACTIVE",
        "isInternal": False,
        "isProvince": True,
        "departmentPromulgateCode": "G99",
        "departmentPromulgateName": "Bộ Bánh",
        "categoriesDetails": [{"id": "x", "code": "G99-AT01", "name": "An toàn bánh mì"}],
        "departmentsExecuting": [],
        "unitGroupsExecuting": [{"id": "y", "name": "Ủy ban nhân dân cấp xã"}],
        "executingAgencies": "Sở Bánh",
        "executionMethods": [
            {
                "submissionMethod": "DIRECT",
                "processingTime": 2,
                "processingTimeUnit": "MONTH",
                "description": "",
                "fees": [{"type": "FEE", "value": 50000, "description": ""}],
            }
        ],
        "executionCases": [
            {"name": "", "profileComponents": [{"name": "Đơn", "originalQty": 1, "copyQty": 0}]}
        ],
        "cases": [],
        "legalBasisesDetails": [{"code": "01/2026/NĐ-CP", "name": "Nghị định về bánh"}],
        "procedureProposal": {"proposalNumber": "2/QĐ-BB", "decisionDate": 1777050000000},
        "updatedAt": 1779441083081,
    } | changes
    return {"code": "OK", "data": data, "message": "OK"}


def read(document: dict[str, Any], where: str = "tệp.jsonl:1") -> Record:
    found = read_record(document, where=where)
    assert isinstance(found, Record), found
    return found
