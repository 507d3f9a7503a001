"""What every tool is: a name, a version, parameters fixed at construction, and how far it reads.

A tool is a pure function of source streams and an interval. It is written as a class so that it
can declare what it takes; `parameters` says how. Equal tools are equal computations: same name,
version, source and parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from ..stream import Stream
from ..time_interval import TimeInterval
from ..utils.errors import IncompatibleToolError
from .history import current_history
from .identity import Identity
from .parameters import Declaration, Parameter
from .time_mapping import DeclaredReach, Reach, reaches


def _own_classes(cls: type) -> Iterator[type]:
    """The tool's own classes, without those of the framework."""
    return (base for base in cls.__mro__ if base is not object and "_framework" not in vars(base))


class BaseTool(Identity):
    """What the five kinds of tools have in common.

    Args:
        kwargs: Each is set as an attribute.

    Attributes:
        kind: Which of the five kinds, in a word.
        factory_arguments: What ``hs.factors.<tool>(...)`` takes without a name: nodes first, then perhaps a
            parameter.
        split_invariant: False for faithful old tools whose output depends on how an interval was
            split; the plan marks them.
        lookback: How far before the interval the sources are read: a duration (``"7d"``, seconds,
            a timedelta), `WHOLE_HISTORY`, or a list of one per source. A tool class sets it, or
            computes it from parameters in a property, and leaves it where the reach depends on
            the data: then what was really read is what counts.
        lookahead: How far beyond the end of the interval they are read, likewise.
    """

    kind: ClassVar[str] = ""
    factory_arguments: ClassVar[tuple[str, ...]] = ()
    split_invariant: ClassVar[bool] = True
    if TYPE_CHECKING:
        # Each kind has its own arguments; the run loop calls it by their names.
        _execute: ClassVar[Callable[..., Iterable[Any]]]

        # Read-only for type checkers, so that a tool may override them by a property too.
        @property
        def lookback(self) -> DeclaredReach:
            """How far before the interval the sources are read."""

        @property
        def lookahead(self) -> DeclaredReach:
            """How far beyond its end."""

    else:
        # Plain attributes, so that an old tool may have a parameter of this name.
        lookback = 0
        lookahead = 0

    _framework: ClassVar[bool] = True

    def __init__(self, **kwargs: Any) -> None:
        for name, value in kwargs.items():
            setattr(self, name, value)

    def validate(self) -> None:
        """Check the parameters against each other; called once, when the tool is made.

        A tool overrides it and raises `ValueError` with a message; it may also set attributes.
        """

    # --- what it declares
    @classmethod
    def declaration(cls) -> Declaration:
        """What parameters this class declares."""
        if "_declaration" not in vars(cls):
            cls._declaration = Declaration(cls)
        return cls._declaration

    _declaration: ClassVar[Declaration]

    @classmethod
    def accepts(cls) -> tuple[Parameter, ...]:
        """The parameters this class accepts, in order."""
        return cls.declaration().parameters

    @classmethod
    def summary(cls) -> str:
        """The first line of its docstring; empty where it has none of its own."""
        return (vars(cls).get("__doc__") or "").strip().partition("\n")[0].strip()

    @property
    def declares_reach(self) -> bool:
        """Whether it says how far it reads; otherwise what was really read is what counts."""
        return any("lookback" in vars(cls) or "lookahead" in vars(cls) for cls in _own_classes(type(self)))

    def reaches(self, count: int) -> tuple[Reach, ...]:
        """The declared reach into each of ``count`` sources, in ms."""
        return reaches(self.lookback, self.lookahead, count)

    def outside(self) -> Mapping[str, bytes]:
        """What it reads beside its sources: names, each with bytes (16 at most) that differ once it changed.

        A file's are made of its size and modification time (`importing.Importer.outside`). Results are stale
        (``late``) when they differ from those they were computed from. Empty bytes: it is not there yet; what
        is gone makes nothing stale.
        """
        return {}

    def outside_for(self, plate_value: Any) -> Mapping[str, bytes]:
        """What a tool with several sinks reads for the sink of one plate value only; as `outside`."""
        return {}

    def expected_count(self, interval: TimeInterval) -> int | None:
        """How many instances it gives for an interval, where it can tell without its sources.

        A plan shows it; without it, a plan goes by past runs, and before there are any by `estimated_count`.
        """
        return None

    def estimated_count(self, interval: TimeInterval, counts: Sequence[int | None]) -> int | None:
        """About how many instances it gives for an interval, for each sink; None where it cannot tell.

        Args:
            interval: The interval.
            counts: About how many instances each stream that it reads has there (sources, then alignment or
                splitting stream); None where that is not known.
        """
        return None

    # --- how it is called, for tools with one sink
    def other_sources(self, sink: Stream) -> Sequence[Stream]:
        """Streams that it finds by itself and reads after the given ones; for most tools there are none.

        They count as sources: what was read is recorded, and a correction there makes results stale.
        """
        return ()

    def _execute_for(
        self,
        sink: Stream,
        sources: Sequence[Stream],
        alignment_stream: Stream | None,
        interval: TimeInterval,
    ) -> Iterable[Any]:
        """As `_execute`; a tool that has to know its sink overrides this too."""
        return self._execute(sources=sources, alignment_stream=alignment_stream, interval=interval)

    def _not_written(self) -> IncompatibleToolError:
        msg = f"Tool {self.full_name} computes nothing: class {type(self).__name__} has no _execute method."
        return IncompatibleToolError(msg, tool=self.name)

    # --- telling
    def message(self, interval: TimeInterval) -> str:
        """What it is doing, for logs."""
        return f"{type(self).__name__} running from {interval.start} to {interval.end}"

    @staticmethod
    def write_to_history(**kwargs: Any) -> None:
        """Write a record into the history of the session in progress; without one, nothing happens."""
        history = current_history.get()
        if history is not None:
            history(**kwargs)
