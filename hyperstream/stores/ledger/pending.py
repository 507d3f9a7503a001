"""What a request would compute of a stream, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ...time_interval.spans import Spans, clip, difference, normalise
from ..keys import StreamKey
from .model import GIVEN, Fingerprint, Inputs, Ledger
from .parts import pieces, uniform
from .staleness import stale_spans


@dataclass(frozen=True, slots=True)
class ComputeRequest:
    """What shall be computed, and what is already good enough.

    Attributes:
        fingerprint: What the caller is going to compute with.
        accepts: Whether what a fingerprint computed is good enough (the version policy); asked
            about the caller's own, too.
        done: What this very request has committed already; it is never computed again for it,
            else two requests that do not accept each other would never end.
        sources: Ledgers of the sources by key; what is stale by them is computed again. None: not
            known; then a claim takes the caller's word that all of its interval is needed, even
            where somebody has computed it a moment ago.
        force: Compute everything that is not done, current or not.
    """

    fingerprint: Fingerprint
    accepts: Callable[[Fingerprint], bool]
    done: Spans = ()
    sources: Mapping[StreamKey, Ledger] | None = None
    force: bool = False


class Pending(NamedTuple):
    """Time to compute, ``(a, b]`` in ms, because it is ``reason``.

    Reasons: ``missing``, ``version``, ``parameters``, ``late``, ``upstream``, ``requested`` (forced now, or
    forced before without success). A plan says ``failed`` where the last attempt failed.
    """

    a: int
    b: int
    reason: str


def pending(
    ledger: Ledger, a: int, b: int, request: ComputeRequest, sources: Mapping[StreamKey, Ledger] | None = None
) -> tuple[Pending, ...]:
    """What of ``(a, b]`` the request would compute by these ledgers, ascending.

    Args:
        ledger: Of the stream to be computed.
        a: Start in ms, left out.
        b: End in ms, in.
        request: What is wanted.
        sources: Ledgers of the sources; those of the request unless given. A source that is not
            among them makes nothing stale.
    """
    if request.force:
        return _joined([Pending(a, b, "requested")] if a < b else [], request.done)
    if sources is None:
        sources = request.sources or {}
    whole = uniform(ledger.parts, a, b)
    if whole is not None and _current(ledger, whole.fp, whole.inputs, request, sources):
        return ()
    found: list[Pending] = []
    verdicts: dict[int, str] = {}
    for part in pieces(ledger.parts, a, b):
        reason = verdicts.get(part.fp)
        if reason is None:
            reason = verdicts[part.fp] = _verdict(ledger.fps[part.fp], request)
        if reason:
            found.append(Pending(part.a, part.b, reason))
        elif part.inputs:
            late, upstream = stale_spans(part, ledger.ins[part.inputs], sources)
            found += [Pending(x, y, "late") for x, y in late]
            found += [Pending(x, y, "upstream") for x, y in upstream]
    return _joined(found, request.done)


def wanted(ledger: Ledger, a: int, b: int, request: ComputeRequest) -> Spans:
    """What a claim may take: the time of `pending`; all of it where the sources are not known."""
    if request.sources is None:
        return difference(((a, b),), request.done) if a < b else ()
    return normalise((item.a, item.b) for item in pending(ledger, a, b, request))


def _current(
    ledger: Ledger, fp: int, inputs: int, request: ComputeRequest, sources: Mapping[StreamKey, Ledger]
) -> bool:
    """The cheap case: acceptable, and no source has changed at all since it was read."""
    found = ledger.fps[fp]
    if found is None or found == GIVEN or not request.accepts(found):
        return False
    return not inputs or unchanged(ledger.ins[inputs], sources)


def stands(
    ledger: Ledger, a: int, b: int, fingerprint: Fingerprint, sources: Mapping[StreamKey, Ledger]
) -> bool:
    """Whether all of ``(a, b]`` is certainly current: one part, by the very same, from what is there.

    It asks for no policy, so it costs next to nothing; where it says no, `pending` knows more.
    """
    whole = uniform(ledger.parts, a, b)
    if whole is None or ledger.fps[whole.fp] != fingerprint:
        return False
    return not whole.inputs or unchanged(ledger.ins[whole.inputs], sources)


def unchanged(inputs: Inputs, sources: Mapping[StreamKey, Ledger]) -> bool:
    """Whether every source that is at hand stands at the very revision at which it was read."""
    for record in inputs:
        source = sources.get(record.key)
        if source is not None and (source.rev != record.rev or source.inc != record.inc):
            return False
    return True


def _verdict(found: Fingerprint | None, request: ComputeRequest) -> str:
    """Why what this fingerprint computed is not good enough; empty where it is."""
    if found is None or found == GIVEN:
        return "missing"
    if found.redo:
        return "requested"
    if request.accepts(found):
        return ""
    wanted = request.fingerprint
    if found.tool == wanted.tool and not request.accepts(wanted._replace(version=found.version)):
        return "version"
    return "parameters"


def _joined(found: Iterable[Pending], done: Spans) -> tuple[Pending, ...]:
    """Neighbours of one reason as one, without what is done."""
    out: list[Pending] = []
    for item in sorted(found):
        if out and out[-1].reason == item.reason and out[-1].b == item.a:
            out[-1] = out[-1]._replace(b=item.b)
        else:
            out.append(item)
    if not done:
        return tuple(out)
    return tuple(
        Pending(x, y, item.reason)
        for item in out
        for x, y in difference(((item.a, item.b),), clip(done, item.a, item.b))
    )
