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
from ..utils.errors import (
    IncompatibleToolError,
    ToolError,
    ToolInitialisationError,
    UnregisteredFunctionError,
)
from ..utils.names import camel_to_snake
from .definition import (
    ToolDefinition,
    parameters_from_dicts,
    parameters_from_model,
    parameters_of,
    unportable,
)
from .encoding import Plain, canonical_json, encode
from .functions import origin, refer
from .history import current_history
from .parameters import Declaration, Parameter
from .time_mapping import DeclaredReach, Reach, reaches


class ToolType(type):
    """Makes tools: checks the arguments first, and fixes the parameters afterwards."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """A tool of this class.

        Raises:
            ToolInitialisationError: (a `ValueError`) The parameters are not accepted.
        """
        declaration: Declaration = cls.declaration()  # type: ignore[attr-defined]
        values = declaration.bind(args, kwargs)
        try:
            tool = super().__call__(**values) if declaration.annotated else super().__call__(*args, **kwargs)
            tool.validate()
            tool._fix(values)
        except ToolInitialisationError:
            raise
        except Exception as error:
            msg = f"Tool {cls.full_name} cannot be made with {values!r}: {error}"
            raise ToolInitialisationError(msg, tool=cls.full_name, parameters=values) from error
        return tool

    @property
    def full_name(cls) -> str:
        """Name and version, ``clock 1.0.0``."""
        return f"{tool_name(cls)} {cls.tool_version}"  # type: ignore[attr-defined]


def tool_name(cls: type) -> str:
    """The name of a tool class: that of its folder, else its class name in snake case."""
    return getattr(cls, "tool_name", "") or camel_to_snake(cls.__name__)


def _own_classes(cls: type) -> Iterator[type]:
    """The tool's own classes, without those of the framework."""
    return (base for base in cls.__mro__ if base is not object and "_framework" not in vars(base))


class BaseTool(metaclass=ToolType):
    """What the five kinds of tools have in common.

    Args:
        kwargs: Each is set as an attribute.

    Attributes:
        kind: Which of the five kinds, in a word.
        factory_arguments: What ``hs.factors.<tool>(...)`` takes without a name: nodes first, then perhaps a
            parameter.
        split_invariant: False for faithful old tools whose output depends on how an interval was
            split; the plan marks them.
        tool_name: Name of its folder; empty for a class that was not loaded from a tool file.
        tool_version: Semantic version of its file; a class defined in a session may set one.
        source_hash: SHA-256 of its file, hexadecimal; empty without a file.
        source_file: Path of its file; empty without one.
        lookback: How far before the interval the sources are read: a duration (``"7d"``, seconds,
            a timedelta), `WHOLE_HISTORY`, or a list of one per source. A tool class sets it, or
            computes it from parameters in a property, and leaves it where the reach depends on
            the data: then what was really read is what counts.
        lookahead: How far beyond the end of the interval they are read, likewise.
    """

    kind: ClassVar[str] = ""
    factory_arguments: ClassVar[tuple[str, ...]] = ()
    split_invariant: ClassVar[bool] = True
    tool_name: ClassVar[str] = ""
    tool_version: ClassVar[str] = "0.0.0"
    source_hash: ClassVar[str] = ""
    source_file: ClassVar[str] = ""

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
    _name: str = ""
    _fixed: dict[str, Any] | None = None
    _encoded: dict[str, Plain]
    _json: str

    def __init__(self, **kwargs: Any) -> None:
        for name, value in kwargs.items():
            setattr(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        if self._fixed is not None and name in self._fixed:
            msg = (
                f"Parameter {name!r} of {self.full_name} was fixed when the tool was made, because the "
                f"ledger records it; make another tool: {type(self).__name__}({name}={value!r}, ...)."
            )
            raise ToolError(msg, tool=self.name, parameter=name)
        super().__setattr__(name, value)

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
        (``late``) when they differ from those they were computed from; what is absent makes nothing stale.
        """
        return {}

    def expected_count(self, interval: TimeInterval) -> int | None:
        """How many instances it gives for an interval, where it can tell without its sources.

        A plan shows it; without it, a plan goes by past runs.
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

    # --- identity
    @property
    def name(self) -> str:
        """Its name, in snake case."""
        return self._name or tool_name(type(self))

    @name.setter
    def name(self, name: str) -> None:
        self._name = name

    @property
    def version(self) -> str:
        """The semantic version of its file; ``0.0.0`` for a class that has none."""
        return type(self).tool_version

    @property
    def full_name(self) -> str:
        """Name and version, ``clock 1.0.0``."""
        return f"{self.name} {self.version}"

    def message(self, interval: TimeInterval) -> str:
        """What it is doing, for logs."""
        return f"{type(self).__name__} running from {interval.start} to {interval.end}"

    def _identity(self) -> tuple[Any, ...]:
        return (self.name, self.version, self.source_hash or type(self), self.parameters_json)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BaseTool):
            return NotImplemented
        return self is other or self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.parameters_dict.items())
        return f"{type(self).__name__}({values})"

    # --- parameters
    def _fix(self, values: dict[str, Any]) -> None:
        """Take the parameters as they are now for good; attributes that a constructor made of them win."""
        attributes = vars(self)
        fixed = {name: attributes.get(name, value) for name, value in values.items()}
        self._encoded = {name: encode(value, refer) for name, value in fixed.items()}
        self._json = canonical_json(self._encoded)
        self._fixed = fixed

    @property
    def parameters_dict(self) -> dict[str, Any]:
        """The value of every parameter, by name."""
        return dict(self._fixed or {})

    @property
    def parameters_json(self) -> str:
        """The parameters as canonical JSON: what the ledger compares computations by.

        A function appears as its reference (see `functions`), never as code.
        """
        return self._json

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """One dictionary ``{key, value, is_function, is_set}`` per parameter, values in plain form."""
        return [parameter._asdict() for parameter in parameters_of(self._encoded)]

    @property
    def unportable(self) -> dict[str, str]:
        """The parameters that another process could not load, and where each was defined."""
        return {name: origin(self.parameters_dict[name]) for name in unportable(self._encoded)}

    def get_model(self) -> ToolDefinition:
        """Name, version and parameters as a stored workflow keeps them.

        Raises:
            UnregisteredFunctionError: A parameter is a function that another process could not load.
        """
        for name, where in self.unportable.items():
            msg = (
                f"Tool {self.full_name} cannot be stored: parameter {name!r} is defined in your session "
                f"({where}), so another process could not load it. "
                "Register it: @hs.register('a_name', version='1.0.0')."
            )
            raise UnregisteredFunctionError(msg, tool=self.name, parameter=name)
        return ToolDefinition(self.name, self.version, parameters_of(self._encoded))

    parameters_from_model = staticmethod(parameters_from_model)
    parameters_from_dicts = staticmethod(parameters_from_dicts)

    @staticmethod
    def write_to_history(**kwargs: Any) -> None:
        """Write a record into the history of the session in progress; without one, nothing happens."""
        history = current_history.get()
        if history is not None:
            history(**kwargs)
