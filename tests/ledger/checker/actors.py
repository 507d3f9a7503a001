"""Who takes part: a machine, the request it serves, and what the checker notes about it."""

from __future__ import annotations

from typing import Any, NamedTuple

from hyperstream.stores.keys import StreamKey
from hyperstream.stores.ledger import cleaner, reader, writer
from hyperstream.stores.ledger.commits import Kind, Result
from hyperstream.stores.ledger.machine import Compute, Done, Job, Wait, Work, packed
from hyperstream.stores.ledger.model import Fingerprint, Ledger
from hyperstream.stores.ledger.pending import ComputeRequest, wanted
from hyperstream.stores.ledger.scanning import visible
from hyperstream.time_interval.spans import Spans, covers, union

from .canonical import without_ledger
from .tiny import TinyKit, TinyRows
from .world import LEASE

KEY = StreamKey("stream")


class Actor(NamedTuple):
    """One process.

    Attributes:
        state: Its machine, None once it has ended.
        request: What it asks next; after the end, `Done`.
        done: What its request has committed itself.
        noted: What a reader must give (the rows visible when it read its ledger).
    """

    state: Any
    request: Any
    done: Spans = ()
    noted: tuple[tuple[int, str], ...] = ()

    @property
    def ended(self) -> bool:
        return isinstance(self.request, Done) or self.request is None


DEAD = Actor(None, None)


class Wants(NamedTuple):
    """What a computed request wants of a ledger: accepts its own fingerprint and nothing else."""

    a: int
    b: int
    fp: Fingerprint
    done: Spans

    def __call__(self, ledger: Ledger) -> Spans:
        fp = self.fp
        return wanted(ledger, self.a, self.b, ComputeRequest(fp, lambda found: found == fp, self.done, {}))


class Spec(NamedTuple):
    """What an actor is there for; the letters are those of the design.

    Attributes:
        name: Unique among the actors of a run.
        kind: Which writer, or ``read``, ``clean``.
        a: Start.
        b: End.
        rows: What is written; for a computation all that it would give anywhere.
        tool: Name of the fingerprint.
        light: Computes without a claim where it may.
        step: Length of the pieces committed one by one under one claim; 0: all at once.
        kit: How rows become segments.
        conflict: Of a direct write.
    """

    name: str
    kind: str
    a: int = 0
    b: int = 0
    rows: TinyRows = TinyRows()
    tool: str = ""
    light: bool = False
    step: int = 0
    kit: TinyKit = TinyKit()
    conflict: str = "raise"

    def begin(self, done: Spans = ()) -> Actor:
        """The actor at its first step."""
        if self.kind == "read":
            state, request = reader.begin(KEY, self.a, self.b)
        elif self.kind == "clean":
            state, request = cleaner.begin(KEY, self.kit)
        else:
            state, request = writer.begin(self.job(done))
        return Actor(state, request, done)

    def job(self, done: Spans) -> Job:
        who, kind = self.name, Kind(self.kind)
        if kind is Kind.COMPUTED:
            wants = Wants(self.a, self.b, Fingerprint(self.tool), done)
            chunks = -(-(self.b - self.a) // self.step) if self.step else 1
            return Job(KEY, kind, who, LEASE, b"i", self.kit, self.a, self.b, wants, self.light, chunks)
        a, b = (self.rows.first_ms - 1, self.rows.last_ms) if kind is Kind.DIRECT else (self.a, self.b)
        return Job(
            KEY,
            kind,
            who,
            LEASE,
            b"i",
            self.kit,
            a,
            b,
            rows=self.rows,
            packed=packed(self.rows, self.kit),
            conflict=self.conflict,
        )

    def computes(self, request: Compute) -> Work:
        """What the tool gives for a claimed interval, or for its first piece."""
        upto = min(request.a + self.step, request.b) if self.step else request.b
        given = self.rows.between(request.a, upto)
        return Work(given, packed(given, self.kit), Result(Fingerprint(self.tool)), None, upto)

    def answer(self, state: Any) -> tuple[tuple[int, str], ...]:
        """The rows that a reader gives at its end."""
        ledger, page = state
        if ledger is None:
            return ()
        return self.kit.join([visible(ledger, page.segments, self.a, self.b, self.kit).rows(self.kit)]).items


class Piece(NamedTuple):
    """A machine that commits a piece; ``computing`` is where the request goes on from."""

    computing: Any
    span: tuple[int, int]
    state: Any


def inner(actor: Actor) -> Any:
    """The machine's own state."""
    return actor.state.state if isinstance(actor.state, Piece) else actor.state


def hear(spec: Spec, actor: Actor, reply: Any) -> Actor:
    """The actor after a reply, up to its next request to the store."""
    state, request = writer.step(inner(actor), reply)
    if isinstance(actor.state, Piece):
        state = actor.state._replace(state=state)
    actor = actor._replace(state=state, request=request)
    while True:
        if isinstance(request, Compute):
            actor = _compute(spec, actor, request)
        elif isinstance(request, Wait):
            state, request = writer.step(actor.state, None)
            actor = actor._replace(state=state, request=request)
        elif isinstance(request, Done) and isinstance(actor.state, Piece):
            actor = _go_on(spec, actor, actor.state, request)
        else:
            return actor
        request = actor.request


def _compute(spec: Spec, actor: Actor, request: Compute) -> Actor:
    computing = actor.state
    work = spec.computes(request)
    state, following = writer.step(computing, work)
    span = (request.a, work.upto if work.upto is not None else request.b)
    return actor._replace(state=Piece(without_ledger(computing), span, state), request=following)


def _go_on(spec: Spec, actor: Actor, piece: Piece, done: Done) -> Actor:
    """After a piece: the next one, the rest of the request, or the end."""
    if done.fenced:
        return spec.begin(actor.done)
    committed = union(actor.done, (piece.span,))
    rest = writer.following(piece.computing, done.ledger, piece.span[1])
    if rest is not None:
        claim = rest.claim if isinstance(rest, writer.Computing) else None
        request = Compute(claim.a, claim.b, claim.n) if claim else Compute(rest.a, rest.b, 0)
        return actor._replace(state=rest, request=request, done=committed)
    if covers(committed, (spec.a, spec.b)):
        return actor._replace(state=None, request=done)
    return spec.begin(committed)
