"""What a stream store says when it does not do what was asked."""

from __future__ import annotations

from ...utils.errors import (
    ArgumentValueError,
    DerivedStreamError,
    DuplicateInstanceError,
    HyperStreamError,
    LeaseLostError,
)
from ...utils.time_utils import from_ms
from ..keys import StreamKey, describe_key
from ..ledger.model import Ledger
from ..ledger.rows import Clash
from ..ledger.tables import computed_by_tool

CONFLICTS = ("raise", "ignore", "replace")


def interval(a: int, b: int) -> str:
    """The interval for people."""
    return f"({from_ms(a):%Y-%m-%d %H:%M:%S}, {from_ms(b):%Y-%m-%d %H:%M:%S}]"


def check_conflict_word(word: str) -> None:
    """Refuse what is no answer to a conflict."""
    if word not in CONFLICTS:
        msg = f"on_conflict={word!r} is none of {', '.join(map(repr, CONFLICTS))}."
        raise ArgumentValueError(msg, on_conflict=word)


def derived(key: StreamKey, ledger: Ledger) -> HyperStreamError | None:
    """Why a stream with this ledger does not take rows by hand; None where it does."""
    if not computed_by_tool(ledger):
        return None
    tools = sorted({fp.tool for fp in ledger.fps if fp is not None})
    msg = (
        f"{describe_key(key)} is computed by {', '.join(tools)}; what is written into it by hand is "
        "replaced at the next computation. Nothing was written. Write to a stream of its own, or use "
        "force=True."
    )
    return DerivedStreamError(msg, key=key, tools=tools)


def duplicate(key: StreamKey, clash: Clash) -> DuplicateInstanceError:
    """Another value is there."""
    when = from_ms(clash.t)
    msg = (
        f"{describe_key(key)} already has a different value at {when:%Y-%m-%d %H:%M:%S.%f} "
        f"({clash.old!r}; new: {clash.new!r}). Nothing of this batch was written. To correct it: "
        "write(..., on_conflict='replace'); to keep the old value: 'ignore'."
    )
    return DuplicateInstanceError(msg, key=key, timestamp=when, old=clash.old, new=clash.new)


def outside(key: StreamKey, what: object, a: int, end: int, b: int) -> ArgumentValueError:
    """A commit that does not fit its claim."""
    msg = (
        f"{describe_key(key)}: {what!r} cannot be committed up to {from_ms(end)} under a claim on "
        f"{interval(a, b)}: rows must be in order and inside it. Nothing was written."
    )
    return ArgumentValueError(msg, key=key, batch=what)


def lost(key: StreamKey, a: int, b: int, n: int, lease_ms: int) -> LeaseLostError:
    """A claim that has ended."""
    msg = (
        f"{describe_key(key)} {interval(a, b)}: the claim of this worker has ended, because somebody else "
        "took the interval or it was given back. Nothing of this attempt was written. No action needed; "
        f"if it repeats, raise lease_seconds (now {lease_ms / 1000:g}) above the task's run time."
    )
    return LeaseLostError(msg, key=key, a=a, b=b, n=n)
