"""Agencies follow the units and the files; loading twice changes nothing."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from congvu.kernel.actor import PostKind
from congvu.kernel.ids import new_id
from congvu.platform.agencies import actions
from congvu.platform.agencies.models import Agency, AgencyKind, Post, Unit
from congvu.platform.agencies.roster_files import AgencyFileRefused
from congvu.platform.agencies.tests.conftest import AT, CITY, NEW, add_unit
from congvu.platform.events.models import JournalEntry
from congvu.platform.places.models import AdministrativeUnit, Level


def names(code: str) -> list[tuple[str, date, date | None]]:
    rows = Agency.objects.filter(code=code).order_by("valid_from")
    return list(rows.values_list("name", "valid_from", "valid_until"))


@pytest.mark.usefixtures("loaded")
def test_a_commune_has_a_committee_and_a_centre() -> None:
    committee = Agency.objects.get(code="44.18901")
    centre = Agency.objects.get(code="44.18901.MC")
    assert committee.name == "Ủy ban nhân dân xã Minh Hóa"
    assert centre.name == "Trung tâm Phục vụ hành chính công xã Minh Hóa"
    assert (centre.parent, committee.parent) == (committee, Agency.objects.get(code="H50"))
    assert committee.kind == AgencyKind.COMMUNE_COMMITTEE
    assert committee.commune_code == centre.commune_code == "18901"


@pytest.mark.usefixtures("loaded")
def test_nothing_is_older_than_the_two_levels() -> None:
    assert names("44.18859") == [("Ủy ban nhân dân phường Đồng Thuận", NEW, None)]
    assert names("H50") == [("Ủy ban nhân dân tỉnh Quảng Trị", NEW, None)]


@pytest.mark.usefixtures("loaded")
def test_a_new_name_is_a_new_row_of_the_code() -> None:
    assert names("75.26368") == [
        ("Ủy ban nhân dân xã Long Thành", NEW, CITY),
        ("Ủy ban nhân dân phường Long Thành", CITY, None),
    ]
    assert names("75.STP") == [
        ("Sở Tư pháp tỉnh Đồng Nai", NEW, CITY),
        ("Sở Tư pháp thành phố Đồng Nai", CITY, None),
    ]


def test_a_name_kept_over_other_changes_is_one_row(units: None) -> None:
    day = date(2026, 1, 1)
    AdministrativeUnit.objects.filter(code="18901").update(validity=DateRange(NEW, day))
    add_unit(Level.COMMUNE, "18901", "Xã Minh Hóa", "44", day, None)
    actions.load_agencies(at=AT)
    assert names("44.18901") == [("Ủy ban nhân dân xã Minh Hóa", NEW, None)]


@pytest.mark.usefixtures("loaded")
def test_parents_bear_the_name_of_the_time() -> None:
    parents = {
        row.name: row.parent.name
        for row in Agency.objects.filter(commune_code="26368").select_related("parent")
        if row.parent
    }
    assert parents == {
        "Ủy ban nhân dân xã Long Thành": "Ủy ban nhân dân tỉnh Đồng Nai",
        "Ủy ban nhân dân phường Long Thành": "Ủy ban nhân dân thành phố Đồng Nai",
        "Công an xã Long Thành": "Công an tỉnh Đồng Nai",
        "Công an phường Long Thành": "Công an thành phố Đồng Nai",
        "Trung tâm Phục vụ hành chính công xã Long Thành": "Ủy ban nhân dân xã Long Thành",
        "Trung tâm Phục vụ hành chính công phường Long Thành": "Ủy ban nhân dân phường Long Thành",
    }


@pytest.mark.usefixtures("loaded")
def test_only_known_identifiers_are_official() -> None:
    official = set(Agency.objects.filter(is_code_official=True).values_list("code", flat=True))
    assert "H50" in official
    assert all(code[0] in "GH" for code in official)
    assert not Agency.objects.filter(is_code_official=False, code__regex="^[A-Z]").exists()


@pytest.mark.usefixtures("loaded")
def test_departments_differ_by_province() -> None:
    keys = {
        code: set(Agency.objects.filter(province_code=code).values_list("key", flat=True))
        for code in ("44", "79")
    }
    assert "so_van_hoa_the_thao_va_du_lich" in keys["44"] - keys["79"]
    assert "so_du_lich" in keys["79"] - keys["44"]
    assert Agency.objects.get(code="79.TTT").name == "Thanh tra Thành phố Hồ Chí Minh"
    assert Agency.objects.get(code="44.TTT").name == "Thanh tra tỉnh Quảng Trị"


@pytest.mark.usefixtures("loaded")
def test_one_province_has_party_front_and_unions() -> None:
    party = Agency.objects.get(code="44.18859.DU")
    assert (party.name, party.bloc) == ("Đảng ủy phường Đồng Thuận", "PARTY")
    assert party.parent == Agency.objects.get(name="Tỉnh ủy Quảng Trị")
    assert Agency.objects.get(code="44.HND").parent == Agency.objects.get(code="44.MTTQ")
    elsewhere = Agency.objects.exclude(province_code="44").exclude(bloc="STATE")
    assert not elsewhere.exists()


@pytest.mark.usefixtures("loaded")
def test_units_and_posts_stand_where_cases_need_them() -> None:
    def kinds(code: str) -> dict[str, list[str]]:
        return {
            unit.key: sorted(unit.posts.values_list("kind", flat=True))
            for unit in Unit.objects.filter(agency__code=code)
        }

    assert kinds("44.18901.MC") == {"mot_cua": ["COUNTER", "COUNTER"]}
    assert kinds("44.STP") == {
        "lanh_dao": ["SIGNER", "SIGNER"],
        "phong_chuyen_mon": ["HANDLER", "HANDLER", "UNIT_HEAD"],
        "van_phong": ["CLERK"],
    }
    assert set(kinds("44.18901")) == {
        "lanh_dao", "van_phong", "phong_kinh_te", "phong_van_hoa_xa_hoi",
    }  # fmt: skip
    assert Post.objects.filter(kind=PostKind.ADMIN).count() == 1
    assert not Unit.objects.exclude(agency__province_code="44").exists()


@pytest.mark.usefixtures("loaded")
def test_wards_call_the_economy_division_otherwise() -> None:
    def division(code: str) -> str:
        return Unit.objects.get(agency__code=code, key="phong_kinh_te").name

    assert division("44.18901") == "Phòng Kinh tế"
    assert division("44.18859") == division("44.19742") == "Phòng Kinh tế, Hạ tầng và Đô thị"


def test_loading_again_changes_nothing(loaded: actions.Loaded) -> None:
    entries = JournalEntry.objects.count()
    again = actions.load_agencies(at=AT)
    assert loaded.changed > 0
    assert (again.changed, again.not_listed, again.total) == (0, 0, loaded.total)
    assert JournalEntry.objects.count() == entries == 1


@pytest.mark.usefixtures("loaded")
def test_a_later_renaming_closes_the_row_and_moves_the_units() -> None:
    before = Agency.objects.get(code="44.18901")
    posts = set(Post.objects.filter(unit__agency=before).values_list("id", flat=True))
    day = date(2027, 1, 1)
    unit = AdministrativeUnit.objects.get(code="18901", level=Level.COMMUNE)
    unit.validity = DateRange(NEW, day)
    unit.save()
    add_unit(Level.COMMUNE, "18901", "Phường Minh Hóa", "44", day, None)

    actions.load_agencies(at=AT)

    assert names("44.18901") == [
        ("Ủy ban nhân dân xã Minh Hóa", NEW, day),
        ("Ủy ban nhân dân phường Minh Hóa", day, None),
    ]
    before.refresh_from_db()
    after = Agency.objects.get(code="44.18901", valid_from=day)
    assert before.name == "Ủy ban nhân dân xã Minh Hóa"
    assert posts == set(Post.objects.filter(unit__agency=after).values_list("id", flat=True))
    assert actions.load_agencies(at=AT).changed == 0


@pytest.mark.usefixtures("loaded")
def test_a_changed_title_is_corrected_in_place() -> None:
    post = Post.objects.filter(unit__agency__code="44.18901", kind=PostKind.CLERK).get()
    Post.objects.filter(id=post.id).update(title="Sai")
    assert actions.load_agencies(at=AT).posts == 1
    post.refresh_from_db()
    assert post.title == "Văn thư"


@pytest.mark.usefixtures("loaded")
def test_what_was_added_here_stays() -> None:
    unit = Unit.objects.get(agency__code="44.18901", key="van_phong")
    mine = Post.objects.create(unit=unit, kind=PostKind.HANDLER, title="Chuyên viên tăng cường")
    assert actions.load_agencies(at=AT).changed == 0
    assert Post.objects.filter(id=mine.id).exists()


def rename_commune(code: str, *, on: date) -> None:
    """Correct in the units the day on which the later name began."""
    units = AdministrativeUnit.objects.filter(code=code, level=Level.COMMUNE)
    before, after = units.filter(validity__fully_gt=DateRange(None, NEW)).order_by("validity")
    units.filter(id=after.id).update(validity=DateRange(date(2099, 1, 1), None))
    units.filter(id=before.id).update(validity=DateRange(NEW, on))
    units.filter(id=after.id).update(validity=DateRange(on, None))


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("day", [date(2026, 4, 1), date(2026, 5, 1)])
def test_a_corrected_date_keeps_the_rows(day: date) -> None:
    before = list(ids("75.26368"))
    rename_commune("26368", on=day)
    actions.load_agencies(at=AT)
    assert names("75.26368") == [
        ("Ủy ban nhân dân xã Long Thành", NEW, day),
        ("Ủy ban nhân dân phường Long Thành", day, None),
    ]
    assert ids("75.26368") == before
    check_constraints()


@pytest.mark.usefixtures("loaded")
def test_an_identifier_learnt_later_keeps_the_row() -> None:
    Agency.objects.filter(code="H50").update(code="44", is_code_official=False)
    (committee,) = ids("44")
    actions.load_agencies(at=AT)
    assert ids("H50") == [committee]
    assert not Agency.objects.filter(code="44").exists()


@pytest.mark.usefixtures("loaded")
def test_a_commune_listed_no_more_goes_if_unused() -> None:
    AdministrativeUnit.objects.filter(code__in=["26740", "18901"]).delete()
    report = actions.load_agencies(at=AT)
    assert not Agency.objects.filter(commune_code="26740").exists()
    # The other one has posts, which people may hold: it stays, and is told.
    assert report.not_listed == 3
    assert Agency.objects.filter(commune_code="18901", kind="COMMUNE_COMMITTEE").exists()
    check_constraints()


@pytest.mark.usefixtures("loaded")
def test_a_withdrawn_name_in_use_is_refused() -> None:
    AdministrativeUnit.objects.filter(full_name="Phường Long Thành").delete()
    AdministrativeUnit.objects.filter(full_name="Xã Long Thành").update(
        validity=DateRange(NEW, None)
    )
    used = Agency.objects.get(name="Ủy ban nhân dân phường Long Thành")
    Unit.objects.create(agency=used, key="van_phong", name="Văn phòng")
    with pytest.raises(actions.NameInUse, match="phường Long Thành"), transaction.atomic():
        actions.load_agencies(at=AT)
    assert len(names("75.26368")) == 2


@pytest.mark.usefixtures("loaded")
def test_the_database_refuses_two_names_on_one_day() -> None:
    row = Agency.objects.get(code="44.18901")
    row.pk, row.valid_from = new_id(), date(2026, 1, 1)
    with pytest.raises(IntegrityError, match="one_agency_name"):
        write_at_once(row)


@transaction.atomic
def write_at_once(row: Agency) -> None:
    row.save(force_insert=True)
    check_constraints()


def ids(code: str) -> list[UUID]:
    return list(
        Agency.objects.filter(code=code).order_by("valid_from").values_list("id", flat=True)
    )


def check_constraints() -> None:
    """Ask now for what is otherwise checked at the end of the transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.usefixtures("units")
def test_a_bad_file_loads_nothing(tmp_path: Path) -> None:
    source = settings.REFERENCE_DIR / "agencies"
    for file in source.glob("*.toml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    text = (tmp_path / "units.toml").read_text(encoding="utf-8")
    (tmp_path / "units.toml").write_text(text.replace('"CLERK"', '"CLERC"'), encoding="utf-8")
    with pytest.raises(AgencyFileRefused, match=r"units\.toml.*CLERC"):
        actions.load_agencies(at=AT, folder=tmp_path)
    assert not Agency.objects.exists()
