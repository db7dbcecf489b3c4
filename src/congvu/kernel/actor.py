"""Who acts, from which post and in which capacity. Every action takes one."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class PostKind(StrEnum):
    """The kinds of post the rules speak of; a post's own title is local."""

    COUNTER = "COUNTER"
    HANDLER = "HANDLER"
    UNIT_HEAD = "UNIT_HEAD"
    SIGNER = "SIGNER"
    CLERK = "CLERK"
    ADMIN = "ADMIN"


POST_KIND_LABELS = {
    PostKind.COUNTER: "Cán bộ tiếp nhận và trả kết quả",
    PostKind.HANDLER: "Chuyên viên thụ lý",
    PostKind.UNIT_HEAD: "Lãnh đạo đơn vị",
    PostKind.SIGNER: "Lãnh đạo ký duyệt",
    PostKind.CLERK: "Văn thư",
    PostKind.ADMIN: "Quản trị",
}


class Capacity(StrEnum):
    """In whose name the person signs (Decree 30/2020, Annex I)."""

    OWN = "OWN"
    FOR_COLLECTIVE = "FOR_COLLECTIVE"  # TM.
    FOR_HEAD = "FOR_HEAD"  # KT.
    BY_ORDER = "BY_ORDER"  # TL.
    BY_DELEGATION = "BY_DELEGATION"  # TUQ.


CAPACITY_SHORT = {
    Capacity.OWN: "",
    Capacity.FOR_COLLECTIVE: "TM. ",
    Capacity.FOR_HEAD: "KT. ",
    Capacity.BY_ORDER: "TL. ",
    Capacity.BY_DELEGATION: "TUQ. ",
}
CAPACITY_LABELS = {
    Capacity.FOR_HEAD: "Ký thay (KT.)",
    Capacity.BY_ORDER: "Ký thừa lệnh (TL.)",
    Capacity.BY_DELEGATION: "Ký thừa ủy quyền (TUQ.)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person at work. Without a post it is a citizen acting for themself."""

    person_id: UUID
    name: str
    post_id: UUID | None = None
    post_kind: PostKind | None = None
    post_title: str = ""
    unit_id: UUID | None = None
    agency_id: UUID | None = None
    agency_name: str = ""
    parent_agency_id: UUID | None = None  # a one-stop centre's committee
    agency_kind: str = ""  # agencies.AgencyKind
    province_code: str = ""
    capacity: Capacity = Capacity.OWN
    own_title: str = ""  # of somebody who acts in another's post: the post they hold themself

    @property
    def is_officer(self) -> bool:
        return self.post_id is not None

    @property
    def signs_as(self) -> str:
        """Return the titles above the signature: the post's, then the own one of a deputy."""
        return "\n".join(title for title in (self.post_title, self.own_title) if title)

    def has_post(self, *kinds: PostKind) -> bool:
        return self.post_kind is not None and self.post_kind in kinds
