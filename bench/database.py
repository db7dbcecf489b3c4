"""A throw-away database on the server that is measured."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

NAME = "congvu_bench"


@contextmanager
def bench_database() -> Iterator[str]:
    """Make `congvu_bench` beside the installation's database, and drop it afterwards.

    The role of the address must be allowed to create databases.
    """
    given = os.environ["CONGVU_DATABASE_URL"]
    with _empty_database(given):
        url = urlunsplit(urlsplit(given)._replace(path=f"/{NAME}"))
        os.environ["CONGVU_DATABASE_URL"] = url
        try:
            yield url
        finally:
            os.environ["CONGVU_DATABASE_URL"] = given


@contextmanager
def _empty_database(given: str) -> Iterator[None]:
    _drop(given)
    _run(given, "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        yield
    finally:
        _drop(given)


def _drop(given: str) -> None:
    _run(given, "DROP DATABASE IF EXISTS {} WITH (FORCE)")


def _run(given: str, statement: str) -> None:
    try:
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(NAME)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise SystemExit(
            f"Người dùng PostgreSQL này không được tạo cơ sở dữ liệu {NAME}."
            " Hãy cấp quyền CREATEDB cho nó rồi chạy lại."
        ) from error
