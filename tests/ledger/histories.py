"""A stream as a plain dictionary of rows: what every history of commits is compared with."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import strategies as st

from hyperstream.batch import Batch
from hyperstream.stores.keys import stream_key
from hyperstream.stores.ledger.model import LEGACY, Fingerprint, Ledger
from hyperstream.stores.ledger.numbers import difference, holds, union
from hyperstream.stores.ledger.visibility import cuts, dead
from hyperstream.stores.port import Store
from hyperstream.stores.streams import Claimed, ComputeRequest, StreamStore
from hyperstream.time_interval.spans import normalise
from hyperstream.utils.errors import DuplicateInstanceError

KEY = stream_key("memory", "history")
END = 40
"""Times lie in (0, END]."""

spans = st.tuples(st.integers(0, END - 1), st.integers(1, 12)).map(lambda x: (x[0], min(END, x[0] + x[1])))
times = st.lists(st.integers(1, END), min_size=1, max_size=8, unique=True).map(sorted)
values = st.integers(0, 2)

operations = st.one_of(
    st.tuples(st.just("write"), times, values, st.sampled_from(["raise", "ignore", "replace"])),
    st.tuples(st.just("append"), st.integers(1, 3), values),
    st.tuples(st.just("replace"), spans, times, values),
    st.tuples(st.just("purge"), spans),
    st.tuples(st.just("compute"), spans, st.sampled_from("fg"), st.booleans()),
    st.tuples(st.just("mark"), st.lists(spans, max_size=2)),
    st.tuples(st.just("settle"), spans),
    st.tuples(st.sampled_from(["flush", "fold", "clean"])),
)
histories = st.lists(st.tuples(st.integers(0, 1), operations), max_size=12)


class Mirror:
    """The same stream twice: as a dictionary, and in a store that two processes use.

    Args:
        store: The store.
        codec: How its payloads are made.
    """

    def __init__(self, store: Store, codec: Any) -> None:
        self.rows: dict[int, int] = {}
        self.by: dict[int, str] = {}
        self.streams = [StreamStore(store, codec=codec) for _ in range(2)]

    def apply(self, who: int, operation: tuple[Any, ...]) -> None:
        """Do the same to both."""
        name, *arguments = operation
        getattr(self, f"_{name}")(self.streams[who], *arguments)

    # --- operations
    def _write(self, stream: StreamStore, at: list[int], value: int, conflict: str) -> None:
        new = dict.fromkeys(at, value)
        clash = [t for t in at if self.rows.get(t, value) != value]
        if clash and conflict == "raise":
            with pytest.raises(DuplicateInstanceError) as caught:
                stream.write(KEY, batch(new), force=True)
            assert caught.value.timestamp.timestamp() * 1000 == clash[0]
            return
        count = stream.write(KEY, batch(new), on_conflict=conflict, force=True)
        fresh = [t for t in at if t not in self.rows]
        assert count == len(at if clash and conflict == "replace" else fresh)
        for t in fresh if conflict == "ignore" else at:
            self.rows[t] = value

    def _append(self, stream: StreamStore, gap: int, value: int) -> None:
        self._write(stream, [max(self.rows, default=0) + gap], value, "raise")

    def _replace(self, stream: StreamStore, span: tuple[int, int], at: list[int], value: int) -> None:
        a, b = span
        new = {t: value for t in at if a < t <= b}
        assert stream.replace(KEY, a, b, batch(new)) == len(new)
        self._forget(a, b)
        self.rows.update(new)

    def _purge(self, stream: StreamStore, span: tuple[int, int]) -> None:
        stream.purge(KEY, *span)
        self._forget(*span)
        for t in range(span[0] + 1, span[1] + 1):
            self.by.pop(t, None)

    def _compute(self, stream: StreamStore, span: tuple[int, int], tool: str, light: bool) -> None:
        fingerprint = Fingerprint(tool, "1.0.0")
        request = ComputeRequest(fingerprint, {fingerprint, LEGACY}.__contains__, sources={})
        while stream.pending(KEY, *span, request):
            claim = stream.claim(KEY, *span, request, light=light)
            assert isinstance(claim, Claimed)
            given = {t: ord(tool) for t in range(claim.a + 1, claim.b + 1) if t % 3 == 0}
            self._forget(claim.a, claim.b)
            self.rows.update(given)
            self.by.update(dict.fromkeys(range(claim.a + 1, claim.b + 1), tool))
            claim.commit(batch(given))

    def _mark(self, stream: StreamStore, marked: list[tuple[int, int]]) -> None:
        chosen = normalise(marked)
        stream.mark(KEY, chosen)
        inside = {t for a, b in chosen for t in range(a + 1, b + 1)}
        given = {t for t, by in self.by.items() if by == "given"}
        kept = {t: by for t, by in self.by.items() if t in inside or t in given}
        fresh = {t: "legacy" for t in inside if kept.get(t, "given") == "given"}
        self.by = {**kept, **fresh}

    def _settle(self, stream: StreamStore, span: tuple[int, int]) -> None:
        stream.settle(KEY, (span,))
        for t in range(span[0] + 1, span[1] + 1):
            self.by.setdefault(t, "given")

    def _flush(self, stream: StreamStore) -> None:
        stream.flush(KEY)

    def _fold(self, stream: StreamStore) -> None:
        stream.fold(KEY)

    def _clean(self, stream: StreamStore) -> None:
        stream.clean(KEY)

    def _forget(self, a: int, b: int) -> None:
        self.rows = {t: value for t, value in self.rows.items() if not a < t <= b}

    # --- comparing
    def check(self, a: int = 0, b: int = 10 * END) -> None:
        """Rows, computed intervals and the form of the ledger."""
        for stream in self.streams:
            found = {t: value for rows in stream.read(KEY, a, b) for t, value in plain(rows)}
            assert found == {t: value for t, value in sorted(self.rows.items()) if a < t <= b}
            assert list(found) == sorted(found)
            shown = {t: by for t, by in self.by.items() if by != "given"}
            assert stream.computed(KEY) == normalise((t - 1, t) for t in shown)
        ledger = self.streams[0].ledger(KEY)
        check_form(ledger)
        segments = self.streams[0].store.list_segments(ledger.inc)
        assert ledger.stored == sum(holds(ledger.whole, segment.n) for segment in segments)
        for t in range(1, END + 1):
            assert tool_at(ledger, t) == self.by.get(t, "")


def batch(rows: dict[int, int]) -> Batch:
    return Batch(sorted(rows), [rows[t] for t in sorted(rows)])


def plain(rows: Batch) -> list[tuple[int, int]]:
    return list(zip(rows.timestamps.tolist(), rows.values_list(), strict=True))


def tool_at(ledger: Ledger, t: int) -> str:
    for part in ledger.parts:
        if part.a < t <= part.b:
            fp = ledger.fps[part.fp]
            return fp.tool if fp else ""
    return ""


def check_form(ledger: Ledger) -> None:
    """Parts are sorted, disjoint and merged; numbers are exact; the tables hold what is used."""
    for x, y in pairwise(ledger.parts):
        assert x.b <= y.a
        assert x.b < y.a or x[2:] != y[2:]
    for part in ledger.parts:
        assert part.a < part.b
        assert part[2:] != (0, 0, 0, ())
    for (_, hi), (lo, _) in pairwise(ledger.whole):
        assert hi + 1 < lo
    alive = union(ledger.whole, cuts(ledger))
    assert not difference(alive, ((1, ledger.next - 1),))
    assert union(alive, dead(ledger)) == (((1, ledger.next - 1),) if ledger.next > 1 else ())
    assert not ledger.claims
    assert {part.fp for part in ledger.parts} | {0} >= set(range(len(ledger.fps))) or not ledger.parts
