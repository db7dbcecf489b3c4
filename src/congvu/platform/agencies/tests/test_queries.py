"""The right agency under the right name, found without asking the database again and again."""

from datetime import date
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from congvu.kernel import keeping
from congvu.kernel.actor import PostKind
from congvu.platform.agencies import queries
from congvu.platform.agencies.models import Agency, AgencyKind, Post, Unit

pytestmark = pytest.mark.usefixtures("loaded")

TODAY = date(2026, 11, 23)
EVE, DAY = date(2026, 4, 29), date(2026, 4, 30)


def agency(code: str, on: date = TODAY) -> Agency:
    found = queries.agency_on(code, on)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("on", "committee", "centre"),
    [
        (
            EVE,
            "Ủy ban nhân dân xã Long Thành",
            "Trung tâm Phục vụ hành chính công xã Long Thành",
        ),
        (
            DAY,
            "Ủy ban nhân dân phường Long Thành",
            "Trung tâm Phục vụ hành chính công phường Long Thành",
        ),
    ],
)
def test_the_name_is_the_one_of_that_day(on: date, committee: str, centre: str) -> None:
    found = queries.agency_of_commune("26368", kind=AgencyKind.COMMUNE_COMMITTEE, on=on)
    assert found is not None
    assert found.name == committee
    assert queries.centre_of(found).name == centre
    assert agency("75.26368", on) == found


def test_no_agency_before_the_two_levels() -> None:
    committee = AgencyKind.COMMUNE_COMMITTEE
    assert queries.agency_of_commune("26368", kind=committee, on=date(2025, 6, 30)) is None
    assert queries.agency_of_commune("99999", kind=committee, on=TODAY) is None


def test_a_department_and_its_province() -> None:
    department = queries.department("44", key="so_tu_phap", on=TODAY)
    assert department is not None
    assert department.name == "Sở Tư pháp tỉnh Quảng Trị"
    assert queries.centre_of(department).code == "44.MC"
    assert queries.province_centre("44", on=TODAY) == queries.centre_of(department)
    assert queries.province_committee("44", on=TODAY) == department.parent
    assert queries.department("44", key="so_khong_co", on=TODAY) is None


def test_the_police_of_a_commune_registers_residence() -> None:
    police = queries.agency_of_commune("18901", kind=AgencyKind.POLICE, on=TODAY)
    assert police is not None
    assert police.name == "Công an xã Minh Hóa"
    assert queries.centre_of(police).code == "44.18901.MC"
    assert queries.handling_unit(police, "").key == "to_cu_tru"
    assert queries.signer_unit(police).key == "lanh_dao"
    assert agency("44.CA").parent == agency("G01")


def test_a_centre_is_its_own_centre() -> None:
    centre = agency("44.18901.MC")
    assert queries.centre_of(centre) == centre


def test_a_ministry_has_no_centre_here() -> None:
    with pytest.raises(queries.NotServedHere, match="Bộ Tư pháp chưa tiếp nhận"):
        queries.centre_of(agency("G15"))


@pytest.mark.parametrize(
    ("key", "unit"),
    [("phong_kinh_te", "phong_kinh_te"), ("", "van_phong"), ("phong_khong_co", "van_phong")],
)
def test_the_handling_unit_falls_back(key: str, unit: str) -> None:
    assert queries.handling_unit(agency("44.18901"), key).key == unit


def test_signers_and_counters_have_their_units() -> None:
    assert queries.signer_unit(agency("44.STP")).key == "lanh_dao"
    assert queries.counter_unit(agency("44.18901.MC")).key == "mot_cua"
    assert queries.handling_unit(agency("44.STP"), "").key == "phong_chuyen_mon"


def test_an_agency_without_units_is_not_served() -> None:
    with pytest.raises(queries.NotServedHere):
        queries.handling_unit(agency("75.26368"), "")


def test_an_earlier_name_leads_to_the_units_of_today() -> None:
    after = agency("75.26368", DAY)
    office = Unit.objects.create(agency=after, key="van_phong", name="Văn phòng")
    Post.objects.create(unit=office, kind=PostKind.HANDLER, title="Chuyên viên")
    assert queries.handling_unit(agency("75.26368", EVE), "") == office
    assert queries.unit(agency("75.26368", EVE).id, "van_phong") == office


def test_dossier_codes_begin_with_the_committee() -> None:
    assert queries.code_for_dossiers(agency("44.18901.MC")) == "44.18901"
    assert queries.code_for_dossiers(agency("44.STP")) == "44.STP"


def test_the_rows_of_one_agency_are_known() -> None:
    before, after = agency("75.26368", EVE), agency("75.26368", DAY)
    assert queries.same_agency(before.id) == queries.same_agency(after.id) == {before.id, after.id}
    assert queries.names_of({before.id, UUID(int=1)}) == {before.id: before.name}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sở tư pháp quảng trị", "44.STP"),
        ("so tu phap quang tri", "44.STP"),
        ("QUẢNG TRỊ tư pháp", "44.STP"),
        ("uy ban nhan dan xa minh hoa", "44.18901"),
        ("h50", "H50"),
        ("UBND xã Minh Hóa", "44.18901"),
        ("sở gddt quảng trị", "44.SGDDT"),
    ],
)
def test_search_reads_words_without_accents(text: str, code: str) -> None:
    found = queries.search(text, on=TODAY).values_list("code", flat=True)
    assert list(found) == [code]


def test_search_narrows_by_bloc_kind_and_province() -> None:
    front = queries.search("", on=TODAY, bloc="FRONT", province_code="44")
    assert front.count() == 1 + 3
    assert queries.search("", on=TODAY, kind="PROVINCE_COMMITTEE").count() == 3
    assert not queries.search("xã Long Thành", on=TODAY, province_code="44").exists()


def test_the_hot_path_asks_once(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def route() -> None:
        committee = queries.agency_of_commune("18901", kind="COMMUNE_COMMITTEE", on=TODAY)
        assert committee is not None
        queries.counter_unit(queries.centre_of(committee))
        queries.handling_unit(committee, "van_phong")
        queries.signer_unit(committee)

    settings.REFERENCE_KEPT_SECONDS = 600
    keeping.forget()
    route()
    with django_assert_num_queries(0):
        route()
    keeping.forget()
