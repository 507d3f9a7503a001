"""What a run asks of a stream, and what it hears when somebody else is at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from ...time_interval.spans import Spans
from ..ledger.model import Fingerprint


@dataclass(frozen=True, slots=True)
class ComputeRequest:
    """What shall be computed, and what is already good enough.

    Attributes:
        fingerprint: What the caller is going to compute with.
        accepts: Whether what another fingerprint computed is good enough (the version policy).
        done: What this very request has committed already; it is never computed again for it,
            else two requests that do not accept each other would never end.
    """

    fingerprint: Fingerprint
    accepts: Callable[[Fingerprint], bool]
    done: Spans = ()


class Busy(NamedTuple):
    """Everything that is left to compute is being computed by somebody else.

    Attributes:
        who: Holder of the claim, ``host:pid:token``.
        until: Store time at which the claim expires unless it is renewed, ms.
    """

    who: str
    until: int
