"""Made-up persons: names from our own word lists, numbers in ranges that mark them as test data."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from uuid import UUID

from congvu.kernel.ids import new_id
from congvu.kernel.vietnamese import fold
from congvu.platform.people.models import Person, Sex
from congvu.platform.places.models import AdministrativeUnit


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FAMILY_NAMES = _words(
    "Nguyễn Trần Lê Phạm Hoàng Phan Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trương Đinh Đoàn Mai Cao Thái"
)
MALE_MIDDLE = _words("Văn Hữu Đức Minh Quốc Thanh Xuân Công Đình Ngọc Bá Quang")
FEMALE_MIDDLE = _words("Thị Thị Ngọc Thu Thanh Kim Minh Diệu Bích Phương Hoài Khánh")
MALE_GIVEN = _words(
    "An Bình Cường Dũng Đạt Giang Hải Hiếu Hùng Khoa Kiên Lâm Long Nam Nghĩa Phong Phúc Quân Sơn"
    " Tài Thắng Thành Toàn Trung Tuấn Việt Vinh"
)
FEMALE_GIVEN = _words(
    "Anh Châu Chi Dung Duyên Giang Hà Hạnh Hiền Hoa Hồng Hương Lan Liên Linh Loan Mai My Nga Ngân"
    " Nhung Oanh Phượng Thảo Thủy Trang Vân Yến"
)
HAMLETS = _words("An Bình Hòa Lạc Thịnh Xuân Đông Tây Nam Bắc Trung Phú")

PROVINCE_PARTS = ("044", "045")  # how numbers issued in this province begin
TEST_SERIAL = 990_000  # the last six digits of made-up persons start here
TEST_PHONE = "0900{:06d}"
TEST_MAIL = "example.com"  # a domain reserved for examples


def personal_id(*, sex: str, born: date, serial: int) -> str:
    """Return a number of valid shape whose last six digits lie in our test range."""
    century = 2 * (born.year // 100 - 19) + (1 if sex == Sex.FEMALE else 0)
    part = PROVINCE_PARTS[serial % len(PROVINCE_PARTS)]
    return f"{part}{century}{born:%y}{TEST_SERIAL + serial}"


@dataclass(kw_only=True)
class Registry:
    """Gives out persons; no two share a number."""

    dice: Random
    serials: Iterator[int] = field(default_factory=lambda: count(1))

    def sex(self) -> str:
        return self.dice.choice((Sex.MALE.value, Sex.FEMALE.value))

    def name(self, *, sex: str, family: str = "") -> str:
        middle, given = (
            (FEMALE_MIDDLE, FEMALE_GIVEN) if sex == Sex.FEMALE else (MALE_MIDDLE, MALE_GIVEN)
        )
        first = family or self.dice.choice(FAMILY_NAMES)
        return f"{first} {self.dice.choice(middle)} {self.dice.choice(given)}"

    def birth_date(self, *, on: date, least: int = 20, most: int = 65) -> date:
        return on - timedelta(days=self.dice.randint(least * 366, most * 365))

    def number(self, *, sex: str, born: date) -> str:
        return personal_id(sex=sex, born=born, serial=next(self.serials))

    def address(self, commune: AdministrativeUnit) -> str:
        hamlet = f"Thôn {self.dice.choice(HAMLETS)} {self.dice.choice(HAMLETS)}"
        return f"{hamlet}, {commune.full_name}, tỉnh Quảng Trị"

    def person(
        self, *, commune: AdministrativeUnit, on: date, name: str = "", sex: str = ""
    ) -> Person:
        """Return a new unsaved person who lives in that commune."""
        of_sex = sex or self.sex()
        born = self.birth_date(on=on)
        serial = next(self.serials)
        full_name = name or self.name(sex=of_sex)
        return Person(
            id=new_id(),
            personal_id=personal_id(sex=of_sex, born=born, serial=serial),
            full_name=full_name,
            folded_name=fold(full_name),
            birth_date=born,
            sex=of_sex,
            phone=TEST_PHONE.format(serial),
            email=f"{fold(full_name).replace(' ', '.')}.{serial}@{TEST_MAIL}",
            address=self.address(commune),
            commune_code=commune.code,
            is_test=True,
        )


def registry_of(seed: int) -> Registry:
    """Return a registry whose lots fall the same way for the same seed."""
    return Registry(dice=Random(seed))  # noqa: S311 - lots for made-up data, no secret


def keep(persons: list[Person]) -> dict[UUID, Person]:
    """Write new persons in one statement."""
    return {person.id: person for person in Person.objects.bulk_create(persons)}


def is_somebody_there() -> bool:
    """True when made-up persons were loaded before."""
    return Person.objects.filter(is_test=True, personal_id__regex=r"^04[45]\d{3}99\d{4}$").exists()
