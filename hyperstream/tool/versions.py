"""Names of versioned files: ``<ISO date or datetime>_v<semantic version>.<extension>``.

The date says when a version was published, the version what it promises. Published files are
never edited, so a file name stands for one content for ever. Which file is meant is decided
here: the newest by date (ties by version), or the highest version that a specification matches.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ..utils.errors import ArgumentValueError
from ..utils.time_utils import parse_datetime

if TYPE_CHECKING:
    from semantic_version import NpmSpec, Version

_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True, init=False)
class FileDateTimeVersion:
    """A versioned file name, taken apart.

    Files sort by date, then by version, oldest first. Two names are equal when date, version and
    extension are.

    Args:
        filename: File name without folder, such as ``2016-07-11T1209Z_v0.0.1.py``.
        split_char: Stands between date and version.

    Attributes:
        long_filename: The name as given.
        filename_no_extension: The name without its extension.
        extension: With its dot, ``.py``.
        timestamp: The date, aware UTC, whole milliseconds.
        version: `semantic_version.Version`.

    Raises:
        ArgumentValueError: (a `ValueError`) The name has another form.
    """

    long_filename: str = field(compare=False)
    filename_no_extension: str = field(compare=False)
    extension: str
    timestamp: datetime
    version: Version

    def __init__(self, filename: str, split_char: str = "_") -> None:
        stem, extension = PurePath(filename).stem, PurePath(filename).suffix
        date, found, version = stem.partition(split_char)
        if not found or len(filename) > _LONGEST_NAME:
            raise _bad_name(filename, f"there is no {split_char!r} between date and version")
        object.__setattr__(self, "long_filename", filename)
        object.__setattr__(self, "filename_no_extension", stem)
        object.__setattr__(self, "extension", extension)
        object.__setattr__(self, "timestamp", _date(filename, date))
        object.__setattr__(self, "version", _version(filename, version))

    @property
    def is_python(self) -> bool:
        """Whether this is a Python file."""
        return self.extension == ".py"

    @property
    def order(self) -> tuple[Any, ...]:
        """Sort key: date, then version."""
        return (self.timestamp, self.version.precedence_key, str(self.version))

    def __lt__(self, other: FileDateTimeVersion) -> bool:
        return bool(self.order < other.order)


def _date(filename: str, text: str) -> datetime:
    try:
        return parse_datetime(text)
    except ValueError as error:
        raise _bad_name(filename, f"{text!r} is no ISO 8601 date") from error


def _version(filename: str, text: str) -> Version:
    number = text.removeprefix("v")
    # A number longer than this is no version that anybody published; int() would take its time.
    if len(number) < 100:
        # Imported here: it brings half of the standard library, and starting needs no version.
        from semantic_version import Version

        try:
            return Version(number)
        except ValueError:
            pass
    raise _bad_name(filename, f"{text!r} is no version such as 'v1.0.0'")


def _bad_name(filename: str, why: str) -> ArgumentValueError:
    shown = filename if len(filename) <= 120 else f"{filename[:117]}..."
    msg = (
        f"{shown!r} is not the name of a versioned file: {why}. "
        "Name it <ISO date>_v<major.minor.patch>.<extension>, such as 2016-11-14_v0.1.0.py."
    )
    return ArgumentValueError(msg, filename=filename)


class Versioned(Protocol):
    """Anything that lies in a versioned file; what `select` chooses from."""

    @property
    def file(self) -> FileDateTimeVersion:
        """The versioned file name."""


_File = TypeVar("_File", bound=Versioned)


def parse_spec(spec: str | Version) -> NpmSpec:
    """A version specification: ``1.2.0``, ``^0.1``, ``>=1 <2``, ``1.x``.

    Ranges have npm's meaning, so ``^0.1`` keeps below ``0.2.0``.

    Raises:
        ArgumentValueError: (a `ValueError`) It cannot be read.
    """
    from semantic_version import NpmSpec

    try:
        return NpmSpec(str(spec).removeprefix("v"))
    except ValueError as error:
        msg = (
            f"{spec!r} is not a version specification; write an exact version ('1.2.0') "
            "or a range ('^1.2', '~1.2.3', '>=1 <3')."
        )
        raise ArgumentValueError(msg, spec=spec) from error


def select(files: Iterable[_File], spec: str | Version | None = None) -> _File | None:
    """The file that is meant, or None.

    Args:
        files: What there is, in any order.
        spec: None for the newest by date (ties by version); else the highest version that
            matches. A version written out in full matches exactly, build and pre-release included.
    """
    found = list(files)
    if spec is None:
        return max(found, key=lambda item: item.file.order, default=None)
    exact = str(spec).strip().removeprefix("v")
    same = [item for item in found if str(item.file.version) == exact]
    if same:
        return same[0]
    wanted = parse_spec(spec)
    fitting = [item for item in found if wanted.match(item.file.version)]
    return max(fitting, key=lambda item: (item.file.version.precedence_key, item.file.order), default=None)
