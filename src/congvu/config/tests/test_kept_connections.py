"""A connection kept between requests is looked at before it is used again."""

import pytest
from django.db import connection


@pytest.mark.django_db(transaction=True)
def test_a_living_connection_is_used_again_without_asking_the_server() -> None:
    connection.ensure_connection()
    assert connection.is_usable()


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_ended_is_not_used_again() -> None:
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
    other.close()
    assert not connection.is_usable()
    connection.close()
    connection.ensure_connection()
    assert connection.is_usable()
