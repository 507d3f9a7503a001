"""The ledger's two tables: a part names its fingerprint and its inputs by index."""

from __future__ import annotations

from typing import TypeVar

from .model import Fingerprint, Inputs, Ledger
from .parts import Parts, merged

Fps = tuple[Fingerprint | None, ...]
Ins = tuple[Inputs, ...]
Tables = tuple[Parts, Fps, Ins]
"""Parts and the two tables that they refer to."""

T = TypeVar("T")


def intern(table: tuple[T, ...], item: T) -> tuple[tuple[T, ...], int]:
    """The table with ``item`` in it, and its index."""
    try:
        return table, table.index(item)
    except ValueError:
        return (*table, item), len(table)


def compact(parts: Parts, fps: Fps, ins: Ins) -> Tables:
    """The same partition with tables that hold what is used and nothing else."""
    used_fps = {part.fp for part in parts} | {0}
    used_ins = {part.inputs for part in parts} | {0}
    if len(used_fps) == len(fps) and len(used_ins) == len(ins):
        return parts, fps, ins
    fp_order, in_order = sorted(used_fps), sorted(used_ins)
    fp_place = {old: new for new, old in enumerate(fp_order)}
    in_place = {old: new for new, old in enumerate(in_order)}
    moved = (part._replace(fp=fp_place[part.fp], inputs=in_place[part.inputs]) for part in parts)
    return merged(moved), tuple(fps[i] for i in fp_order), tuple(ins[i] for i in in_order)


def computed_by_tool(ledger: Ledger) -> bool:
    """Whether a tool computed any of the stream: then it is a derived one."""
    return len(ledger.fps) > 1 and any(
        fp is not None and fp.tool not in ("given", "legacy") for fp in ledger.fps
    )
