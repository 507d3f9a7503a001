"""Every error HyperStream raises, as one family under `HyperStreamError`.

Names that 0.3.8 had are kept and mean the same. Each error also sits under the built-in
that fits it, so ``except LookupError`` and ``except ValueError`` go on working, and carries
the things it is about as attributes: ``HyperStreamError("...", stream_id=s).stream_id is s``.
Messages say what and where, why, and what to do. Where another library's error is the
cause, it is chained (``__cause__``).
"""

from __future__ import annotations

import logging
import sys
from types import TracebackType
from typing import Any


class HyperStreamError(Exception):
    """Root of the family.

    Args:
        message: What happened to which thing, why, and the way out.
        subject: The things it is about; each becomes an attribute.

    Attributes:
        code: Stable short code (``HS301``), or an empty string where none is assigned.
    """

    code = ""

    def __init__(self, message: str = "", **subject: Any) -> None:
        super().__init__(message)
        self.message = message
        self.__dict__.update(subject)

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[Any, ...]:
        # Errors cross process borders; keyword subjects must survive pickling.
        return (_rebuild, (type(self), self.message, dict(self.__dict__)))


def _rebuild(kind: type[HyperStreamError], message: str, state: dict[str, Any]) -> HyperStreamError:
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    error.__dict__.update(state)
    return error


# --- the families ---------------------------------------------------------------------------
class ConfigurationError(HyperStreamError, ValueError):
    """A configuration file, key or store address cannot be used."""


class ChannelError(HyperStreamError):
    """A channel cannot do what is asked."""


class StreamError(HyperStreamError):
    """A stream, or what is written to or read from it, is not right."""


class ToolError(HyperStreamError):
    """A tool cannot be found, built or run."""


class PlateError(HyperStreamError):
    """A plate, or the way plates meet, is not right."""


class WorkflowError(HyperStreamError):
    """A workflow definition is not right."""


class StoreError(HyperStreamError):
    """The database under a channel cannot do what is asked."""


class ArgumentTypeError(HyperStreamError, TypeError):
    """An argument is of a kind that cannot be used here."""


class ArgumentValueError(HyperStreamError, ValueError):
    """An argument's value cannot be used here."""


class MissingExtraError(HyperStreamError, ImportError):
    """An optional package is not installed; ``extra`` names what brings it."""

    code = "HS001"


class DrawingError(HyperStreamError, RuntimeError):
    """A picture could not be drawn; ``program`` is what tried."""


class ArgumentKeyError(HyperStreamError, KeyError):
    """A key is of a kind that cannot be used here, or has its value already."""


class RetiredNameError(HyperStreamError, RuntimeError):
    """A name of 0.3.8 that still imports, but whose use was unsafe; the message says what to use."""


# --- time -----------------------------------------------------------------------------------
class TimeIntervalError(ArgumentValueError):
    """An interval is empty, inverted or cannot be read."""

    code = "HS300"


class FutureIntervalError(ArgumentValueError):
    """Computed time or an instance would lie after now."""

    code = "HS301"


# --- channels -------------------------------------------------------------------------------
class ChannelNotFoundError(ChannelError, LookupError):
    """No channel has this id."""


class ChannelAlreadyExistsError(ChannelError, ValueError):
    """A channel of this id is already there."""


class ReadOnlyChannelError(ChannelError, RuntimeError):
    """The channel is read-only."""


# --- the time-series store --------------------------------------------------------------------
class FrameError(HyperStreamError, ValueError):
    """A frame cannot be kept as it is, or what is asked of the time-series store cannot be done."""


class ColumnTypeError(FrameError, TypeError):
    """A column is there already with another type; ``column``, ``old`` and ``new`` say which."""


class SeriesNotFoundError(FrameError, LookupError):
    """The time-series store has no series of this reference and symbol."""


# --- streams --------------------------------------------------------------------------------
class StreamNotFoundError(StreamError, KeyError):
    """No stream fits."""


class MultipleStreamsFoundError(StreamError, LookupError):
    """More than one stream fits where exactly one is wanted."""


class StreamAlreadyExistsError(StreamError, ValueError):
    """The stream is already there."""


class StreamNotAvailableError(StreamError, ValueError):
    """The channel is not available up to the time asked for (``up_to_timestamp``)."""


class StreamDataNotAvailableError(StreamError, LookupError):
    """Part of the interval has not been computed; ``missing`` lists the gaps."""

    code = "HS302"


class StaleStreamError(StreamError, LookupError):
    """What is stored was computed by something the reader does not accept."""

    code = "HS303"


class DuplicateInstanceError(StreamError, KeyError):
    """The stream already has another value at this timestamp; nothing of the write was kept."""

    code = "HS402"


class ValueNotStorableError(StreamError, ValueError):
    """A value would not come back equal from the store; nothing was written."""

    code = "HS403"


