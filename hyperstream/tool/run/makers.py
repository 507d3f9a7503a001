"""What computes the memory streams that lasting results rest on, and whether that is still the same.

A result that lasts names what lies behind its memory sources instead of them: after a restart they are gone.
So that another tool, another version or other parameters there are noticed all the same, it names what
computed them, too, as if that were one more source: it has moved once something else computes the stream.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeGuard

from ...stores.keys import Maker, StreamKey, maker_of
from ...stores.ledger.model import Fingerprint, Ledger
from ...stream import Stream
from ...stream.ports import Producer
from .job import Job
from .made import KEPT, rest_of
from .policy import VersionPolicy, kept_part

CHANGED = Ledger(b"another tool", rev=2, fps=(None, Fingerprint("another")))
"""The ledger of what computed a memory stream that something else computes now."""


class JobProducer(Producer, Protocol):
    """A producer that can say what it does. Equal ones are one task."""

    def job(self) -> Job:
        """Its work: tool, sources and sinks."""


def gives_jobs(producer: Producer | None) -> TypeGuard[JobProducer]:
    """Whether a producer says what it does."""
    return hasattr(producer, "job")


def policy_of(producer: Producer | None, otherwise: VersionPolicy) -> VersionPolicy:
    """Which change of version recomputes what a producer computes: its own, else that of the request."""
    return VersionPolicy.parse(getattr(producer, "policy", None) or otherwise)


def maker_ledgers(
    named: Iterable[StreamKey], reads: Iterable[Stream], policy: VersionPolicy
) -> dict[StreamKey, Ledger]:
    """The ledgers that stand for what computed memory streams, of those keys among ``named`` that say so.

    A stream whose producer is not known now is left out: it makes nothing stale by being gone.

    Args:
        named: Keys that results name.
        reads: What those results are computed from; what lies behind streams in memory is found from there.
        policy: Which change of version counts where a producer has no policy of its own.
    """
    makers = {key: maker for key in named if (maker := maker_of(key)) is not None}
    if not makers:
        return {}
    producers = _in_memory(reads)
    return {
        key: KEPT if _still(maker, producers[maker.stream], policy) else CHANGED
        for key, maker in makers.items()
        if maker.stream in producers
    }


def _in_memory(reads: Iterable[Stream]) -> dict[StreamKey, JobProducer]:
    """What computes the streams in memory among these, and those in memory that they rest on."""
    found: dict[StreamKey, JobProducer] = {}
    waiting = list(reads)
    while waiting:
        stream = waiting.pop()
        if not stream.home.persistent and stream.key not in found and gives_jobs(stream.producer):
            found[stream.key] = stream.producer
            waiting += stream.producer.job().reads
    return found


def _still(maker: Maker, producer: JobProducer, otherwise: VersionPolicy) -> bool:
    wanted, policy = producer.job().fingerprint, policy_of(producer, otherwise)
    same = (maker.tool, maker.rest) == (wanted.tool, rest_of(wanted))
    return same and kept_part(maker.version, policy) == kept_part(wanted.version, policy)
