"""Changes of what counts as computed that write no rows: settling, marking by hand, completeness.

They need no claim: the commit of whoever holds one looks at the parts as they are then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from ...time_interval.spans import Spans, difference
from .commits import forgotten
from .limits import checked
from .model import GIVEN, NO_FINGERPRINT, NO_INPUTS, Fingerprint, Ledger, Part
from .parts import pieces, rewrite, uniform
from .tables import compact, intern

REDO = "requested"
"""`Fingerprint.redo` of what is to be computed again."""


def settled(ledger: Ledger, spans: Spans) -> Ledger | None:
    """The ledger with everything in ``spans`` non-null: raw time declared given; None if it is so already.

    From then on rows that arrive there move ``changed``, so that late data is noticed.
    """
    open_spans = [(a, b) for a, b in spans if not _all_set(ledger, a, b)]
    if not open_spans:
        return None
    fps, given = intern(ledger.fps, GIVEN)

    def change(part: Part) -> Part:
        return part if part.fp else part._replace(fp=given)

    parts = ledger.parts
    for a, b in open_spans:
        parts = rewrite(parts, a, b, change)
    return checked(ledger, replace(ledger, rev=ledger.rev + 1, parts=parts, fps=fps))


def settling(spans: Spans, ledger: Ledger, _now: int) -> Ledger | None:
    """`settled` as a change of `adjusting`."""
    return settled(ledger, spans)


def _all_set(ledger: Ledger, a: int, b: int) -> bool:
    whole = uniform(ledger.parts, a, b)
    if whole is not None:
        return whole.fp != NO_FINGERPRINT
    return all(part.fp for part in pieces(ledger.parts, a, b))


def marked(ledger: Ledger, spans: Spans, fingerprint: Fingerprint) -> Ledger | None:
    """The ledger with exactly ``spans`` computed; None where that is so already.

    Time that is computed keeps what computed it; other time in ``spans`` gets ``fingerprint``.
    Computed time outside is forgotten, which whoever used it will notice; its rows stay.
    """
    rev = ledger.rev + 1
    fps, fp = intern(ledger.fps, fingerprint)
    given = fps.index(GIVEN) if GIVEN in fps else -1
    parts = ledger.parts

    def mark(part: Part) -> Part:
        return part._replace(fp=fp, inputs=NO_INPUTS) if part.fp in (NO_FINGERPRINT, given) else part

    for part in ledger.parts:
        if part.fp not in (NO_FINGERPRINT, given):
            parts = _forgotten_outside(parts, part, spans, rev)
    for a, b in spans:
        parts = rewrite(parts, a, b, mark)
    if parts == ledger.parts:
        return None
    parts, fps, ins = compact(parts, fps, ledger.ins)
    return checked(ledger, replace(ledger, rev=rev, parts=parts, fps=fps, ins=ins))


def _forgotten_outside(parts: tuple[Part, ...], part: Part, spans: Spans, rev: int) -> tuple[Part, ...]:
    for a, b in difference(((part.a, part.b),), spans):
        parts = forgotten(parts, a, b, rev)
    return parts


def redone(ledger: Ledger, spans: Spans) -> Ledger | None:
    """The ledger with what is computed in ``spans`` to be computed again; None where nothing has to change.

    Rows and readers are not touched. Only a commit takes the mark away, so a redo that fails, or whose
    process dies, is not taken for one that succeeded.
    """
    parts, fps = ledger.parts, ledger.fps
    for index, fp in enumerate(ledger.fps):
        if fp is None or fp == GIVEN or fp.redo:
            continue
        fps, marked = intern(fps, fp._replace(redo=REDO))
        for a, b in spans:
            parts = rewrite(parts, a, b, partial(_swapped, index, marked))
    if parts == ledger.parts:
        return None
    parts, fps, ins = compact(parts, fps, ledger.ins)
    return checked(ledger, replace(ledger, rev=ledger.rev + 1, parts=parts, fps=fps, ins=ins))


def _swapped(old: int, new: int, part: Part) -> Part:
    return part._replace(fp=new) if part.fp == old else part


def completed(ledger: Ledger, upto: int) -> Ledger | None:
    """The ledger of a source that is complete up to ``upto``, ms; None where it already says so."""
    if ledger.complete is not None and ledger.complete >= upto:
        return None
    return replace(ledger, rev=ledger.rev + 1, complete=upto)


def described(about: Callable[[str], str], ledger: Ledger, _now: int) -> Ledger | None:
    """The ledger of a stream whose rows have this in common; None where it says so already."""
    new = about(ledger.about)
    if new == ledger.about and ledger.rev:
        return None
    return replace(ledger, rev=ledger.rev + 1, about=new)
