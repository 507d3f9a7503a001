"""What a stream needs from outside, as small protocols: a home to live in, a producer to compute it.

A `Stream` knows neither a channel class nor a factor class. A channel is a `Home`; a factor is a
`Producer`. The run loop, too, talks to source and sink streams through their `Home` only, so a
stream may live in memory, in a database or in a folder of files.

All times are UTC milliseconds, all spans ``(a, b]``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from ..batch.batch import Batch
    from ..stores.keys import StreamKey
    from ..stores.ledger.model import Ledger
    from ..stores.port import RunRecord
    from ..stores.streams import Busy, Claimed, ComputeRequest, Pending
    from ..time_interval import TimeInterval
    from ..time_interval.spans import Spans
    from .stream import Stream
    from .stream_id import StreamId

OnConflict = Literal["raise", "ignore", "replace"]
"""What a direct write does at a timestamp that already has another value."""


class StreamRef(Protocol):
    """What a home must know of a stream to find it: its id and its store key."""

    @property
    def stream_id(self) -> StreamId:
        """Name and meta data."""

    @property
    def key(self) -> StreamKey:
        """Channel, name, meta data and kept version as one text."""


class SeriesStore(Protocol):
    """The time-series store as tools see it: series of rows by reference and symbol."""

    def series_stream(self, reference: str, symbol: str) -> Stream:
        """The stream that holds a series: rows of cells, none where there is no such series."""

    def replace_rows(self, reference: str, symbol: str, a: int, b: int, rows: Batch) -> int:
        """Make these rows all that a series has in ``(a, b]`` (ms); says how many they are."""


class Home(Protocol):
    """Where streams live: what a channel gives to its streams and to the run loop.

    Reading works for every home. Homes that cannot be written raise `ReadOnlyChannelError` in
    `write`, `mark`, `purge`, `claim`; for them `ledger` is made up from what they hold (its
    incarnation changes when the content does).
    """

    channel_id: str
    series_store: SeriesStore | None

    @property
    def up_to_ms(self) -> int:
        """Nothing after this instant is available here (``up_to_timestamp``)."""

    def now(self) -> int:
        """The clock by which "future" is judged."""

    # rows
    def read(self, stream: StreamRef, a: int, b: int) -> Iterator[Batch]:
        """Rows in ``(a, b]``, one committed version, ascending, in batches of bounded size."""

    def read_first(self, stream: StreamRef, a: int, b: int, n: int) -> Batch:
        """The first ``n`` rows in ``(a, b]``, ascending, without reading what lies behind them."""

    def read_last(self, stream: StreamRef, a: int, b: int, n: int) -> Batch:
        """The last ``n`` rows in ``(a, b]``, ascending, without walking what lies before them."""

    def write(
        self,
        stream: StreamRef,
        batch: Batch,
        *,
        on_conflict: OnConflict = "raise",
        covers: tuple[int, int] | int | None = None,
        force: bool = False,
    ) -> int:
        """Store rows as given; says how many were new. See `Stream.write`."""

    def write_many(self, batches: Mapping[StreamRef, Batch]) -> int:
        """`write` for many streams in one round trip in the normal case; says how many rows were new."""

    def purge(self, stream: StreamRef, a: int | None = None, b: int | None = None) -> None:
        """Remove rows and computed intervals, all or those in ``(a, b]``."""

    # the ledger
    def ledger(self, stream: StreamRef) -> Ledger:
        """The stream's ledger as of now (an empty one where there is none yet)."""

    def ledgers(self, streams: Iterable[StreamRef]) -> dict[StreamKey, Ledger]:
        """The ledgers of many streams in one round trip."""

    def computed(self, stream: StreamRef) -> Spans:
        """What a tool has computed or a user has declared computed (``calculated_intervals``)."""

    def mark(self, stream: StreamRef, spans: Spans) -> None:
        """Declare exactly these spans computed, by hand."""

    # computing, for the run loop
    @property
    def persistent(self) -> bool:
        """Whether the streams outlive the process."""

    @property
    def lease_seconds(self) -> float:
        """How long a claim lasts unless it is renewed."""

    def pending(
        self, stream: StreamRef, a: int, b: int, request: ComputeRequest, ledger: Ledger | None = None
    ) -> tuple[Pending, ...]:
        """What of ``(a, b]`` the request would compute, with reasons; its ledger is read unless given."""

    def claim(self, stream: StreamRef, a: int, b: int, request: ComputeRequest) -> Claimed | Busy | None:
        """The right to compute the first free piece that is needed, who has it, or None: nothing is left."""

    def find_ledgers(self, keys: Iterable[StreamKey]) -> dict[StreamKey, Ledger]:
        """The ledgers that lie in this home's store under these keys; others are left out."""

    def record_runs(self, runs: Sequence[RunRecord]) -> None:
        """Keep records of attempts that were not committed."""

    def settle(self, stream: StreamRef, spans: Spans) -> Ledger:
        """Declare raw time as given, so that later arrivals there are noticed."""

    def settle_many(self, spans: Mapping[StreamRef, Spans]) -> None:
        """`settle` for many streams, in a few round trips."""

    def kept_versions(self, stream: StreamRef) -> list[str]:
        """The versions of a stream that are kept side by side, as ``tool@major``, sorted."""

    def redo(self, stream: StreamRef, spans: Spans) -> Ledger:
        """Have what is computed there computed again, current or not; rows stay until it is."""

    def runs(self, keys: Iterable[StreamKey], a: int | None = None, b: int | None = None) -> list[RunRecord]:
        """Records of the attempts to compute these streams in ``(a, b]``, oldest first for each."""

    def failures(self, keys: Iterable[StreamKey]) -> list[RunRecord]:
        """Records of all attempts to compute these streams that failed, in a few round trips."""


class Producer(Protocol):
    """What computes a stream; a factor is one."""

    def compute(self, interval: TimeInterval) -> Any:
        """Bring the stream up to date over the interval. Idempotent: what is current costs nothing."""

    def refresh(self, interval: TimeInterval) -> Any:
        """Compute again what of the interval is there but not current; compute nothing that is missing."""


Recorder = Callable[[Any, int, int, bool], object]
"""``recorder(stream, a_ms, b_ms, force)``, called once per iteration of a view, before it reads."""
