"""Who is let loose on one stream, and how the stream may look at the end.

The letters are those of the design: C computed, W direct write, R replace, P purge, F fold, A append,
X flush, G clean-up, Q reader. Points of time are 1 to 4. A processes's rows carry its own letter, so
that the content tells whose they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .actors import Spec
from .canonical import CURRENT, Canonical
from .explorer import Budget, Outcome, Scenario, perform
from .tiny import TinyKit, TinyRows, rows
from .world import World, computed_by, visible

ONE_SEGMENT: TinyKit = Spec._field_defaults["kit"]
TWO_SEGMENTS = TinyKit(1)
EVERYWHERE = (1, 2, 3, 4)


def computed(
    name: str,
    a: int,
    b: int,
    tool: str = "f",
    *,
    light: bool = False,
    step: int = 0,
    kit: TinyKit = ONE_SEGMENT,
    empty: bool = False,
) -> Spec:
    """C: computes ``(a, b]``; the tool gives its own letter at every point, or nothing."""
    given = TinyRows() if empty else rows(tool, *EVERYWHERE)
    return Spec(name, "computed", a, b, given, tool, light, step, kit)


def written(
    name: str, *times: int, value: str = "", conflict: str = "raise", kit: TinyKit = ONE_SEGMENT
) -> Spec:
    """W or A: rows as given; beyond the last visible row they go into the tail."""
    return Spec(name, "direct", rows=rows(value or name, *times), kit=kit, conflict=conflict)


def replaced(name: str, a: int, b: int, *times: int) -> Spec:
    """R: these points become all that is in ``(a, b]``."""
    return Spec(name, "replace", a, b, rows(name, *times))


def purged(name: str, a: int, b: int) -> Spec:
    """P: empties ``(a, b]``."""
    return Spec(name, "purge", a, b)


def folded(name: str, a: int, b: int) -> Spec:
    """F: copies what lies in ``(a, b]`` into a number of its own."""
    return Spec(name, "fold", a, b)


def flushed(name: str) -> Spec:
    """X: the tail into a segment."""
    return Spec(name, "flush")


def cleaned(name: str = "G") -> Spec:
    """G: deletes what nobody will see again."""
    return Spec(name, "clean")


def reading(name: str = "Q", a: int = 0, b: int = 4) -> Spec:
    """Q: reads ``(a, b]``."""
    return Spec(name, "read", a, b)


def after(*specs: Spec) -> World:
    """The store after these have run one after the other, undisturbed."""
    world = World()
    for spec in specs:
        actor = spec.begin()
        while not actor.ended:
            outcomes: list[Outcome] = [outcome for outcome, _ in perform(spec, actor, world, False)]
            (actor, world, _), *others = outcomes
            assert not others
        world = _from_the_start(world)
    return world


def _from_the_start(world: World) -> World:
    assert world.ledger is not None
    return Canonical(None)(world, {world.ledger.rev: CURRENT})


# --- how it may look at the end ---------------------------------------------------------------
def as_marked(world: World, unhurt: bool) -> str:
    """Every computed point shows what its tool gives, every other one nothing."""
    there = dict(visible(world))
    for t in EVERYWHERE:
        if there.get(t, "") != computed_by(world, t):
            return f"at {t} there is {there.get(t)!r}, marked {computed_by(world, t)!r}"
    return ""


def ends(*allowed: str) -> Callable[[World, bool], str]:
    """Undisturbed, the points 1, 2, ... show one of these texts; a dot stands for nothing."""

    def check(world: World, unhurt: bool) -> str:
        there = dict(visible(world))
        shown = "".join(there.get(t, ".") for t in EVERYWHERE).rstrip(".")
        return f"the end is {shown!r}, not one of {allowed}" if unhurt and shown not in allowed else ""

    return check


NOTHING = World()
QUIET, KILL, EXPIRY, BOTH, LONG = Budget(0, 0), Budget(1, 0), Budget(0, 1), Budget(1, 1), Budget(2, 1)


class Run(NamedTuple):
    """A scenario, and what may go wrong in the ordinary tests and in the long ones."""

    scenario: Scenario
    ordinary: Budget
    long: Budget = LONG

    def budgeted(self, budget: Budget) -> Scenario:
        return self.scenario._replace(budget=budget)


def _run(
    actors: tuple[Spec, ...],
    final: Callable[[World, bool], str] | None,
    ordinary: Budget,
    start: World = NOTHING,
    long: Budget = LONG,
) -> Run:
    return Run(Scenario(actors, start, Budget(), final), ordinary, long)


ONE_NUMBER = after(computed("S", 0, 4))
"""One number holds all four points."""

IN_SEGMENTS = after(computed("S", 0, 4, kit=TWO_SEGMENTS))
"""One number holds all four points, each in a segment of its own."""

NEIGHBOURS = after(computed("S", 0, 3), purged("P", 2, 3), computed("T", 2, 4))
"""Number 1 is visible at 1 and 2 and has a hidden row at 3, where the next computation is visible."""

CUT = after(computed("S", 0, 4), replaced("r", 1, 2, 2))
"""Number 1 is cut: visible at 1, 3 and 4, hidden at 2."""

RUNS: dict[str, Run] = {
    "C C": _run((computed("C", 0, 2), computed("D", 1, 3)), as_marked, Budget(2, 0)),
    "C C G Q": _run((computed("C", 0, 2), computed("D", 1, 3), cleaned(), reading()), as_marked, KILL),
    "C C C": _run((computed("C", 0, 2), computed("D", 1, 3), computed("E", 0, 3)), as_marked, EXPIRY),
    "C C G, two segments each": _run(
        (computed("C", 0, 2, kit=TWO_SEGMENTS), computed("D", 1, 3, kit=TWO_SEGMENTS), cleaned()),
        as_marked,
        KILL,
    ),
    "C C C G on four points": _run(
        (computed("C", 0, 2), computed("D", 1, 3), computed("E", 2, 4), cleaned()), as_marked, QUIET
    ),
    "C by pieces, C, G": _run((computed("C", 0, 3, step=1), computed("D", 1, 3), cleaned()), as_marked, KILL),
    "C by pieces over an old number, R, G, Q": _run(
        (computed("C", 0, 3, "g", step=1), replaced("r", 1, 2, 2), cleaned(), reading()),
        None,
        QUIET,
        ONE_NUMBER,
    ),
    "C W G": _run((computed("C", 0, 3), written("w", 2), cleaned()), ends("fff"), BOTH),
    "W W C Q": _run((written("w", 1, 2), written("v", 2, 3), computed("C", 1, 2), reading()), None, KILL),
    "C with empty result, C, W, G": _run(
        (computed("C", 0, 2, "e", empty=True), computed("D", 1, 3), written("w", 2), cleaned()), None, QUIET
    ),
    "R F G on one number": _run(
        (replaced("r", 1, 2, 2), folded("F", 0, 4), cleaned()), ends("frff"), BOTH, ONE_NUMBER
    ),
    "R G Q on one number": _run(
        (replaced("r", 1, 3, 2), cleaned(), reading()), ends("fr.f"), BOTH, IN_SEGMENTS
    ),
    "C over neighbours that show different numbers": _run(
        (computed("C", 3, 4, "g"), cleaned()), ends("fffg"), BOTH, NEIGHBOURS
    ),
    "A W in segments": _run(
        (written("a", 2), written("w", 1, 2, kit=TWO_SEGMENTS), flushed("X")), ends(".a", "ww"), BOTH
    ),
    "F R Q, the fold narrower than the number": _run(
        (folded("F", 1, 3), replaced("r", 1, 2, 2), reading()), ends("frff"), BOTH, ONE_NUMBER
    ),
    "R of everything, G, Q": _run(
        (replaced("r", 0, 4, 2), cleaned(), reading()), ends(".r"), BOTH, ONE_NUMBER
    ),
    "R R G G on one number": _run(
        (replaced("r", 0, 2, 1, 2), replaced("s", 1, 3, 2), cleaned(), cleaned("H")),
        ends("rs.f", "rr.f"),
        KILL,
        ONE_NUMBER,
    ),
    "R R F G on one number": _run(
        (replaced("r", 0, 2, 1, 2), replaced("s", 1, 3, 2), folded("F", 0, 4), cleaned()),
        ends("rs.f", "rr.f"),
        QUIET,
        ONE_NUMBER,
    ),
    "the reader's second rule": _run(
        (replaced("r", 2, 3, 3), cleaned(), cleaned("H"), reading("Q", 0, 1)), ends("frrf"), EXPIRY, CUT
    ),
    "C by g, C by f, G": _run(
        (computed("C", 0, 2, "g"), computed("D", 0, 2, "f"), cleaned()), as_marked, BOTH
    ),
    "P C F": _run(
        (purged("P", 1, 3), computed("C", 0, 4), folded("F", 0, 4)), ends("ffff", "f..f"), BOTH, CUT
    ),
    "F F G Q": _run((folded("F", 0, 4), folded("E", 0, 4), cleaned(), reading()), ends("frff"), KILL, CUT),
    "F W G Q": _run((folded("F", 0, 4), written("w", 2), cleaned(), reading()), ends("frff"), KILL, CUT),
    "F C G Q": _run(
        (folded("F", 0, 4), computed("C", 0, 3, "g"), cleaned(), reading()), ends("gggf"), QUIET, CUT
    ),
    "A A X G Q": _run(
        (written("a", 1), written("b", 2), flushed("X"), cleaned(), reading()), ends("ab"), KILL
    ),
    "A X W F": _run(
        (written("a", 2), flushed("X"), written("w", 1, 3), folded("F", 0, 4)), ends("waw"), KILL
    ),
    "A X C R": _run(
        (written("a", 2), flushed("X"), computed("C", 0, 3), replaced("r", 1, 2, 2)),
        ends("frf", "fff"),
        QUIET,
    ),
    "A X X P G": _run(
        (written("a", 1, 2), flushed("X"), flushed("Y"), purged("P", 0, 1), cleaned()), ends(".a", "aa"), KILL
    ),
    "computed A A, C X G": _run(
        (
            computed("A", 0, 1, light=True),
            computed("B", 1, 2, light=True),
            computed("C", 0, 3, light=True),
            flushed("X"),
            cleaned(),
        ),
        as_marked,
        QUIET,
    ),
    "C C with replies lost": _run(
        (computed("C", 0, 2), computed("D", 1, 3)), as_marked, Budget(1, 0, 1), long=Budget(1, 1, 2)
    ),
    "light C C with replies lost": _run(
        (computed("C", 0, 2, light=True), computed("D", 1, 3, light=True)),
        as_marked,
        Budget(1, 1, 1),
        long=Budget(2, 1, 2),
    ),
    "A W X with replies lost": _run(
        (written("a", 1, 2), written("w", 2, 3, value="a"), flushed("X")),
        ends("aaa"),
        Budget(1, 1, 1),
        long=Budget(2, 1, 2),
    ),
    "R F G with replies lost": _run(
        (replaced("r", 1, 2, 2), folded("F", 0, 4), cleaned()),
        ends("frff"),
        Budget(0, 1, 1),
        ONE_NUMBER,
        Budget(1, 1, 1),
    ),
}
