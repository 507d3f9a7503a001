"""What a channel over a store tells the run loop: what is computed, by what, and who may compute more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..stores.keys import StreamKey, parse_key
from ..stores.ledger.model import Ledger
from ..stores.port import RunRecord
from ..stores.streams import Busy, Claimed, ComputeRequest, Pending, StreamStore
from ..stream.ports import StreamRef
from ..time_interval.spans import Spans
from ..utils.clock import Clock
from ..utils.time_utils import utcnow
from .base_channel import BaseChannel
from .definitions import Definitions


class LedgerChannel(BaseChannel):
    """A channel whose ledgers live in a store.

    Args:
        channel_id: Short name; part of every stream's key.
        store: Where rows and ledgers are kept.
        clock: What "now" means here.

    Attributes:
        store: See above.
        definitions: Of its streams.
    """

    def __init__(self, channel_id: str, store: StreamStore, *, clock: Clock = utcnow) -> None:
        super().__init__(channel_id, can_calc=True, can_create=True, clock=clock)
        self.store = store
        self.definitions = Definitions(channel_id, store.store)

    def purge(self, stream: StreamRef, a: int | None = None, b: int | None = None) -> None:
        """Remove rows and computed intervals, all or those in ``(a, b]``."""
        self.store.purge(stream.key, a, b)

    def ledger(self, stream: StreamRef) -> Ledger:
        """The stream's ledger as of now (an empty one where there is none yet)."""
        return self.store.ledger(stream.key)

    def ledgers(self, streams: Iterable[StreamRef]) -> dict[StreamKey, Ledger]:
        """The ledgers of many streams in one round trip."""
        return self.store.ledgers([stream.key for stream in streams])

    def computed(self, stream: StreamRef) -> Spans:
        """What a tool has computed or a user has declared computed."""
        return self.store.computed(stream.key)

    def mark(self, stream: StreamRef, spans: Spans) -> None:
        """Declare exactly these spans computed, by hand."""
        self.store.mark(stream.key, spans)
        self.definitions.has_rows(stream.key)

    def settle(self, stream: StreamRef, spans: Spans) -> Ledger:
        """Declare raw time as given, so that later arrivals there are noticed."""
        return self.store.settle(stream.key, spans)

    def settle_many(self, spans: Mapping[StreamRef, Spans]) -> None:
        """`settle` for many streams, in a few round trips."""
        self.store.settle_many({stream.key: some for stream, some in spans.items()})

    def kept_versions(self, stream: StreamRef) -> list[str]:
        """The versions of a stream that are kept side by side, as ``tool@major``, sorted."""
        return sorted(parse_key(key).version for key in self.definitions.kept_versions(stream.stream_id))

    def redo(self, stream: StreamRef, spans: Spans) -> Ledger:
        """Have what is computed there computed again, current or not; rows stay until it is."""
        return self.store.redo(stream.key, spans)

    @property
    def lease_seconds(self) -> float:
        """How long a claim lasts unless it is renewed."""
        return self.store.lease_ms / 1000

    def pending(
        self, stream: StreamRef, a: int, b: int, request: ComputeRequest, ledger: Ledger | None = None
    ) -> tuple[Pending, ...]:
        """What of ``(a, b]`` the request would compute, with reasons; its ledger is read unless given."""
        return self.store.pending(stream.key, a, b, request, request.sources or {}, ledger)

    def claim(self, stream: StreamRef, a: int, b: int, request: ComputeRequest) -> Claimed | Busy | None:
        """The right to compute the first free piece that is needed, who has it, or None: nothing is left."""
        self.definitions.has_rows(stream.key)
        # A light claim saves a commit, but lets two processes compute the same piece; memory has one.
        return self.store.claim(stream.key, a, b, request, light=not self.persistent)

    def find_ledgers(self, keys: Iterable[StreamKey]) -> dict[StreamKey, Ledger]:
        """The ledgers that lie in this channel's store under these keys."""
        return self.store.store.read_ledgers(list(keys)).ledgers

    def record_runs(self, runs: Sequence[RunRecord]) -> None:
        """Keep records of attempts that were not committed."""
        self.store.store.add_runs(runs)

    def runs(self, keys: Iterable[StreamKey], a: int | None = None, b: int | None = None) -> list[RunRecord]:
        """Records of the attempts to compute these streams in ``(a, b]``, oldest first for each."""
        return [record for key in keys for record in self.store.store.read_runs(key, a, b)]

    def failures(self, keys: Iterable[StreamKey]) -> list[RunRecord]:
        """Records of all attempts to compute these streams that failed, in a few round trips."""
        return self.store.store.failed_runs(list(keys))
