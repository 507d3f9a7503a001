"""Copying a store to another of any kind: exactly, verified, and to be continued after an interruption.

Ledgers are copied as they are, with incarnation and revision, so that what was current stays
current; segments byte by byte. A stream becomes visible at once, when all of it is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from ..stores.keys import StreamKey, describe_key
from ..stores.ledger import numbers
from ..stores.ledger.model import Ledger, Segment
from ..stores.ledger.packing import pack_map
from ..stores.ledger.visibility import cuts
from ..stores.port import Publish, Store
from ..utils.errors import StoreError

SEGMENTS_AT_ONCE = 64
DOCUMENTS_AT_ONCE = 500
_TRIES = 5

Progress = Callable[[StreamKey, bool], object]
"""Told of each stream when it is done, and whether it was copied now (else it was there already)."""


@dataclass
class Copied:
    """What was copied.

    Attributes:
        streams: Streams copied now.
        skipped: Streams that were there already, equal.
        segments: Segments written.
        documents: Definition documents written.
    """

    streams: int = 0
    skipped: int = 0
    segments: int = 0
    documents: int = 0


def copy(source: Store, target: Store, progress: Progress = lambda _key, _now: None) -> Copied:
    """Copy streams, run records and definitions.

    Args:
        source: Where from; it may be written meanwhile, each stream is copied as of one moment.
        target: Where to. What is there of another origin is left alone.
        progress: Told of each stream.

    Raises:
        StoreError: A stream of that key and another origin is there, or a copy differs from its source.
        StoreUnavailableError: One of the two does not answer; calling it again continues.
    """
    copied = Copied()
    for key in list(source.keys()):
        now = _copy_stream(source, target, key, copied)
        copied.streams += now
        copied.skipped += not now
        progress(key, now)
    for kind in source.kinds():
        documents = source.get_documents(kind)
        while some := list(islice(documents, DOCUMENTS_AT_ONCE)):
            target.put_documents(kind, some)
            copied.documents += len(some)
    return copied


def content_hash(store: Store, ledger: Ledger) -> str:
    """SHA-256 over all that a ledger shows: its map, its tail, and every visible segment."""
    digest = hashlib.sha256(pack_map(ledger))
    digest.update(repr((ledger.next, ledger.last, ledger.span, ledger.tail)).encode())
    for segment in sorted(_visible(store, ledger), key=lambda segment: segment[:3]):
        digest.update(repr(segment[:4]).encode())
        digest.update(segment.payload)
    return digest.hexdigest()


def _copy_stream(source: Store, target: Store, key: StreamKey, copied: Copied) -> bool:
    """Whether anything had to be written."""
    for _ in range(_TRIES):
        ledger = source.read_ledgers([key]).ledgers.get(key)
        there = target.read_ledgers([key]).ledgers.get(key)
        if ledger is None or _is_there(key, ledger, there):
            return False
        plain = replace(ledger, claims=())
        copied.segments += _copy_segments(source, target, plain)
        expected = content_hash(source, plain)
        if not _same_epoch(source, key, ledger):
            continue  # a clean-up came in between: some of these rows may be gone
        _verify(key, expected, content_hash(target, plain))
        _copy_runs(source, target, key)
        if target.change([Publish(key, 0 if there is None else there.rev, plain)]) == [True]:
            return True
    msg = f"{describe_key(key)} changes so fast that it cannot be copied. Stop its writers, and copy again."
    raise StoreError(msg, key=key)


def _is_there(key: StreamKey, ledger: Ledger, there: Ledger | None) -> bool:
    if there is None:
        return False
    if there.inc != ledger.inc or there.rev > ledger.rev:
        msg = (
            f"{describe_key(key)} is in the target already, with other contents. Nothing of it was copied; "
            "purge and drop it there, or copy to an empty store."
        )
        raise StoreError(msg, key=key)
    return there.rev == ledger.rev


def _copy_segments(source: Store, target: Store, ledger: Ledger) -> int:
    known = {segment[:4] for segment in target.list_segments(ledger.inc)}
    missing = (segment for segment in _visible(source, ledger) if segment[:4] not in known)
    count = 0
    while some := list(islice(missing, SEGMENTS_AT_ONCE)):
        target.insert_segments(ledger.inc, some)
        count += len(some)
    return count


def _visible(store: Store, ledger: Ledger) -> Iterator[Segment]:
    alive = numbers.union(ledger.whole, cuts(ledger))
    everything: Any = store.read_segments(ledger.inc, -(2**62), 2**62, 2**62)
    return (segment for segment in everything if numbers.holds(alive, segment.n))


def _same_epoch(source: Store, key: StreamKey, ledger: Ledger) -> bool:
    now = source.read_ledgers([key]).ledgers.get(key)
    return now is not None and (now.inc, now.gc) == (ledger.inc, ledger.gc)


def _verify(key: StreamKey, expected: str, found: str) -> None:
    if found != expected:
        msg = (
            f"The copy of {describe_key(key)} differs from its source ({found[:12]} instead of "
            f"{expected[:12]}); it was not made visible. Check both stores: hyperstream db check"
        )
        raise StoreError(msg, key=key, expected=expected, found=found)


def _copy_runs(source: Store, target: Store, key: StreamKey) -> None:
    known = set(target.read_runs(key))
    target.add_runs([run for run in source.read_runs(key) if run not in known])
