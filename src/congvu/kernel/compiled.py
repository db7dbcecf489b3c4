"""Statements whose SQL is composed once a process, for the few that almost every request runs.

Django composes the SQL of a queryset anew each time it is asked, which for one row by its key
costs several times what running it costs. The rows come back as the same model instances.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
# Stand for the arguments while the SQL is composed; no real value is one of them.
_MARKS: dict[type, Callable[[int], Any]] = {
    UUID: lambda n: UUID(int=(0xC0DE << 112) + n),
    str: lambda n: f"\x01{n}",
    date: lambda n: date(1, 1, 1 + n),
}


@dataclass(frozen=True, slots=True)
class _Composed:
    sql: str
    params: Sequence[Any]
    compiler: Any
    names: Sequence[str]  # of the model's own columns, which come first
    populators: Sequence[Any]
    converters: Any


class OneRow(Generic[M]):
    """`OneRow(lambda id_: Thing.objects.filter(id=id_), UUID).get(thing.id)` gives it or None.

    `make` gets one argument for each kind (UUID, str, date) and must use each in the query as it
    is; the queryset may join with select_related and lock.
    """

    def __init__(self, make: Callable[..., QuerySet[M]], *kinds: type) -> None:
        self._make = make
        self._marks = [_MARKS[kind](number) for number, kind in enumerate(kinds)]
        self._composed: _Composed | None = None

    def get(self, *given: Any) -> M | None:
        """Run it with these arguments, in their order. Return the first row."""
        if self._composed is None:
            self._composed = self._compose()
        this = self._composed
        params = [given[p.place] if isinstance(p, _Place) else p for p in this.params]
        with connection.cursor() as cursor:
            cursor.execute(this.sql, params)
            row = cursor.fetchone()
        return None if row is None else self._instance(this, row)

    def _compose(self) -> _Composed:
        query = self._make(*self._marks).query
        compiler = query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        places = [_Place(self._marks.index(p)) if p in self._marks else p for p in params]
        if {p.place for p in places if isinstance(p, _Place)} != set(range(len(self._marks))):
            raise TypeError("an argument does not stand in the query as it is")
        info = compiler.klass_info or {}
        fields = [column[0] for column in compiler.select]
        own = info["select_fields"]
        return _Composed(
            sql=sql,
            params=places,
            compiler=compiler,
            names=[compiler.select[i][0].target.attname for i in own],
            populators=get_related_populators(  # type: ignore[call-arg] # of a later Django
                info, compiler.select, DEFAULT_DB_ALIAS
            ),
            converters=compiler.get_converters(fields),
        )

    def _instance(self, this: _Composed, row: Sequence[Any]) -> M:
        if this.converters:
            (row,) = this.compiler.apply_converters([row], this.converters)
        model: type[M] = this.compiler.klass_info["model"]
        found = model.from_db(DEFAULT_DB_ALIAS, this.names, row[: len(this.names)])
        for populator in this.populators:
            populator.populate(row, found)
        return found


@dataclass(frozen=True, slots=True)
class _Place:
    place: int


def insert(row: M) -> M:
    """Write a new row. Its key is set unless the database counts it; then it is set afterwards."""
    statement, fields = _insertion(type(row))
    params = [f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        if " RETURNING " in statement:
            (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001 - documented
    return row


def insert_once(row: Model) -> bool:
    """Write a new row unless one with its key is there, or is being written and stays. True: new.

    For models whose key is set by us.
    """
    statement, fields = _insertion(type(row))
    params = [f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields]
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ON CONFLICT DO NOTHING", params)
        written: int = cursor.rowcount
    return written == 1


def update(row: Model, names: Iterable[str]) -> None:
    """Write these columns of a row that is there, by its key."""
    told = tuple(sorted(names))
    statement, fields = _updating(type(row), told)
    params = [f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{type(row).__name__} {row.pk} is not there")


@lru_cache(maxsize=1024)
def _updating(model: type[Model], names: tuple[str, ...]) -> tuple[str, Sequence[Any]]:
    options, quoted = model._meta, connection.ops.quote_name  # noqa: SLF001 - documented
    by_name = {field.attname: field for field in options.concrete_fields}
    fields = [by_name[name] for name in names]
    given = ", ".join(f"{quoted(str(field.column))} = %s" for field in fields)
    table, key = quoted(options.db_table), quoted(str(options.pk.column))
    return f"UPDATE {table} SET {given} WHERE {key} = %s", fields  # noqa: S608 - names of ours


@lru_cache(maxsize=64)
def _insertion(model: type[Model]) -> tuple[str, Sequence[Any]]:
    """Return the statement and the fields it takes; what the database sets itself is left out."""
    options, quoted = model._meta, connection.ops.quote_name  # noqa: SLF001 - documented
    fields = [f for f in options.concrete_fields if not (f.generated or f.has_db_default())]
    given = [field for field in fields if field is not options.auto_field]
    columns = ", ".join(quoted(str(field.column)) for field in given)
    marks = ", ".join(["%s"] * len(given))
    counted = f" RETURNING {quoted(str(options.pk.column))}" if options.auto_field else ""
    table = quoted(options.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES ({marks}){counted}", given  # noqa: S608 - names of ours
