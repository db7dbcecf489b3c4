"""Making a stranger's file name safe to show and to send. Pure."""

import re
import unicodedata
from pathlib import PurePath

NAME_MOST = 120
SUFFIX_MOST = 10
UNNAMED = "tep"
_BAD = re.compile(r'[<>:"|?*]')
_BAD_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, direction marks, halves


def tidy_name(name: str) -> str:
    """Return a name without path, control or direction marks, of at most NAME_MOST letters."""
    last = PurePath(name.replace("\\", "/").replace("\x00", "")).name
    kept = "".join(
        letter
        for letter in unicodedata.normalize("NFC", last)
        if unicodedata.category(letter) not in _BAD_CATEGORIES
    )
    clean = " ".join(_BAD.sub("", kept).split()).strip(" .")
    stem, dot, suffix = clean.rpartition(".")
    if not dot or not stem or len(suffix) > SUFFIX_MOST:
        return clean[:NAME_MOST].strip(" .") or UNNAMED
    return f"{stem[: NAME_MOST - len(suffix) - 1].strip()}.{suffix}"
