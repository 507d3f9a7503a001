"""Which of the formats at hand a client wants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from .problems import ProblemError

Format = TypeVar("Format", bound=str)


def negotiated(asked: Format | None, accept: str, media_types: Mapping[Format, str]) -> Format:
    """The format that ``format=`` or else the ``Accept`` header asks for; the first where anything will do.

    Args:
        asked: The format named in the query, or None.
        accept: The ``Accept`` header, as it came; weights (``q=``) do not count, order does.
        media_types: The media type of each format.

    Raises:
        ProblemError: None of those in the header is known (406).
    """
    if asked is not None:
        return asked
    wanted = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    for kind in filter(None, wanted):
        for form, media_type in media_types.items():
            known = media_type.partition(";")[0]
            if kind in (known, "*/*", f"{known.partition('/')[0]}/*"):
                return form
    if not any(wanted):
        return next(iter(media_types))
    detail = f"None of {accept!r} is known here; there are {', '.join(media_types.values())}."
    raise ProblemError(406, detail)
