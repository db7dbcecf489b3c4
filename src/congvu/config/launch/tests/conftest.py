"""A cluster of its own for these tests: they kill it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from congvu.config.launch import postgres
from congvu.config.launch.folders import Folders, folders


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Folders]:
    """Folders of a new installation, where any user the server runs as may pass."""
    outside = Path(tempfile.mkdtemp(prefix="congvu-"))
    outside.chmod(0o711)
    monkeypatch.setenv("CONGVU_DATA_DIR", str(outside / "data"))
    made = folders()
    yield made
    postgres.stop(postgres.server(made))
    shutil.rmtree(outside)
