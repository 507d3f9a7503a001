"""HyperStream: a channel/stream workflow engine that computes only what is missing, exactly once.

The names below are what users and tool files import; the rooms behind them are described in the
documentation (``docs/architecture.md``).
"""

from typing import TYPE_CHECKING

from .batch import Batch, StreamInstance, StreamMetaInstance
from .channels import ChannelManager
from .config import HyperStreamConfig
from .hyperstream import HyperStream
from .stream import DatabaseStream, Stream, StreamDict, StreamId, StreamInstanceCollection, StreamView
from .time_interval import RelativeTimeInterval, TimeInterval, TimeIntervals, parse_time_tuple
from .tool import (
    WHOLE_HISTORY,
    AggregateTool,
    MultiOutputTool,
    PlateCreationTool,
    SelectorTool,
    Tool,
    check_input_stream_count,
)
from .utils.clock import SimulatedClock
from .utils.errors import (
    ChannelAlreadyExistsError,
    ChannelNotFoundError,
    FactorAlreadyExistsError,
    FactorDefinitionError,
    HyperStreamError,
    IncompatiblePlatesError,
    LinkageError,
    MultipleStreamsFoundError,
    NodeAlreadyExistsError,
    PlateDefinitionError,
    PlateEmptyError,
    StreamAlreadyExistsError,
    StreamDataNotAvailableError,
    StreamNotAvailableError,
    StreamNotFoundError,
    ToolExecutionError,
    ToolNotFoundError,
)
from .utils.lazy import lazy_names
from .utils.time_utils import MAX_DATE, MIN_DATE, UTC
from .version import __version__

if TYPE_CHECKING:
    from .client import Client
    from .workflow import Node, Plate, PlateManager, Workflow, WorkflowManager
else:
    # What not every program needs is found when it is asked for.
    __getattr__, __dir__ = lazy_names(
        __name__,
        {"Client": "client"}
        | dict.fromkeys(("Node", "Plate", "PlateManager", "Workflow", "WorkflowManager"), "workflow"),
    )

__all__ = [
    "MAX_DATE",
    "MIN_DATE",
    "UTC",
    "WHOLE_HISTORY",
    "AggregateTool",
    "Batch",
    "ChannelAlreadyExistsError",
    "ChannelManager",
    "ChannelNotFoundError",
    "Client",
    "DatabaseStream",
    "FactorAlreadyExistsError",
    "FactorDefinitionError",
    "HyperStream",
    "HyperStreamConfig",
    "HyperStreamError",
    "IncompatiblePlatesError",
    "LinkageError",
    "MultiOutputTool",
    "MultipleStreamsFoundError",
    "Node",
    "NodeAlreadyExistsError",
    "Plate",
    "PlateCreationTool",
    "PlateDefinitionError",
    "PlateEmptyError",
    "PlateManager",
    "RelativeTimeInterval",
    "SelectorTool",
    "SimulatedClock",
    "Stream",
    "StreamAlreadyExistsError",
    "StreamDataNotAvailableError",
    "StreamDict",
    "StreamId",
    "StreamInstance",
    "StreamInstanceCollection",
    "StreamMetaInstance",
    "StreamNotAvailableError",
    "StreamNotFoundError",
    "StreamView",
    "TimeInterval",
    "TimeIntervals",
    "Tool",
    "ToolExecutionError",
    "ToolNotFoundError",
    "Workflow",
    "WorkflowManager",
    "__version__",
    "check_input_stream_count",
    "parse_time_tuple",
]
