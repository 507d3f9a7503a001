"""The cells of a text file as numbers or text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ...utils.errors import ArgumentValueError
from .rows import Column

Kind = Literal["number", "text"]


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads the cells of a value column.

    Attributes:
        kind: Whether they are numbers or text.
        missing: What stands for no value; spaces around it do not matter.
        decimal: What stands before the decimals of a number, a point or a comma.
    """

    kind: Kind = "number"
    missing: tuple[str, ...] = ("",)
    decimal: str = "."

    def __post_init__(self) -> None:
        if self.decimal not in (".", ","):
            msg = f"decimal is {self.decimal!r}; it must be '.' or ','"
            raise ArgumentValueError(msg, parameter="decimal", value=self.decimal)

    @property
    def confusing(self) -> bool:
        """Whether something that stands for no value is a number too."""
        return any(_is_number(text) for text in self.missing)

    def many(self, cells: Sequence[str]) -> tuple[Column, list[tuple[int, str]]]:
        """The values of a column, and which cells are none, and why."""
        if self.kind == "number" and self.decimal == "." and not self.confusing:
            try:
                return Column(np.array(_floats(cells))), []
            except ValueError:
                pass  # Some have no value, or are wrong: one by one.
        values: list[float | str | None] = []
        bad: list[tuple[int, str]] = []
        for place, cell in enumerate(cells):
            try:
                values.append(self.one(cell))
            except ValueError as error:
                values.append(None)
                bad.append((place, str(error)))
        column = Column.of(values)
        if self.kind == "number":
            numbers = np.array([np.nan if value is None else value for value in values], np.float64)
            column = Column(numbers, column.present)
        return column, bad

    def one(self, cell: str) -> float | str | None:
        """The value of one cell, None where it has none.

        Raises:
            ValueError: It is no number, or not in the file's encoding.
        """
        if cell.strip() in self.missing:
            return None
        if self.kind == "text":
            if any("\udc80" <= char <= "\udcff" for char in cell):
                msg = f"{cell!r} is not in the file's encoding; tell it by encoding"
                raise ValueError(msg)
            return cell
        number = cell if self.decimal == "." else _with_point(cell)
        if not _is_number(number):
            msg = f"{cell!r} is not a number{_hint(cell, self.decimal)}"
            raise ValueError(msg)
        return float(number)


def _floats(cells: Sequence[str]) -> list[float]:
    """All of them as floats.

    Raises:
        ValueError: One has no value, or may be none.
    """
    numbers = list(map(float, cells))
    if not (joined := "".join(cells)).isascii() or "_" in joined:
        raise ValueError
    return numbers


def _is_number(text: str) -> bool:
    # What Python takes beside: digits of other scripts, and 1_000.
    if not text.isascii() or "_" in text:
        return False
    try:
        float(text)
    except ValueError:
        return False
    return True


def _with_point(cell: str) -> str:
    return cell.replace(",", ".") if "." not in cell else "?"


def _hint(cell: str, decimal: str) -> str:
    other = "," if decimal == "." else "."
    plain = cell.replace(other, ".")
    if plain != cell and cell.count(other) == 1 and _is_number(plain):
        return f"; where decimals come after '{other}', say decimal='{other}'"
    return "; where it stands for no value, name it in missing"
