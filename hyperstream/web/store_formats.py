"""The formats of the time-series store over HTTP, and which one a client sends."""

from __future__ import annotations

from collections.abc import Mapping

from ..frames.formats import FrameFormat
from .problems import ProblemError

MEDIA_TYPES: Mapping[FrameFormat, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "arrow": "application/vnd.apache.arrow.stream",
    "parquet": "application/vnd.apache.parquet",
}
_BODIES: Mapping[str, FrameFormat] = {
    **{media_type.partition(";")[0]: form for form, media_type in MEDIA_TYPES.items()},
    "": "json",
    "text/plain": "json",
    "text/json": "json",
    "application/x-www-form-urlencoded": "json",  # what curl -d says of any body
    "application/octet-stream": "json",
    "application/x-parquet": "parquet",
    "application/vnd.apache.arrow.file": "arrow",
}


def body_format(content_type: str) -> FrameFormat:
    """The format of a body, by its ``Content-Type``; JSON where it says nothing.

    Raises:
        ProblemError: It is none that is known (415).
    """
    kind = content_type.partition(";")[0].strip().lower()
    form = _BODIES.get(kind)
    if form is None:
        detail = f"A body of {kind!r} is not known here; there are {', '.join(MEDIA_TYPES.values())}."
        raise ProblemError(415, detail)
    return form
