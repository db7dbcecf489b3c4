"""The provider's signing key: made at first use, readable by its owner only."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from joserfc.jwk import RSAKey


@lru_cache(maxsize=1)
def signing_key() -> RSAKey:
    """Return the key of this installation's provider."""
    path = Path(settings.DATA_DIR) / "dev-identity-key.pem"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
    return RSAKey.import_key(path.read_bytes(), {"kid": "thu-nghiem", "use": "sig", "alg": "RS256"})


def _make(path: Path) -> None:
    """Write the key beside and link it into place: of two first users one wins, both read it."""
    made = path.with_suffix(f".{os.getpid()}")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(RSAKey.generate_key(2048).as_pem(private=True))
    try:
        os.link(made, path)
    except FileExistsError:
        pass
    finally:
        made.unlink()


def public_keys() -> dict[str, Any]:
    return {"keys": [signing_key().as_dict(private=False)]}
