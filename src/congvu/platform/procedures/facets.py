"""What lists and search see of a procedure: columns kept beside its versions."""

from congvu.kernel.ids import new_id
from congvu.kernel.vietnamese import fold, sort_key
from congvu.platform.procedures import wording
from congvu.platform.procedures.definition import Definition
from congvu.platform.procedures.models import Origin, Procedure

FACETS = (
    "name", "sort_key", "folded_name", "folded_text", "phrases", "life_events", "field_code",
    "field_name", "promulgator", "origin", "is_internal", "can_apply_online", "doubt_count",
    "doubt_kinds",
)  # fmt: skip
_NO_CODE = "~"  # a field known by its name only


def described(definition: Definition, origin: Origin, *, before: Procedure | None) -> Procedure:
    """Return the procedure's row as lists and search should see it."""
    return Procedure(
        id=before.id if before else new_id(),
        code=definition.code,
        name=definition.name,
        sort_key=sort_key(definition.name)[:400],
        folded_name=fold(definition.name),
        folded_text=_folded_text(definition),
        phrases=wording.phrases_for(definition.name, definition.keywords),
        life_events=list(definition.life_events),
        field_code=definition.field_code or _field_key(definition, before),
        field_name=definition.field_name,
        promulgator=definition.promulgator,
        origin=origin,
        is_internal=definition.is_internal,
        can_apply_online=definition.can_apply_online,
        doubt_count=len(definition.doubts),
        doubt_kinds=sorted({d.kind.value for d in definition.doubts}),
    )


def differs(before: Procedure | None, after: Procedure) -> bool:
    """True when the row must be written."""
    return before is None or any(getattr(before, n) != getattr(after, n) for n in FACETS)


def _folded_text(definition: Definition) -> str:
    parts = [definition.name, *definition.keywords, definition.field_name, *definition.life_events]
    return "|".join(dict.fromkeys(fold(part) for part in parts if part))


def _field_key(definition: Definition, before: Procedure | None) -> str:
    """Return the key by which lists find a field that the record gives no code for."""
    if not definition.field_name:
        return ""
    if before and before.field_name == definition.field_name and before.field_code:
        return before.field_code
    return _NO_CODE + fold(definition.field_name).replace(" ", "-")


def settle_fields() -> None:
    """Give rows known by a field's name its code, where the catalogue has exactly one for it."""
    codes: dict[str, set[str]] = {}
    rows = Procedure.objects.exclude(field_code="").values_list("field_name", "field_code")
    for name, code in rows.distinct():
        codes.setdefault(name, set()).add(code)
    for name, found in codes.items():
        real = {code for code in found if not code.startswith(_NO_CODE)}
        if len(real) == 1 and found != real:
            Procedure.objects.filter(field_name=name, field_code__startswith=_NO_CODE).update(
                field_code=real.pop()
            )
