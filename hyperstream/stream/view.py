"""A window on a stream: lazy, re-iterable, in batches of bounded size.

A view holds no rows: each iteration reads the stream anew. What of its interval has not been
computed is for the caller to see (`missing`), not a line in a log.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Container, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..batch.batch import Batch
from ..batch.instance import StreamInstance
from ..time_interval import TimeInterval, TimeIntervals
from ..time_interval.spans import difference
from ..utils.errors import ArgumentValueError, StreamDataNotAvailableError
from . import components, frames, pictures
from .named_stream import NamedStream

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa


_timestamp: Callable[[StreamInstance], datetime] = operator.attrgetter("timestamp")

HEAD_ROWS = 65_536
"""More rows than these are not read at once for `StreamView.head`, but page by page."""


class StreamView:
    """The instances of a stream in ``(start, end]``, oldest first.

    Args:
        stream: The stream to look at.
        time_interval: What to show.
        force_calculation: Let the stream's producer bring the interval up to date before reading.
        strict: Raise `StreamDataNotAvailableError` when read while part of it is not computed.

    Raises:
        ArgumentValueError: (a `ValueError`) Not a stream, or not an interval.
    """

    __slots__ = ("force_calculation", "stream", "strict", "time_interval")

    def __init__(
        self,
        stream: NamedStream,
        time_interval: TimeInterval,
        force_calculation: bool = False,
        strict: bool = False,
    ) -> None:
        if not hasattr(stream, "home") or not isinstance(time_interval, TimeInterval):
            msg = f"A view needs a stream and a TimeInterval, not {stream!r} and {time_interval!r}."
            raise ArgumentValueError(msg, stream=stream, time_interval=time_interval)
        self.stream = stream
        self.time_interval = time_interval
        self.force_calculation = force_calculation
        self.strict = strict

    def __repr__(self) -> str:
        return f"StreamView(stream={self.stream}, time_interval={self.time_interval})"

    @property
    def missing(self) -> TimeIntervals:
        """What of the interval nobody has computed (all of it, for a stream written by hand)."""
        wanted = ((self.time_interval.start_ms, self.time_interval.end_ms),)
        return TimeIntervals.from_spans(difference(wanted, self.stream.home.computed(self.stream)))

    # --- reading
    def batches(self) -> Iterator[Batch]:
        """The rows as columns, in batches of bounded size, ascending.

        Raises:
            StreamDataNotAvailableError: ``strict``, and part of the interval is not computed.
        """
        self._prepare()
        interval = self.time_interval
        yield from self.stream.home.read(self.stream, interval.start_ms, interval.end_ms)

    def __iter__(self) -> Iterator[StreamInstance]:
        return itertools.chain.from_iterable(map(Batch.instances, self.batches()))

    def _prepare(self) -> None:
        stream, interval = self.stream, self.time_interval
        if stream.recorder is not None:
            stream.recorder(stream, interval.start_ms, interval.end_ms, self.force_calculation)
        elif self.force_calculation and stream.producer is not None:
            stream.producer.compute(interval)
        if self.strict and (missing := self.missing):
            msg = (
                f"{stream.stream_id}: {interval} is asked for, {missing} has not been computed. "
                "Compute it: workflow.execute(...), or window(..., force_calculation=True). "
                "Or read what there is without strict=True."
            )
            raise StreamDataNotAvailableError(msg, stream_id=stream.stream_id, missing=missing)

    def _first(self, n: int) -> Batch:
        self._prepare()
        interval = self.time_interval
        return self.stream.home.read_first(self.stream, interval.start_ms, interval.end_ms, n)

    def _last(self, n: int) -> Batch:
        self._prepare()
        interval = self.time_interval
        return self.stream.home.read_last(self.stream, interval.start_ms, interval.end_ms, n)

    # --- whole
    def items(self) -> list[StreamInstance]:
        """All instances."""
        return list(self)

    def iteritems(self) -> Iterator[StreamInstance]:
        """All instances, one by one."""
        return iter(self)

    def timestamps(self) -> list[datetime]:
        """All timestamps, aware UTC."""
        return list(self.itertimestamps())

    def itertimestamps(self) -> Iterator[datetime]:
        """All timestamps, one by one."""
        return map(_timestamp, self)

    def values(self) -> list[Any]:
        """All values."""
        return list(self.itervalues())

    def itervalues(self) -> Iterator[Any]:
        """All values, one by one."""
        return itertools.chain.from_iterable(map(Batch.values_list, self.batches()))

    def dict_items(self, flat: bool = True) -> list[dict[str, Any]]:
        """All instances as dicts, see `StreamInstance.as_dict`."""
        return list(self.dict_iteritems(flat))

    def dict_iteritems(self, flat: bool = True) -> Iterator[dict[str, Any]]:
        """All instances as dicts, one by one."""
        return (instance.as_dict(flat=flat) for instance in self)

    def count(self) -> int:
        """How many instances there are."""
        return sum(len(batch) for batch in self.batches())

    def to_batch(self) -> Batch:
        """All rows as one `Batch`."""
        return Batch.concat(list(self.batches()))

    # --- parts
    def first(self, default: Any = None) -> StreamInstance | Any:
        """The oldest instance, or ``default`` where there is none; does not read the rest."""
        found = self._first(1)
        return found.instances()[0] if len(found) else default

    def last(self, default: Any = None) -> StreamInstance | Any:
        """The newest instance, or ``default`` where there is none; does not walk the rest."""
        found = self._last(1)
        return found.instances()[-1] if len(found) else default

    def head(self, n: int) -> Iterator[StreamInstance]:
        """The first ``n`` instances; does not read the rest."""
        _check_count(n)
        return itertools.islice(self, n) if n > HEAD_ROWS else self._head(n)

    def _head(self, n: int) -> Iterator[StreamInstance]:
        yield from self._first(n).instances()

    def tail(self, n: int) -> Iterator[StreamInstance]:
        """The last ``n`` instances, oldest first; does not walk the rest."""
        _check_count(n)
        return iter(self._last(n).instances())

    def islice(self, start: int, stop: int | None = None, step: int = 1) -> Iterator[StreamInstance]:
        """Instances number ``start`` (from 0) up to ``stop``, as `itertools.islice`."""
        return itertools.islice(self, start, stop, step)

    # --- values that are dicts
    def component(self, key: Any) -> Iterator[StreamInstance]:
        """Instances with ``value[key]`` as their value, where it is present."""
        return components.component(self, key)

    def component_filter(self, key: Any, values: Container[Any]) -> Iterator[StreamInstance]:
        """Instances whose ``value[key]`` is one of ``values``."""
        return components.component_filter(self, key, values)

    def delete_nones(self) -> Iterator[StreamInstance]:
        """Instances whose dict values have lost their None entries."""
        return components.delete_nones(self)

    # --- other shapes
    def to_numpy(self) -> tuple[np.ndarray, np.ndarray]:
        """Timestamps ``datetime64[ms][n]`` (UTC) and values ``[n]`` (object where they are mixed)."""
        return frames.to_numpy(self.to_batch())

    def to_pandas(self) -> pd.DataFrame:
        """A DataFrame indexed by UTC time at ms; one column a dict key, else the column ``value``.

        Raises:
            MissingExtraError: (an `ImportError`) pandas is not installed.
        """
        return frames.to_pandas(self.to_batch())

    def to_arrow(self) -> pa.Table:
        """A table with ``timestamp`` (ms, UTC) and one column a dict key, else ``value``.

        Raises:
            MissingExtraError: (an `ImportError`) pyarrow is not installed.
        """
        return frames.to_arrow(self.to_batch())

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw numeric values over time; one line a dict key. Gives the matplotlib axes.

        Raises:
            MissingExtraError: (an `ImportError`) matplotlib is not installed.
        """
        return pictures.plot(self.to_batch(), str(self.stream.stream_id), ax, style)

    def _repr_html_(self) -> str:
        missing = self.missing
        caption = (
            f"{self.stream.stream_id} {self.time_interval}{f', not computed: {missing}' if missing else ''}"
        )
        return pictures.html(caption, list(self.head(pictures.SHOWN + 1)), self.tail)


def _check_count(n: int) -> None:
    if n < 0:
        msg = f"Cannot show {n} instances; ask for 0 or more."
        raise ArgumentValueError(msg, n=n)
