"""What a diagram shows, as plain values: cards for nodes, pills for factors, frames for plates, arrows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .states import State


@dataclass(frozen=True, slots=True)
class Frame:
    """A box around what is done for each value of a plate.

    Attributes:
        key: Names it within the diagram.
        title: In the corner.
        note: Beside the title, smaller.
        parent: Key of the frame around it, or empty.
    """

    key: str
    title: str
    note: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A node.

    Attributes:
        key: Names it within the diagram.
        title: Its name.
        note: Below the name, smaller.
        frame: Key of the frame it lies in, or empty.
        shares: Which part of the time asked for is in which state; empty where nobody asked.
    """

    key: str
    title: str
    note: str = ""
    frame: str = ""
    shares: Mapping[State, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pill:
    """A factor.

    Attributes:
        key: Names it within the diagram.
        title: Name of its tool.
        version: Version of its tool.
        note: Its parameters, short.
        frame: Key of the frame it lies in, or empty.
    """

    key: str
    title: str
    version: str = ""
    note: str = ""
    frame: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a card to a pill or from a pill to a card.

    Attributes:
        source: Key of where it starts.
        target: Key of where it ends.
        beside: Whether what it carries only says when or how: drawn dashed.
        frame: Key of the frame it points at instead of the card in it, or empty.
    """

    source: str
    target: str
    beside: bool = False
    frame: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """All of it.

    Attributes:
        title: Above it.
        note: Beside the title, smaller.
        frames: Those around others first.
        cards: In the order of definition.
        pills: In the order of definition.
        arrows: What leads where.
    """

    title: str
    note: str = ""
    frames: tuple[Frame, ...] = ()
    cards: tuple[Card, ...] = ()
    pills: tuple[Pill, ...] = ()
    arrows: tuple[Arrow, ...] = ()

    def inside(self, frame: str) -> tuple[tuple[Frame, ...], tuple[Card, ...], tuple[Pill, ...]]:
        """What lies right in a frame; with an empty key, what lies in none."""
        return (
            tuple(each for each in self.frames if each.parent == frame),
            tuple(each for each in self.cards if each.frame == frame),
            tuple(each for each in self.pills if each.frame == frame),
        )


def percentages(shares: Mapping[State, float]) -> str:
    """The shares in words: ``48 % current, 52 % missing``; time without data counts as current.

    Not quite all is never shown as 100 %, and not quite nothing never as 0 %.
    """
    summed: dict[str, float] = {}
    for state, share in shares.items():
        words = State.CURRENT.words if state.is_current else state.words
        summed[words] = summed.get(words, 0.0) + share
    return ", ".join(f"{percent(share)} {words}" for words, share in summed.items())


def percent(share: float) -> str:
    """A share in words; not quite all is never 100 %, and not quite nothing never 0 %.

    >>> [percent(share) for share in (0, 0.001, 0.5, 0.9999, 1)]
    ['0 %', '1 %', '50 %', '99 %', '100 %']
    """
    whole = round(100 * share)
    if 0 < share < 1 - 1e-12:
        whole = min(max(whole, 1), 99)
    return f"{whole} %"
