"""Sources picked by where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...stream import Stream

Pairs = tuple[tuple[str, str], ...]


def at_plate_value(sources: Sequence[Stream], tag: str, index: Any) -> list[Stream]:
    """The sources at one plate value.

    Raises:
        IndexError: None lies there.
    """
    pair = (tag, str(index))
    found = [source for source in sources if pair in source.stream_id.meta_data]
    if not found:
        known = ", ".join(str(source.stream_id) for source in sources)
        msg = f"no source lies at {tag}={index}; the sources are {known}"
        raise IndexError(msg)
    return found


def without(source: Stream, tag: str) -> Pairs:
    """The meta data of a source, less one tag."""
    return tuple(pair for pair in source.stream_id.meta_data if pair[0] != tag)
