"""The dossier code: a template per installation, by default agency id, day, daily serial."""

from dataclasses import dataclass
from datetime import date

_MARK = "\x00"


@dataclass(frozen=True, slots=True)
class CodeForm:
    """What surrounds the serial. One serial runs per prefix and suffix, so per agency and day."""

    prefix: str
    width: int
    suffix: str

    def written(self, serial: int) -> str:
        # Pads but never cuts: the 10,000th dossier of a day has five digits.
        return f"{self.prefix}{serial:0{self.width}d}{self.suffix}"

    @property
    def series(self) -> str:
        return f"{self.prefix}*{self.suffix}"


class _Serial:
    """Stands for the serial while the template is split; remembers the width asked for."""

    width = 1

    def __format__(self, spec: str) -> str:
        self.width = int(spec.rstrip("d").lstrip("0") or 1)
        return _MARK


def code_form(*, template: str, agency: str, day: date) -> CodeForm:
    """Split a template such as `{agency}-{date:%y%m%d}-{serial:04d}` around its serial.

    `day` is the local day (Asia/Ho_Chi_Minh), not the server's. Raises ValueError without a serial.
    """
    serial = _Serial()
    prefix, mark, suffix = template.format(agency=agency, date=day, serial=serial).partition(_MARK)
    if not mark:
        raise ValueError(f"Mẫu mã hồ sơ {template!r} thiếu {{serial}}.")
    return CodeForm(prefix=prefix, width=serial.width, suffix=suffix)
