"""Where a client stands in a stream, and how the id of an event says so."""

from __future__ import annotations

import re
from typing import NamedTuple, Self

from ...utils.errors import ArgumentValueError
from .looks import BEGINNING, Look

_ID = re.compile(r"(-?\d{1,15})\.([0-9a-f]{0,8})\.([0-9a-f]{8})\.(\d{1,15})", re.ASCII)


class Place(NamedTuple):
    """A client has every row up to ``ms`` as it was when ``number`` things had happened behind the end.

    Attributes:
        ms: Timestamp of the last row it got in order.
        incarnation: Of the stream, the beginning of it in hex.
        watch: The watch that counted.
        number: How many late things it has got.
    """

    ms: int
    incarnation: str
    watch: str
    number: int

    @classmethod
    def at(cls, look: Look, ms: int) -> Self:
        """At an instant, with everything that a look has seen."""
        return cls(ms, incarnation_of(look), look.watch, look.number)

    @classmethod
    def parse(cls, event_id: str) -> Self:
        """What `str` gave.

        Raises:
            ArgumentValueError: The text is none of our ids.
        """
        found = _ID.fullmatch(event_id)
        if found is None:
            msg = f"Last-Event-ID: {event_id!r} was not given by this server; leave it out to start anew."
            raise ArgumentValueError(msg, parameter="Last-Event-ID", value=event_id)
        return cls(int(found[1]), found[2], found[3], int(found[4]))

    def __str__(self) -> str:
        return f"{self.ms}{self.rest}"

    @property
    def rest(self) -> str:
        """The text without the timestamp: that of the next rows, too."""
        return f".{self.incarnation}.{self.watch}.{self.number}"

    def resumed(self, look: Look) -> Self | None:
        """The same place in a look of today; None where the stream was made anew since.

        Another watch cannot say what happened behind the end before it began.
        """
        if self.incarnation != incarnation_of(look):
            return None
        return self if self.watch == look.watch else self._replace(watch=look.watch, number=look.number)


def beginning(look: Look) -> Place:
    """Before every row."""
    return Place.at(look, BEGINNING)


def incarnation_of(look: Look) -> str:
    """The stream's incarnation as ids show it."""
    return look.ledger.inc.hex()[:8]
