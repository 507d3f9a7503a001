"""Claims: who alone may change which interval, and until when.

A claim is named by its number. Its holder is the only one who may commit inside its interval and
make its numbers visible; once the claim is gone, its unused numbers are dead for ever.
"""

from __future__ import annotations

from dataclasses import replace

from ...time_interval.spans import Spans, difference, normalise
from .model import Claim, Ledger


def live(ledger: Ledger, now: int) -> tuple[Claim, ...]:
    """The claims that have not expired at store time ``now``, ms."""
    claims = ledger.claims
    return tuple(claim for claim in claims if claim.exp > now) if claims else claims


def blocking(ledger: Ledger, now: int, a: int, b: int) -> Claim | None:
    """A live claim that shares an instant with ``(a, b]``: of several, the one that lasts longest."""
    found = [claim for claim in live(ledger, now) if claim.a < b and a < claim.b]
    return max(found, key=lambda claim: claim.exp) if found else None


def free(ledger: Ledger, now: int, spans: Spans) -> Spans:
    """What of ``spans`` no live claim covers."""
    return difference(spans, normalise((claim.a, claim.b) for claim in live(ledger, now)))


def held(ledger: Ledger, n: int) -> Claim | None:
    """The claim that is now at number ``n``, expired or not; None once it is gone or has moved on."""
    for claim in ledger.claims:
        if claim.n == n:
            return claim
    return None


def claimed(
    ledger: Ledger, now: int, a: int, b: int, who: str, lease: int, chunks: int = 1
) -> tuple[Ledger, Claim]:
    """The ledger with a new claim on ``(a, b]`` and its next ``chunks`` numbers; expired ones dropped.

    The caller has made sure that no live claim overlaps.
    """
    n = ledger.next
    claim = Claim(n, n + chunks - 1, a, b, who, now + lease)
    claims = (*live(ledger, now), claim)
    return replace(ledger, rev=ledger.rev + 1, next=n + chunks, claims=claims), claim


def renewed(ledger: Ledger, claim: Claim, exp: int) -> Ledger:
    """The ledger with this claim lasting until ``exp``."""
    claims = tuple(one._replace(exp=exp) if one.n == claim.n else one for one in ledger.claims)
    return replace(ledger, rev=ledger.rev + 1, claims=claims)


def released(ledger: Ledger, n: int) -> Ledger:
    """The ledger without the claim at ``n``; nothing else changes."""
    return replace(ledger, rev=ledger.rev + 1, claims=without(ledger, n))


def given_back(ledger: Ledger, who: str) -> Ledger | None:
    """The ledger without the claims of this holder; None where it has none."""
    claims = tuple(claim for claim in ledger.claims if claim.who != who)
    return None if claims == ledger.claims else replace(ledger, rev=ledger.rev + 1, claims=claims)


def without(ledger: Ledger, n: int) -> tuple[Claim, ...]:
    """The claims but the one at ``n``."""
    return tuple(claim for claim in ledger.claims if claim.n != n)


def advanced(ledger: Ledger, n: int, upto: int) -> tuple[Claim, ...]:
    """The claims after the one at ``n`` committed up to ``upto``: at its next number, or gone."""
    claims = []
    for claim in ledger.claims:
        if claim.n != n:
            claims.append(claim)
        elif upto < claim.b and n < claim.hi:
            claims.append(claim._replace(n=n + 1, a=upto))
    return tuple(claims)
