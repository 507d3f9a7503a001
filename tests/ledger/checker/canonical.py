"""States by what matters, so that those that can only go on alike are one.

- Revisions are kept as "unchanged since it was read", which is what a swap sees.
- What a machine holds but will not look at again is left out: the ledger beside a swap that has
  lost already, holder and expiry of other processes' claims (the store keeps those).
- Parts that differ in nothing but a left out field are merged, for merging is what equality means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hyperstream.stores.ledger.appending import Appending, Open, OpenAppending
from hyperstream.stores.ledger.commits import Finding
from hyperstream.stores.ledger.committing import Committing, Confirming
from hyperstream.stores.ledger.machine import Compute, Job
from hyperstream.stores.ledger.model import Claim, Input, Ledger, Part, Segment
from hyperstream.stores.ledger.parts import merged
from hyperstream.stores.ledger.scanning import Found
from hyperstream.stores.ledger.writer import Computing
from hyperstream.stores.port import Append, Publish

from .tiny import TinyRows

FIRST, OLD, CURRENT = 1, 5, 10
STUB = Ledger(b"i")

_LEAVES = frozenset(
    {int, str, bytes, bool, type(None), Job, Segment, TinyRows, Finding, Found, Claim, Compute}
)


class Canonical:
    """Renames revisions and leaves out what does not matter.

    Args:
        who: The actor whose state it is; None for the store.
        keep_changed: Whether ``changed`` matters (staleness looks at it).
    """

    def __init__(self, who: str | None, keep_changed: bool = False) -> None:
        self._who = who
        self._keep_changed = keep_changed

    def __call__(self, value: Any, revs: Mapping[int, int]) -> Any:
        """The same state with its revisions renamed."""
        kind = type(value)
        if kind in _LEAVES:
            return value
        if kind is Ledger:
            return self._ledger(value, revs)
        if kind is Publish or kind is Append:
            return self._change(value, revs)
        if kind is Input:
            return value._replace(rev=revs.get(value.rev, value.rev))
        if isinstance(value, tuple):
            fields = [self(field, revs) for field in value]
            return _slim(tuple(fields) if kind is tuple else kind(*fields))
        return value

    def _change(self, change: Publish | Append, revs: Mapping[int, int]) -> Publish | Append:
        rev = revs.get(change.rev, change.rev)
        if rev == OLD:
            return change._replace(rev=rev, ledger=STUB, **_no_base(change))
        return change._replace(rev=rev, ledger=self._ledger(change.ledger, revs), **_no_base(change))

    def _ledger(self, ledger: Ledger, revs: Mapping[int, int]) -> Ledger:
        rev = revs.get(ledger.rev, ledger.rev)
        claims = ledger.claims
        if self._who is not None:
            claims = () if rev == OLD else tuple(self._anonymous(claim) for claim in claims)
        return replace(
            ledger,
            rev=rev,
            next=ledger.next if rev != OLD or self._who is None else 0,
            parts=merged(self._part(part, revs) for part in ledger.parts),
            claims=claims,
            ins=tuple(self(inputs, revs) for inputs in ledger.ins),
        )

    def _anonymous(self, claim: Claim) -> Claim:
        return claim if claim.who == self._who else claim._replace(who="?", exp=1)

    def _part(self, part: Part, revs: Mapping[int, int]) -> Part:
        return part._replace(changed=revs.get(part.changed, part.changed) if self._keep_changed else 0)


def _no_base(change: Publish | Append) -> dict[str, Any]:
    return {"base": None} if isinstance(change, Publish) else {}


def _slim(state: Any) -> Any:
    """A machine's state without ledgers that it will not look into again."""
    if type(state) not in _HEAVY:
        return state
    if isinstance(state, Committing) and state.job.chunks == 1:
        return state._replace(base=STUB)
    if isinstance(state, Appending | OpenAppending | Open):
        return state._replace(ledger=STUB)
    if isinstance(state, Confirming):
        return Confirming(state.committing._replace(base=STUB))
    return state


_HEAVY = frozenset({Committing, Appending, OpenAppending, Open, Confirming})


def without_ledger(computing: Any) -> Any:
    """Where a request goes on from after a piece; what the ledger is then is said by the commit."""
    assert isinstance(computing, Computing | Open)
    return computing._replace(ledger=STUB)
