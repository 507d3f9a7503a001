"""How large a ledger may grow, and what is given up before it is full.

Every commit rewrites the ledger, so past about 100 KiB commits slow down. From there on parts are
coalesced that differ only in what staleness is judged by, always to the safe side: work may be
repeated without need, a result is never wrong. What remains is refused with an honest error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ...utils.errors import LedgerFullError
from .model import Inputs, Ledger, Part
from .parts import Parts, merged
from .tables import compact, intern

TIDY_BYTES = 100 * 1024
FULL_BYTES = 8 * 1024 * 1024
_SMALL = 1000
"""A ledger with fewer parts and numbers than this is not worth weighing."""

_PART, _RANGE, _INPUT = 14, 4, 30


def weigh(ledger: Ledger) -> int:
    """About how many bytes the ledger takes; tail and claims, which are bounded, are not counted."""
    cut_ranges = sum(len(part.cut) for part in ledger.parts)
    texts = sum(len(str(fp)) for fp in ledger.fps)
    inputs = sum(map(len, ledger.ins))
    return _PART * len(ledger.parts) + _RANGE * (len(ledger.whole) + cut_ranges) + _INPUT * inputs + texts


def checked(before: Ledger, after: Ledger) -> Ledger:
    """``after``, tidied where it is large.

    Raises:
        LedgerFullError: It is beyond the limit, and larger than ``before``.
    """
    if len(after.parts) < _SMALL and len(after.whole) < _SMALL and len(after.fps) < _SMALL:
        return after
    size = weigh(after)
    if size > TIDY_BYTES:
        after = tidied(after)
        size = weigh(after)
    if size > FULL_BYTES and size > weigh(before):
        msg = (
            f"The ledger would grow to {size} bytes, {FULL_BYTES} is the limit: it holds {len(after.parts)} "
            "separate intervals (with gaps between them, or computed by different tools). Nothing was "
            "written. Compute the gaps, purge what is not needed, or use more streams."
        )
        raise LedgerFullError(msg, size=size, limit=FULL_BYTES, parts=len(after.parts))
    return after


def tidied(ledger: Ledger, limit: int | None = None) -> Ledger:
    """The ledger with parts coalesced until it is below three quarters of the limit, as far as possible.

    First neighbours that differ only in ``changed``, the lowest first, keeping the greater; then
    neighbours that differ only in the revisions of their inputs, keeping the lesser.
    """
    target = (TIDY_BYTES if limit is None else limit) * 3 // 4
    excess = (weigh(ledger) - target) // _PART
    if excess > 0:
        parts = _coalesced(ledger.parts, excess, _same_but_changed, _greater_changed)
        ledger = replace(ledger, parts=parts)
        excess = (weigh(ledger) - target) // _PART
    if excess > 0:
        ledger = _inputs_coalesced(ledger)
    return ledger


def _coalesced(
    parts: Parts, excess: int, alike: Callable[[Part, Part], bool], joined: Callable[[Part, Part], Part]
) -> Parts:
    """Up to about ``excess`` neighbours joined, those with the lowest ``changed`` first."""
    pairs = [(min(x.changed, y.changed), x.a) for x, y in pairwise(parts) if alike(x, y)]
    chosen = {a for _, a in sorted(pairs)[:excess]}
    out: list[Part] = []
    joining = False
    for part in parts:
        if joining:
            out[-1] = joined(out[-1], part)
        else:
            out.append(part)
        joining = part.a in chosen
    return merged(out)


def _same_but_changed(x: Part, y: Part) -> bool:
    return x.b == y.a and x._replace(a=y.a, b=y.b, changed=y.changed) == y


def _greater_changed(x: Part, y: Part) -> Part:
    return x._replace(b=y.b, changed=max(x.changed, y.changed))


def _inputs_coalesced(ledger: Ledger) -> Ledger:
    ins = ledger.ins
    out: list[Part] = []
    for part in ledger.parts:
        lesser = _lesser(ins, out[-1], part) if out else None
        if lesser is None:
            out.append(part)
        else:
            ins, index = intern(ins, lesser)
            out[-1] = out[-1]._replace(b=part.b, inputs=index)
    parts, fps, ins = compact(merged(out), ledger.fps, ins)
    return replace(ledger, parts=parts, fps=fps, ins=ins)


def _lesser(ins: tuple[Inputs, ...], x: Part, y: Part) -> Inputs | None:
    """The older revision of each source, where both parts differ in nothing but these revisions."""
    if x.b != y.a or x._replace(a=y.a, b=y.b, inputs=y.inputs) != y:
        return None
    mine, theirs = ins[x.inputs], ins[y.inputs]
    if [_unrevised(one) for one in mine] != [_unrevised(one) for one in theirs]:
        return None
    return tuple(min(one, other) for one, other in zip(mine, theirs, strict=True))


def _unrevised(record: Any) -> Any:
    return record._replace(rev=0)
