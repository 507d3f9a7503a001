"""What every room stands on: errors, UTC and milliseconds, clocks, names, containers, logging.

Nothing in here knows of streams or tools; those of 0.3.8's names that do are found on demand (`moved`).
`hyperstream.utils.statistics` stands beside.
"""

from .clock import Clock, SimulatedClock, SystemClock
from .containers import FrozenKeyDict, Hashable, Printable, Singleton, TypedBiDict, TypedFrozenKeyDict
from .decorators import timeit
from .errors import (
    ChannelAlreadyExistsError,
    ChannelNotFoundError,
    ConfigurationError,
    FactorAlreadyExistsError,
    FactorDefinitionError,
    IncompatiblePlatesError,
    IncompatibleToolError,
    LinkageError,
    MultipleStreamsFoundError,
    NodeAlreadyExistsError,
    NodeDefinitionError,
    PlateDefinitionError,
    PlateEmptyError,
    PlateNotFoundError,
    StreamAlreadyExistsError,
    StreamDataNotAvailableError,
    StreamNotAvailableError,
    StreamNotFoundError,
    ToolExecutionError,
    ToolInitialisationError,
    ToolNotFoundError,
    handle_exception,
)
from .files import touch
from .hyperstream_logger import MON, HyperStreamLogger, SenMLFormatter
from .moved import moved
from .names import camel_to_snake, snake_to_camel
from .serialization import func_dump, func_load
from .time_utils import (
    MAX_DATE,
    MIN_DATE,
    UTC,
    datetime2unix,
    duration2str,
    from_ms,
    get_timedelta,
    is_naive,
    json_serial,
    parse_datetime,
    remove_microseconds,
    to_ms,
    unix2datetime,
    utcnow,
)

__all__ = [
    "MAX_DATE",
    "MIN_DATE",
    "MON",
    "UTC",
    "ChannelAlreadyExistsError",
    "ChannelNotFoundError",
    "Clock",
    "ConfigurationError",
    "FactorAlreadyExistsError",
    "FactorDefinitionError",
    "FrozenKeyDict",
    "Hashable",
    "HyperStreamLogger",
    "IncompatiblePlatesError",
    "IncompatibleToolError",
    "LinkageError",
    "MultipleStreamsFoundError",
    "NodeAlreadyExistsError",
    "NodeDefinitionError",
    "PlateDefinitionError",
    "PlateEmptyError",
    "PlateNotFoundError",
    "Printable",
    "SenMLFormatter",
    "SimulatedClock",
    "Singleton",
    "StreamAlreadyExistsError",
    "StreamDataNotAvailableError",
    "StreamNotAvailableError",
    "StreamNotFoundError",
    "SystemClock",
    "ToolExecutionError",
    "ToolInitialisationError",
    "ToolNotFoundError",
    "TypedBiDict",
    "TypedFrozenKeyDict",
    "camel_to_snake",
    "datetime2unix",
    "duration2str",
    "from_ms",
    "func_dump",
    "func_load",
    "get_timedelta",
    "handle_exception",
    "is_naive",
    "json_serial",
    "parse_datetime",
    "remove_microseconds",
    "snake_to_camel",
    "timeit",
    "to_ms",
    "touch",
    "unix2datetime",
    "utcnow",
]

__getattr__ = moved
