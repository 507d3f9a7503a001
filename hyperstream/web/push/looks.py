"""What is new in a stream: its newest rows, and what changed among them behind its end.

A look is a value, made from the look before it and the ledger as it is now. Rows that only lengthen
the stream cost the reading of those rows. After any other change the newest rows are read again and
compared, so that rows which arrive late, and corrections, are seen too, as far back as a look reaches.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from ...channels.base_channel import MAX_MS, MIN_MS
from ...channels.stored_channel import StoredChannel
from ...stores.ledger.model import Ledger
from ...stream.stream import Stream
from ..row_formats import json_rows

BEGINNING = MIN_MS - 1
"""A place before every row."""

Kind = Literal["late", "changed", "removed"]


class Late(NamedTuple):
    """Something that happened behind the end of the stream.

    Attributes:
        number: 1 for the first since the watch began, then 2, 3, ...
        ms: Timestamp of the row.
        kind: A row that arrived late, a row with another value, a row that is gone.
        text: The row in JSON; for a row that is gone, as it was.
    """

    number: int
    ms: int
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Look:
    """The newest rows of a stream, as last seen.

    Attributes:
        ledger: The ledger as it was then.
        floor: All rows after this instant (ms) are here; older ones are in the store.
        times: Timestamps of the rows, ms, ascending.
        texts: The rows in JSON.
        late: What happened behind the end, oldest first, the newest of it.
        number: Number of the last such thing.
        watch: Names this watch of this incarnation of the stream.
    """

    ledger: Ledger
    floor: int
    times: list[int]
    texts: list[str]
    late: tuple[Late, ...] = ()
    number: int = 0
    watch: str = field(default_factory=lambda: secrets.token_hex(4))

    @property
    def end(self) -> int:
        """Timestamp of the newest row, or where it would follow."""
        return self.times[-1] if self.times else self.floor


def first_look(stream: Stream, rows: int) -> Look:
    """The newest ``rows`` rows of a stream; blocks."""
    return _window(stream, stream.home.ledger(stream), BEGINNING, rows)


def next_look(stream: Stream, before: Look, ledger: Ledger, rows: int) -> Look:
    """What is to be seen by a newer ledger; blocks. It is another watch where the stream was made anew."""
    if isinstance(stream.home, StoredChannel) and ledger.inc != before.ledger.inc:
        return _window(stream, ledger, BEGINNING, rows)
    if _only_longer(before.ledger, ledger):
        added = _window(stream, ledger, before.end, rows)
        if added.floor > before.end:
            return _continued(before, added)
        return _continued(before, _newest(before, added, rows))
    whole = _window(stream, ledger, BEGINNING, rows)
    return _compared(before, whole, rows)


def _window(stream: Stream, ledger: Ledger, after: int, rows: int) -> Look:
    """The last rows after an instant; its floor is that instant where there are no more."""
    batch = stream.home.read_last(stream, after, MAX_MS, rows)
    floor = after if len(batch) < rows else batch.first_ms - 1
    return Look(ledger, floor, batch.timestamps.tolist() if len(batch) else [], json_rows(batch))


def _newest(before: Look, added: Look, rows: int) -> Look:
    """The rows of both, the last of them."""
    times, texts = before.times + added.times, before.texts + added.texts
    cut = max(0, len(times) - rows)
    floor = times[cut - 1] if cut else before.floor
    return replace(added, floor=floor, times=times[cut:], texts=texts[cut:])


def _continued(before: Look, after: Look) -> Look:
    """The same watch, gone on."""
    return replace(after, late=before.late, number=before.number, watch=before.watch)


def _only_longer(before: Ledger, after: Ledger) -> bool:
    """Whether all that happened is that rows were put behind the last one."""
    known = len(before.tail)
    return (
        before.inc == after.inc
        and before.whole == after.whole
        and before.tail == after.tail[:known]
        and all(chunk.a > before.last for chunk in after.tail[known:])
    )


def _compared(before: Look, whole: Look, rows: int) -> Look:
    """The same watch, with what differs between the two where both reach."""
    floor = max(before.floor, whole.floor)
    old = _between(before, floor, before.end)
    new = _between(whole, floor, before.end)
    number, found = before.number, list(before.late)
    for ms in sorted(old.keys() | new.keys()):
        if old.get(ms) != new.get(ms):
            kind: Kind = "late" if ms not in old else "changed" if ms in new else "removed"
            number += 1
            found.append(Late(number, ms, kind, new.get(ms) or old[ms]))
    return replace(whole, late=tuple(found[-rows:]), number=number, watch=before.watch)


def _between(look: Look, a: int, b: int) -> dict[int, str]:
    return {ms: text for ms, text in zip(look.times, look.texts, strict=True) if a < ms <= b}
