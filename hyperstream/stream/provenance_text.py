"""Provenance as a tree of lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..stores.keys import StreamKey, parse_key
from ..utils.plain_texts import show_parameters
from ..utils.time_texts import show_span, show_time
from .origins import Origin, Run, Stretch

MOST = 12
"""So many branches of one kind are shown; of the others, how many they are."""


def head(key: StreamKey, a: int, b: int, instances: int | None) -> str:
    """Which stream, where, and how many instances it has there."""
    return f"{_name(key)} {_where(a, b)}{_counted(instances)}"


def tree(stretches: Iterable[Stretch]) -> Iterator[str]:
    """The lines below: how each stretch came about, and from what."""
    return _branches([_of_stretch(one) for one in stretches])


Branch = tuple[str, "Sequence[Branch]"]


def _of_stretch(one: Stretch) -> Branch:
    if not one.tool:
        return f"{_where(one.a, one.b)} {_WORDS.get(one.kind, one.kind)}", ()
    run = "" if one.run is None else f"  {_hash(one.run)}{_run(one.run)}"
    stale = f"  stale: {one.stale}" if one.stale else ""
    line = f"{_where(one.a, one.b)} {one.tool} {one.version} {show_parameters(one.parameters)}{run}{stale}"
    before = [(f"before: {run.tool} {run.version}  {_run(run)}{_failed(run)}", ()) for run in one.before[:3]]
    return line, [*(_of_origin(origin) for origin in one.inputs), *before]


def _of_origin(origin: Origin) -> Branch:
    moved = f" (now {origin.now})" if origin.now not in (None, origin.revision) else ""
    line = f"from {head(origin.key, origin.a, origin.b, origin.instances)}  revision {origin.revision}{moved}"
    inner = origin.stretches
    if len(inner) == 1 and not inner[0].tool:
        return f"{line}  {_WORDS.get(inner[0].kind, inner[0].kind)}", ()
    return line, [_of_stretch(one) for one in inner]


_WORDS = {
    "missing": "not computed",
    "written": "written directly",
    "set by hand": "declared computed by hand",
    "gone": "not there any more",
    "file": "a file",
}


def _branches(branches: Sequence[Branch], indent: str = "") -> Iterator[str]:
    shown = list(branches[:MOST])
    if len(branches) > MOST:
        shown.append((f"and {len(branches) - MOST} more", ()))
    for place, (line, inner) in enumerate(shown):
        last = place == len(shown) - 1
        yield f"{indent}{'└' if last else '├'} {line}"
        yield from _branches(inner, indent + ("  " if last else "│ "))


def _name(key: str) -> str:
    parts = parse_key(key)
    values = ", ".join(value for _, value in parts.meta_data)
    version = f" ({parts.version})" if parts.version else ""
    return f"{parts.name}{f'({values})' if values else ''}{version}"


def _where(a: int, b: int) -> str:
    return f"at {show_time(b)}" if b - a == 1 else show_span(a, b)


def _counted(count: int | None) -> str:
    return "" if count is None else f"  {count:,} instance{'' if count == 1 else 's'}"


def _hash(run: Run) -> str:
    return f"sha256 {run.source_hash[:8]}…  " if run.source_hash else ""


def _run(run: Run) -> str:
    return f"run {run.run_id}, {run.host}, {show_time(run.at_ms)}, {run.seconds:.3g} s"


def _failed(run: Run) -> str:
    return f"  failed: {run.error}" if run.error else ""
