"""A rearrangement as the administrator writes it, and the changes of units it amounts to. Pure."""

from dataclasses import dataclass
from datetime import date

from congvu.platform.places.decided import CommuneChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`merged` communes become part of `into`, which may take a new name; none: only the name."""

    into: str
    merged: tuple[str, ...]
    new_name: str
    on: date
    decision_number: str
    legal_basis: str

    @property
    def basis(self) -> str:
        return f"{self.decision_number}; {self.legal_basis}"

    def changes(self) -> list[CommuneChange]:
        """Return the merging first, then the name."""
        merged = [
            CommuneChange(code=code, on=self.on, legal_basis=self.basis, into=self.into)
            for code in self.merged
        ]
        if not self.new_name:
            return merged
        named = CommuneChange(
            code=self.into, on=self.on, legal_basis=self.basis, full_name=self.new_name
        )
        return [*merged, named]
