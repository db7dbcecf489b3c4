"""Shared by every test of the repository."""

from pathlib import Path

import pytest
from django.db import connection

pytest_plugins = ["tests.world"]

ROUNDS = 25  # of a barrier test in an ordinary run; a campaign asks for 1,000

SHARED = Path(__file__).resolve().parent.parent / "shared" / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rounds", type=int, default=ROUNDS, help="rounds of every test that meets at a barrier"
    )


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """How often a barrier test lets its actors meet: `./congvu test tests/faults --rounds 1000`."""
    asked: int = request.config.getoption("--rounds")
    return asked


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """Let Django flush the journal between transactional tests; its guard has a test of its own."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("ALTER TABLE events_journalentry DISABLE TRIGGER journal_no_truncate")


@pytest.fixture
def shared_data() -> Path:
    """The folder of third-party data; the test skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("không có ../shared/data: bỏ qua kiểm thử với dữ liệu của bên thứ ba")
    return SHARED
