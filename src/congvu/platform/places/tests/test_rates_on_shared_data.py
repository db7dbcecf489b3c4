"""The rates that were promised, on addresses of two ordering systems (third-party data)."""

import csv
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from congvu.platform.places import official
from congvu.platform.places.addresses import Resolution, resolve
from congvu.platform.places.gazetteer import Gazetteer, build
from congvu.platform.places.records import UnitData
from congvu.platform.places.tests.conftest import TODAY
from congvu.platform.places.tests.test_spelling_of_addresses import without_marks

pytestmark = pytest.mark.shared_data

# Two rows of the official table print the code of a commune that went elsewhere as a whole; the
# addresses were joined to it by code. The importer reports both rows.
MISPRINTED = {"01615", "02485"}


def rows(path: Path) -> list[Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(params=["package alone", "official tables over it"])
def known(
    request: pytest.FixtureRequest, shared_data: Path, packaged: UnitData, gazetteer: Gazetteer
) -> Gazetteer:
    if request.param == "package alone":
        return gazetteer
    data = official.overlay(packaged, official.read_folder(shared_data / "units"))
    return build(data.units, data.successions, data.other_names)


def is_right(row: Mapping[str, str], found: Resolution) -> bool:
    wanted, got = set(row["new_codes"].split()), {c.code for c in found.candidates}
    if row["kind"] == "single":
        return found.status == "single" and got == wanted
    if row["kind"] == "split":
        return found.status == "split" and wanted <= got
    return (found.status == "ambiguous" and wanted <= got) or (
        found.status == "single" and got == wanted
    )


def no_commas(text: str) -> str:
    return text.replace(",", "")


@pytest.mark.parametrize("spelled", [str, without_marks, no_commas, str.upper])
def test_addresses_as_written(
    spelled: Callable[[str], str], known: Gazetteer, shared_data: Path
) -> None:
    right: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for row in rows(shared_data / "units" / "addresses_as_written.tsv"):
        if row["old_codes"] in MISPRINTED:
            continue
        given[row["kind"]] += 1
        found = resolve(spelled(row["address"]), on=TODAY, gazetteer=known)
        right[row["kind"]] += is_right(row, found)
    assert right["single"] >= 0.99 * given["single"] > 0
    assert right["split"] == given["split"] > 0
    assert right["ambiguous_old"] == given["ambiguous_old"] > 0


def test_misprinted_codes_lead_to_the_named_commune(known: Gazetteer) -> None:
    for text, code in {
        "Xã Hồng Quang, Huyện Quảng Hòa, Tỉnh Cao Bằng": "01636",
        "Xã Mỹ Hưng, Huyện Quảng Hòa, Tỉnh Cao Bằng": "01648",
        "Xã Công Đa, Huyện Yên Sơn, Tuyên Quang": "02458",
        "Xã Phú Thịnh, Huyện Yên Sơn, Tuyên Quang": "02494",
    }.items():
        found = resolve(text, on=TODAY, gazetteer=known)
        assert [c.code for c in found.candidates] == [code]


def test_names_of_today(known: Gazetteer, shared_data: Path) -> None:
    folder = shared_data / "units"
    provinces = {r["code"]: r["full_name"] for r in rows(folder / "provinces_2025-07-01.tsv")}
    communes = rows(folder / "communes_2025-07-01.tsv")
    wrong = []
    for row in communes:
        text = f"Số 1 đường Trần Phú, {row['full_name']}, {provinces[row['province_code']]}"
        found = resolve(text, on=TODAY, gazetteer=known)
        if [c.code for c in found.candidates] != [row["code"]]:
            wrong.append(row["code"])
    assert wrong == ["06978"]  # package and conversion table both give Ba Chẽ the code 06970


def test_names_gone_before_march_2025(known: Gazetteer, shared_data: Path) -> None:
    given = rows(shared_data / "units" / "addresses_older_epoch.tsv")
    reached = 0
    for row in given:
        found = resolve(row["address"], on=TODAY, gazetteer=known)
        reached += row["reference_new_code"] in {c.code for c in found.candidates}
    assert reached >= 0.99 * len(given)


def test_both_official_spellings_are_one_place(known: Gazetteer, shared_data: Path) -> None:
    for row in rows(shared_data / "units" / "spelling_variants.tsv"):
        unit = known.in_force(row["code"], TODAY)
        assert unit is not None
        province = known.in_force(unit.province_code, TODAY)
        assert province is not None
        for written in (row["spelling_a"], row["spelling_b"]):
            found = resolve(f"{written}, {province.full_name}", on=TODAY, gazetteer=known)
            assert row["code"] in {c.code for c in found.candidates}, written
