"""What all factors have in common: a tool that joins source nodes to a sink node."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Self

from ..execution import Executor, SerialExecutor, execute
from ..stream import Stream
from ..stream.incoming import as_interval
from ..time_interval import TimeInterval
from ..tool import BaseTool
from ..tool.run import Job, RunOptions
from ..tool.run.policy import major_of
from ..utils.errors import ArgumentValueError, IncompatibleToolError
from ..utils.time_utils import utcnow
from .host import Hosted
from .node import Node
from .options import PLAIN_OPTIONS, FactorOptions
from .plate import Plate
from .producer import FactorProducer
from .tool_choice import ToolChoice
from .values import Pairs


class FactorBase(ABC):
    """A tool and the nodes that it reads.

    Args:
        tool: The tool, or several for several places.
        source_nodes: The nodes that it reads.
        options: How it differs from the plain factor.

    Attributes:
        tools: Which tool is used where.
        options: See above.
        workflow: The workflow that it is part of, or None.

    Raises:
        ArgumentValueError: (a `ValueError`) No tool, or a source that is no node.
        IncompatibleToolError: (a `TypeError`) The tool is of another kind.
    """

    kinds: ClassVar[tuple[type[BaseTool], ...]] = ()

    def __init__(
        self,
        tool: BaseTool | ToolChoice,
        source_nodes: Iterable[Node],
        options: FactorOptions = PLAIN_OPTIONS,
    ) -> None:
        self.tools = tool if isinstance(tool, ToolChoice) else ToolChoice(self._checked(tool))
        self._checked(self.tools.any)
        self.source_nodes = list(source_nodes)
        self.options = options
        self.workflow: Hosted | None = None
        for node in self.reads:
            node.is_leaf = False

    def _checked(self, tool: Any) -> BaseTool:
        if not isinstance(tool, BaseTool):
            msg = f"A factor needs a tool, not {tool!r}; hs.tools.<name>(...) makes one."
            raise ArgumentValueError(msg, tool=tool)
        if not isinstance(tool, self.kinds):
            names = " or ".join(kind.__name__ for kind in self.kinds)
            msg = f"A {type(self).__name__} needs a {names}; {tool.full_name} is a {tool.kind} tool."
            raise IncompatibleToolError(msg, tool=tool)
        return tool

    # --- what it is
    @property
    def tool(self) -> BaseTool:
        """The tool; where several are used at several places, the first."""
        return self.tools.any

    @property
    def factor_id(self) -> str:
        """``Factor(tool=...)``."""
        return f"{type(self).__name__}(tool={self.tool!r})"

    @property
    def reads(self) -> Sequence[Node]:
        """All nodes that it reads."""
        return self.source_nodes

    def __repr__(self) -> str:
        return self.factor_id

    # --- where it runs
    @property
    def executor(self) -> Executor:
        """Where its work runs: as the HyperStream around it says, else in this process."""
        host = None if self.workflow is None else self.workflow.host
        return SerialExecutor() if host is None else host.executor

    def _interval(self, given: Any) -> TimeInterval:
        """An interval as people give it, by the clock of the HyperStream around the factor."""
        host = None if self.workflow is None else self.workflow.host
        return as_interval(given, utcnow if host is None else host.clock)

    @abstractmethod
    def execute(self, time_interval: Any) -> Self:
        """Bring what it computes up to date over an interval, and give the factor."""


class StreamFactor(FactorBase):
    """A factor that computes the streams of a node.

    Args:
        tool: The tool, or several for several places.
        source_nodes: The nodes that it reads.
        sink_node: The node that it computes; its ``factor`` from now on.
        options: How it differs from the plain factor.
    """

    def __init__(
        self,
        tool: BaseTool | ToolChoice,
        source_nodes: Iterable[Node],
        sink_node: Node,
        options: FactorOptions = PLAIN_OPTIONS,
    ) -> None:
        super().__init__(tool, source_nodes, options)
        self.sink_node = sink_node
        sink_node.factor = self

    @property
    def plates(self) -> Sequence[Plate]:
        """The plates that it runs over, those of its sink."""
        return self.sink_node.plates

    def kept(self, stream: Stream) -> Stream:
        """The stream that it computes: the one of its tool's major version, where versions are kept."""
        if not self.options.keep_versions:
            return stream
        return stream.kept(f"{self.tool.name}@{major_of(self.tool.version)}")

    @abstractmethod
    def groups(self) -> Iterator[Pairs]:
        """The places at which it does its work, one call of the tool each."""

    @abstractmethod
    def group_of(self, stream: Stream) -> Pairs:
        """The place at which one of its streams is computed."""

    @abstractmethod
    def works_at(self, place: Pairs) -> bool:
        """Whether a place is one of its `groups`; values may have left the plates."""

    @abstractmethod
    def job(self, place: Pairs) -> Job:
        """Its work at one of its `groups`."""

    def producer_of(self, stream: Stream) -> FactorProducer:
        """What computes one of its streams."""
        return FactorProducer(self, self.group_of(stream))

    def producers(self) -> Iterator[FactorProducer]:
        """All its work."""
        return (FactorProducer(self, place) for place in self.groups())

    def execute(self, time_interval: Any, options: RunOptions | None = None) -> Self:
        """Bring its sink, and all it rests on, up to date over an interval.

        Args:
            time_interval: As `Workflow.execute` takes it.
            options: How this request differs from the plain one.

        Raises:
            ToolExecutionError: A tool failed.
            FutureIntervalError: (a `ValueError`) The interval ends after now.
        """
        execute(self.producers(), self._interval(time_interval), self.executor, options)
        return self
