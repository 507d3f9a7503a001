"""What the parts of a workflow ask of each other, so that the lower do not know the classes above them.

A node asks its factor and its workflow, a factor asks its workflow, and the HyperStream around them is told
of workflows. Here is what they ask, and no more; the classes themselves look only downwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ..execution import Executor
from ..stream import Stream
from ..stream.ports import Producer
from ..tool import BaseTool
from ..tool.run import Job
from .options import FactorOptions
from .tool_choice import ToolChoice
from .values import Pairs


class Sink(Protocol):
    """The node that a factor computes.

    Attributes:
        node_id: Its name.
    """

    node_id: str


class Computing(Protocol):
    """A factor, as the node that it computes sees it; a `StreamFactor` is one.

    Attributes:
        tools: Which tool is used where.
        options: How it differs from the plain factor.
    """

    tools: ToolChoice
    options: FactorOptions

    @property
    def tool(self) -> BaseTool:
        """The tool; where several are used at several places, the first."""

    @property
    def sink_node(self) -> Sink:
        """The node that it computes."""

    @property
    def executor(self) -> Executor:
        """Where its work runs."""

    @property
    def source_nodes(self) -> Sequence[Any]:
        """The nodes that it reads as sources."""

    @property
    def reads(self) -> Sequence[Any]:
        """All nodes that it reads."""

    def kept(self, stream: Stream) -> Stream:
        """The stream that it computes, given the plain one."""

    def producer_of(self, stream: Stream) -> Producer:
        """What computes one of its streams."""

    def works_at(self, place: Pairs) -> bool:
        """Whether it has work at a place."""

    def job(self, place: Pairs) -> Job:
        """Its work at one place."""

    def execute(self, time_interval: Any) -> Any:
        """Bring its node, and all it rests on, up to date over an interval, and give the factor."""


class Assigning(Protocol):
    """A workflow, as its nodes see it.

    Attributes:
        workflow_id: Its id.
    """

    workflow_id: str

    def assign(self, node: Any, place: Pairs | None, factor: Mapping[str, Any]) -> Computing:
        """What ``node[...] = hs.factors.<tool>(...)`` does."""
