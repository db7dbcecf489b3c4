"""Who can sign in to the demo: one name for each part in the story, one shared password."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from congvu.config.demo_world.offices import COMMUNES_WANTED, Crew
from congvu.platform.people.models import Person
from congvu.services.dev_identity import actions as identity

PASSWORD = "thu-nghiem-2026"  # noqa: S105 - printed for everybody; opens test data only
OFFICE_B, OFFICE_A = COMMUNES_WANTED[:2]  # B handles, A is where somebody else's people come


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    username: str
    part: str  # what this person does in the story


LOGINS = (
    Login(username="congdan", part="Công dân: có hồ sơ đang làm, chờ bổ sung, đã xong"),
    Login(username="motcua", part=f"Cán bộ một cửa {OFFICE_A}: nộp giúp người dân của nơi khác"),
    Login(username="motcua2", part=f"Cán bộ một cửa {OFFICE_B}: tiếp nhận, trả kết quả"),
    Login(username="thuly", part=f"Công chức thụ lý của {OFFICE_B} (Tư pháp - Hộ tịch)"),
    Login(username="thulykt", part=f"Chuyên viên Phòng Kinh tế của {OFFICE_B} (hộ kinh doanh)"),
    Login(username="lanhdao", part=f"Chủ tịch Ủy ban nhân dân {OFFICE_B}: ký duyệt"),
    Login(username="lanhdaotinh", part="Chủ tịch Ủy ban nhân dân tỉnh: xem toàn tỉnh"),
    Login(username="quantri", part="Quản trị nền tảng"),
)


def parts(crew: Crew, *, hero: Person) -> Mapping[str, Person]:
    """Return the person behind each username."""
    office_b, office_a = crew.offices[:2]
    province = crew.of_kind("PROVINCE_COMMITTEE")
    return {
        "congdan": hero,
        "motcua": crew.at(office_a.centre, post_key="mot_cua_1").person,
        "motcua2": crew.at(office_b.centre, post_key="mot_cua_1").person,
        "thuly": crew.at(office_b.committee, post_key="tu_phap_ho_tich_1").person,
        "thulykt": crew.at(
            office_b.committee, post_key="chuyen_vien_1", unit_key="phong_kinh_te"
        ).person,
        "lanhdao": crew.at(office_b.committee, post_key="chu_tich").person,
        "lanhdaotinh": crew.at(province, post_key="chu_tich").person,
        "quantri": crew.at(province, post_key="quan_tri_nen_tang").person,
    }


def register_all(crew: Crew, *, hero: Person, at: datetime) -> None:
    """Let each of them sign in at the test identity provider."""
    for username, person in parts(crew, hero=hero).items():
        identity.register(username=username, password=PASSWORD, claims=_claims(person), at=at)


def _claims(person: Person) -> dict[str, Any]:
    """Return what the identity provider says of a person, in VNeID's shape."""
    return {
        "name": person.full_name,
        "personal_id_number": person.personal_id,
        "birthdate": person.birth_date.isoformat() if person.birth_date else "",
        "gender": person.sex.lower(),
        "phone_number": person.phone,
        "address": {"formatted": person.address},
        "acr": "2",
    }


def table() -> str:
    """Return username, password and part as plain text lines of equal columns."""
    rows = [("Tên đăng nhập", "Mật khẩu", "Vai"), *((x.username, PASSWORD, x.part) for x in LOGINS)]
    first, second = (max(len(row[column]) for row in rows) for column in (0, 1))
    return "\n".join(f"{name:<{first}}  {word:<{second}}  {part}" for name, word, part in rows)
