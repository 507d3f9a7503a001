"""Which series a path names: its two parts as they were quoted, whatever characters are in them."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import unquote

from fastapi import Depends, Path, Request

from ..frames.names import SeriesName
from ..utils.errors import FrameError
from .problems import ProblemError

Reference = Annotated[str, Path(description="What the series is about", examples=["prices"], max_length=1024)]
Symbol = Annotated[str, Path(description="Of whom", examples=["ACME"], max_length=1024)]


def series_name(request: Request, reference: Reference, symbol: Symbol) -> SeriesName:
    """The series that the path names.

    The path comes unquoted, so that a quoted slash cannot be told from a plain one; the raw path
    tells: its last two parts are the names. Where a symbol has plain slashes, the path decides.

    Raises:
        ProblemError: A name is empty, too long, or has control characters (400).
    """
    raw = request.scope.get("raw_path") or b""
    before = request.url.path.removesuffix(f"{reference}/{symbol}").count("/")
    parts = raw.decode("latin-1").split("/")[before:]
    if len(parts) == 2:
        reference, symbol = (unquote(part, errors="replace") for part in parts)
    try:
        return SeriesName.checked(reference, symbol)
    except FrameError as error:
        raise ProblemError(400, str(error)) from error


Series = Annotated[SeriesName, Depends(series_name)]
"""A route's parameter of this type is the series that its path names."""
