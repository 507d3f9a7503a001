"""What can be wrong with intervals, channels, streams and series."""

from __future__ import annotations

from .families import ArgumentValueError, ChannelError, HyperStreamError, StreamError


class TimeIntervalError(ArgumentValueError):
    """An interval is empty, inverted or cannot be read."""

    code = "HS300"


class FutureIntervalError(ArgumentValueError):
    """Computed time or an instance would lie after now."""

    code = "HS301"


class ChannelNotFoundError(ChannelError, LookupError):
    """No channel has this id."""


class ChannelAlreadyExistsError(ChannelError, ValueError):
    """A channel of this id is already there."""


class ReadOnlyChannelError(ChannelError, RuntimeError):
    """The channel is read-only."""


class FrameError(HyperStreamError, ValueError):
    """A frame cannot be kept as it is, or what is asked of the time-series store cannot be done."""


class ColumnTypeError(FrameError, TypeError):
    """A column is there already with another type; ``column``, ``old`` and ``new`` say which."""


class SeriesNotFoundError(FrameError, LookupError):
    """The time-series store has no series of this reference and symbol."""


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