class DerivedStreamError(StreamError, ValueError):
    """A direct write into a stream that a tool computes."""

    code = "HS404"


# --- tools ----------------------------------------------------------------------------------
class ToolNotFoundError(ToolError, LookupError):
    """No tool of this name or version."""


class ToolLoadError(ToolError, ImportError):
    """A tool file cannot be used; the others are unaffected.

    Attributes:
        file: Its path.
        line: Where in it, or None.
        why: What is wrong, in words.
        duplicates: The files that claim one version, where that is what is wrong.
    """

    code = "HS101"
    file: Any = None
    line: int | None = None
    why: str = ""
    duplicates: tuple[Any, ...] = ()


class ToolInitialisationError(ToolError, ValueError):
    """The tool does not accept these parameters."""

    code = "HS102"


class IncompatibleToolError(ToolError, TypeError):
    """The tool is of a kind that cannot be used here."""


class ToolExecutionError(ToolError, RuntimeError):
    """The tool failed; nothing of the attempt was recorded."""

    code = "HS103"


class ToolOutputError(ToolExecutionError):
    """The tool gave an instance that is outside the interval, repeated, or of a wrong kind."""

    code = "HS104"


class BadRowError(ToolExecutionError, ValueError):
    """A row of a file or table cannot be read.

    Attributes:
        file: The file, as text.
        line: Where in it: the line the row begins on, or the row's number, from 1.
        column: Name or place of the column; None where the whole row is meant.
        why: What is wrong, in words.
    """

    code = "HS105"
    file: str = ""
    line: int = 0
    column: str | None = None
    why: str = ""


class UnregisteredFunctionError(ToolError, ValueError):
    """A function parameter that another process could not load."""

    code = "HS601"


# --- stores ---------------------------------------------------------------------------------
class LeaseLostError(StoreError, RuntimeError):
    """The claim ran out and another worker took the interval over; nothing was written."""

    code = "HS501"


class ClaimedElsewhereError(StoreError, TimeoutError):
    """Another worker is computing the same interval, and it was waited for long enough."""

    code = "HS505"


class StoreUnavailableError(StoreError, ConnectionError):
    """The database does not answer, is read-only, or has no room."""

    code = "HS502"


class StoreFormatError(StoreError, ValueError):
    """The store was written by a newer version, or what lies there cannot be read."""

    code = "HS503"


class LedgerFullError(StoreError, OverflowError):
    """The ledger of one stream is at its size limit; nothing was written."""

    code = "HS504"


# --- plates and workflows (0.3.8 names) -----------------------------------------------------
class IncompatiblePlatesError(PlateError, ValueError):
    """Source and sink plates do not fit together."""

    code = "HS201"


class PlateEmptyError(PlateError, ValueError):
    """The plate has no values."""


class PlateDefinitionError(PlateError, ValueError):
    """The plate cannot be defined like this."""


class PlateNotFoundError(PlateError, LookupError):
    """No plate has this id."""


class LinkageError(WorkflowError, ValueError):
    """Nodes and factors do not link up."""


class NodeAlreadyExistsError(WorkflowError, ValueError):
    """A node of this name is already there."""


class NodeNotFoundError(WorkflowError, KeyError):
    """The workflow has no node of this name."""


class NodeDefinitionError(WorkflowError, ValueError):
    """The node cannot be defined like this."""


class FactorDefinitionError(WorkflowError, ValueError):
    """The factor cannot be defined like this."""


class FactorAlreadyExistsError(WorkflowError, ValueError):
    """The node already has a factor."""


class PlanError(WorkflowError, ValueError):
    """A plan cannot be made, read or executed like this."""

    code = "HS701"


class PlanOutdatedError(PlanError):
    """What is to be done is no longer what the plan says; nothing was computed.

    Attributes:
        plan: The plan.
        differences: What differs, a sentence each.
    """

    code = "HS702"
    plan: Any = None
    differences: tuple[str, ...] = ()


class PlanNotFoundError(PlanError, LookupError):
    """The store has no plan of this id, or several that begin with it."""

    code = "HS703"


# --- warnings -------------------------------------------------------------------------------
class HyperStreamWarning(UserWarning):
    """Root of our warnings."""


class LateDataWarning(HyperStreamWarning):
    """Data arrived in time already declared complete; it was stored, and results became stale."""


class ToolFileChangedWarning(HyperStreamWarning):
    """A published tool file has other contents than when it last computed."""


def handle_exception(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None = None
) -> None:
    """Logs what nobody caught, for who wants it: ``sys.excepthook = handle_exception``.

    `KeyboardInterrupt` goes where it went before. Nothing is installed by itself.
    """
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    logging.getLogger("hyperstream").critical("Nobody caught this", exc_info=(kind, error, traceback))
