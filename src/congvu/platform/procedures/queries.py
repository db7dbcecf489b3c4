"""Finding procedures and reading their versions. Published versions never change, so they are kept."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

import msgspec
from django.conf import settings
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from congvu.kernel import keeping
from congvu.kernel.refusal import Missing
from congvu.kernel.vietnamese import fold
from congvu.platform.procedures.definition import Definition
from congvu.platform.procedures.models import Procedure, ProcedureVersion

KEPT = 8192
CANDIDATES = 200
# Words that people put around what they need; they must not decide what is found.
_LIGHT_WORDS = frozenset(
    ["thu", "tuc", "lam", "cho", "xin", "cap", "giay", "dang", "ky", "toi", "muon", "can", "the", "nao", "o", "dau", "con", "cua", "va", "de", "viec"]
)


class NoSuchProcedure(Missing):
    def __init__(self) -> None:
        super().__init__(
            "Không tìm thấy thủ tục này, hoặc thủ tục đã thôi áp dụng. Hãy tìm lại theo tên việc."
        )


@dataclass(frozen=True, slots=True)
class FieldCount:
    code: str
    name: str
    count: int


def published_version(*, code: str, on: date) -> ProcedureVersion:
    """Return the version in force that day, or raise NoSuchProcedure."""
    version = _published(keeping.slot(settings.REFERENCE_KEPT_SECONDS), code, on)
    if version is None:
        raise NoSuchProcedure
    return version


@lru_cache(maxsize=KEPT)
def _published(slot: Hashable, code: str, on: date) -> ProcedureVersion | None:
    del slot
    versions = ProcedureVersion.objects.in_force(on).select_related("procedure")
    return versions.filter(procedure__code=code).first()


def definition_of(version: ProcedureVersion) -> Definition:
    """Return what the version says, decoded once in this process."""
    return definition_by_id(version.id)


@lru_cache(maxsize=KEPT)
def definition_by_id(version_id: UUID) -> Definition:
    content = ProcedureVersion.objects.values_list("content", flat=True).get(id=version_id)
    return msgspec.convert(content, Definition)


def listed(
    *, on: date, field_code: str = "", life_event: str = "", online_only: bool = False
) -> QuerySet[Procedure]:
    """Return the procedures in force for the public, to be paged in Vietnamese order."""
    versions = ProcedureVersion.objects.in_force(on).filter(procedure_id=OuterRef("id"))
    found = Procedure.objects.filter(Exists(versions), is_internal=False)
    if field_code:
        found = found.filter(field_code=field_code)
    if life_event:
        found = found.filter(life_events__contains=[life_event])
    return found.filter(can_apply_online=True) if online_only else found


def search(
    text: str,
    *,
    on: date,
    most: int = 20,
    field_code: str = "",
    life_event: str = "",
    online_only: bool = False,
) -> list[Procedure]:
    """Return the best matches first; with or without accents, and with typos."""
    words = fold(text)[:200]
    if not words:
        return []
    found = listed(on=on, field_code=field_code, life_event=life_event, online_only=online_only)
    heavy = [word for word in words.split() if word not in _LIGHT_WORDS] or words.split()
    asked = " ".join(heavy)
    has_all = Q()
    for word in heavy:
        has_all &= Q(folded_text__contains=word)
    near = found.filter(
        Q(folded_text__trigram_word_similar=asked) | has_all | Q(code=text.strip())
    ).annotate(nearness=TrigramWordSimilarity(asked, "folded_text"))
    candidates = list(near.order_by("-nearness", "sort_key", "code")[:CANDIDATES])
    candidates.sort(key=lambda p: _rank(p, text.strip(), words, heavy))
    return candidates[:most]


def _rank(procedure: Procedure, code: str, words: str, heavy: list[str]) -> tuple[float, str]:
    """Rank by: the code itself, a keyword said whole, the phrase, words hit, nearness, online."""
    text = procedure.folded_text
    parts = text.split("|")
    asked = " ".join(heavy)
    hits = sum(word in text.replace("|", " ").split() for word in heavy) / len(heavy)
    score = (
        100.0 * (procedure.code == code)
        + 6.0 * (words in parts)
        + 3.0 * (asked in text)
        + 3.0 * hits
        + 2.0 * getattr(procedure, "nearness", 0.0)
        + 1.5 * procedure.can_apply_online
        - min(len(parts[0]), 400) / 400
    )
    return (-score, procedure.sort_key)


def applyable(*, on: date, most: int) -> Sequence[Procedure]:
    """Return what can be applied for here, the complete ones of ours first."""
    return list(listed(on=on, online_only=True).order_by("doubt_count", "sort_key")[:most])


def life_events(*, on: date) -> list[str]:
    rows = listed(on=on).exclude(life_events=[]).values_list("life_events", flat=True)
    return sorted({event for row in rows for event in row})


def fields(*, most: int) -> list[FieldCount]:
    """Return the fields with most procedures."""
    rows = (
        Procedure.objects.filter(is_internal=False)
        .exclude(field_code="")
        .values_list("field_code", "field_name")
        .annotate(n=Count("id"))
        .order_by("-n", "field_name")[:most]
    )
    return [FieldCount(code=code, name=name, count=n) for code, name, n in rows]


def field_names(codes: Iterable[str]) -> Mapping[str, str]:
    rows = Procedure.objects.filter(field_code__in=list(codes)).values_list(
        "field_code", "field_name"
    )
    return {**dict(rows), "": "Chưa ghi lĩnh vực"}


def field_name(code: str) -> str:
    return field_names([code]).get(code, "") if code else ""


def catalogue(*, text: str, only_doubts: bool) -> QuerySet[Procedure]:
    """Return every procedure, internal ones too, for the administrator's list."""
    found = Procedure.objects.all()
    for word in fold(text).split():
        found = found.filter(folded_text__contains=word)
    if text.strip() and Procedure.objects.filter(code=text.strip()).exists():
        found = Procedure.objects.filter(code=text.strip())
    return found.filter(doubt_count__gt=0) if only_doubts else found


def doubt_counts() -> list[tuple[str, int]]:
    """Return how many doubts of each kind stand in the versions in force."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d->>'kind', count(*) FROM procedures_procedureversion v,"
            " jsonb_array_elements(v.content->'doubts') d"
            " WHERE v.valid_until IS NULL GROUP BY 1 ORDER BY 2 DESC"
        )
        return [(kind, count) for kind, count in cursor.fetchall()]


def history(code: str) -> Sequence[ProcedureVersion]:
    return list(
        ProcedureVersion.objects.filter(procedure__code=code).defer("content").order_by("-number")
    )
