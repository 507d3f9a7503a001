"""``hs.store``: frames by reference and symbol, over the streams of one channel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ..batch.batch import Batch
from ..channels.frames_channel import FramesChannel
from ..stores.keys import parse_key
from ..stores.ledger.model import Ledger
from ..stores.port import Store
from ..stores.streams import StreamStore
from ..stream.stream import Stream
from ..stream.stream_id import StreamId
from ..utils.errors import DuplicateInstanceError, FrameError
from . import cells, forms, joining
from .frame import Frame, fitted
from .names import CHANNEL, SeriesName
from .records import WRITER, WriteRecord, clash, info_of, not_found, write_record, written
from .schema import Schema, merged_text
from .times import bounds

MODES = ("replace_range", "upsert", "append")


class FrameStore:
    """Tables of columns over time, by reference and symbol.

    Each series is a stream of the channel ``frames``, so that workflows read and write it too, its
    ledger says what was written when, and a correction makes stale what was computed from it.

    What else is asked of it (``hs.store.url``) is answered by the database below, `database`.

    Args:
        channel: The channel ``frames``.

    Attributes:
        channel: See above.

    >>> from hyperstream import HyperStream
    >>> import pandas as pd
    >>> days = pd.date_range("2026-01-01", periods=3, tz="UTC", name="day")
    >>> with HyperStream("sqlite:///:memory:") as hs:
    ...     hs.store.save(pd.DataFrame({"close": [70.0, 71.5, 70.9]}, index=days), "prices", "ACME")
    ...     hs.store.retrieve("prices", "ACME", start="2026-01-02")["close"].tolist()
    3
    [71.5, 70.9]
    """

    def __init__(self, channel: FramesChannel) -> None:
        self.channel = channel

    @property
    def streams(self) -> StreamStore:
        """Where the streams lie."""
        return self.channel.store

    @property
    def database(self) -> Store:
        """The database below."""
        return self.streams.store

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "channel":
            raise AttributeError(name)
        return getattr(self.database, name)

    def __repr__(self) -> str:
        return f"FrameStore({self.database.url})"

    # --- writing
    def save(
        self, df: Any, reference: str, symbol: str, mode: str = "replace_range", *, force: bool = False
    ) -> int:
        """Write rows, all of them or none; gives how many were given or, but for ``replace_range``, were new.

        Args:
            df: A DataFrame or Series of pandas with a time index; a polars DataFrame or Arrow table
                (the first column of times is the index); a `Frame`.
            reference: First name of the series; it is made if it does not exist.
            symbol: Second name of the series.
            mode: ``replace_range``: these rows become all there is from the first to the last of them;
                ``upsert``: a row replaces the one of its time; ``append``: a time that has another
                row already is an error.
            force: Write into a series that a tool computes, too.

        Raises:
            FrameError: (a `ValueError`) The rows cannot be kept as they are: no time index, a time
                twice, a type that is not kept; or no such mode.
            ColumnTypeError: (a `TypeError`) A column is there with another type.
            DuplicateInstanceError: (a `KeyError`) ``append``: another row is there.
            ValueNotStorableError: (a `ValueError`) A cell would not come back equal.
            DerivedStreamError: (a `ValueError`) A tool computes this series.
        """
        name = SeriesName.checked(reference, symbol)
        if mode not in MODES:
            msg = f"mode={mode!r} is none of {', '.join(map(repr, MODES))}."
            raise FrameError(msg, mode=mode)
        return self.write(forms.as_frame(df), name, mode, force=force)

    def write(self, rows: Frame, name: SeriesName, mode: str, *, force: bool = False) -> int:
        """`save` for a frame that is one already."""
        key = name.key
        rows = _fitted(rows, Schema.from_text(self.streams.known((key,))[key].about))
        about = partial(merged_text, rows.schema)
        if not len(rows):
            self.streams.describe(key, about)
            count = 0
        elif mode == "replace_range":
            a, b = int(rows.times[0]) - 1, int(rows.times[-1])
            record = write_record(name, rows, mode)
            count = self.streams.replace(key, a, b, rows.batch, about=about, run=record, force=force)
        else:
            conflict = "replace" if mode == "upsert" else "raise"
            record = write_record(name, rows, mode)
            try:
                count = self.streams.write(
                    key, rows.batch, on_conflict=conflict, about=about, run=record, force=force
                )
            except DuplicateInstanceError as error:
                raise clash(name, error) from error
        self.channel.get_or_create_stream(name.stream_id)
        return count

    # --- as tools see it
    def series_stream(self, reference: str, symbol: str) -> Stream:
        """The stream that holds a series; one without rows where there is no such series.

        Raises:
            FrameError: (a `ValueError`) Reference or symbol is no name.
        """
        stream = self.channel.get_or_create_stream(SeriesName.checked(reference, symbol).stream_id)
        assert stream is not None  # the channel makes those that it lacks
        return stream

    def replace_rows(self, reference: str, symbol: str, a: int, b: int, rows: Batch) -> int:
        """Make these rows all that a series has in ``(a, b]`` (ms); says how many they are.

        Args:
            reference: First name of the series; it is made where there are rows for it.
            symbol: Second name of the series.
            a: Start, left out.
            b: End, in.
            rows: Dicts of cells, or values for the one column ``value``.

        Raises:
            ColumnTypeError: (a `TypeError`) A column is there with another type.
            DerivedStreamError: (a `ValueError`) A tool computes this series.
        """
        name = SeriesName.checked(reference, symbol)
        old = self.streams.known((name.key,))[name.key]
        if not len(rows) and not old.rev:
            return 0
        given = replace(joining.joined_pieces(*joining.pieces_of([rows], None)), loose=True)
        found = _fitted(given, Schema.from_text(old.about))
        record = write_record(name, found, "replace_range")._replace(a=a, b=b)
        about = partial(merged_text, found.schema)
        count = self.streams.replace(name.key, a, b, found.batch, about=about, run=record, force=False)
        self.channel.get_or_create_stream(name.stream_id)
        return count

    def delete(self, reference: str, symbol: str) -> bool:
        """Remove a series with everything that belongs to it; True, also where there was none."""
        name = SeriesName.checked(reference, symbol)
        self.streams.drop(name.key)
        self.channel.forget(name.stream_id)
        return True

    # --- reading
    def retrieve(
        self,
        reference: str,
        symbol: str,
        start: Any = None,
        end: Any = None,
        columns: Iterable[str | int] | None = None,
        *,
        form: str = "pandas",
    ) -> Any:
        """The rows from ``start`` to ``end``, both included, ascending, of one committed version.

        Args:
            reference: First name of the series.
            symbol: Second name of the series.
            start: A datetime, Timestamp or ISO text; naive times are UTC; None does not bound.
            end: As ``start``.
            columns: Only these, in this order.
            form: ``pandas``, ``polars``, ``arrow`` (a table) or ``frame`` (a `Frame`).

        Returns:
            A DataFrame as it was saved (a Series if it was one); None if there is no such series.
            Whole numbers and bools with gaps come as nullable ``Int64`` or ``boolean``.

        Raises:
            FrameError: (a `ValueError`) No such column or form, or a bound is no time.
            MissingExtraError: (an `ImportError`) The library is not installed.
        """
        name = SeriesName.checked(reference, symbol)
        forms.check_form(form)
        ledger, batches = self.look(name, *bounds(start, end))
        if ledger is None:
            return None
        schema, pieces = joining.pieces_of(batches, Schema.from_text(ledger.about))
        if columns is not None:
            schema = schema.select(map(str, columns))
        return forms.made(joining.joined_pieces(schema, pieces), form)

    def look(self, name: SeriesName, a: int, b: int) -> tuple[Ledger | None, Iterator[Batch]]:
        """One version of ``(a, b]`` (ms): its ledger (None: no such series), and its rows piece by piece."""
        ledger, batches = self.streams.look(name.key, a, b)
        return (ledger, batches) if ledger.rev else (None, iter(()))

    def list(self, reference: str | None = None) -> list[SeriesName]:
        """The names of all series, or of those of a reference, sorted."""
        names = set()
        for key in self.database.keys(CHANNEL):
            parts = parse_key(key)
            name = SeriesName.of_stream(StreamId(parts.name, parts.meta_data))
            if name is not None and not parts.version and reference in (None, name.reference):
                names.add(name)
        return sorted(names)

    def info(self, reference: str | None = None, symbol: str | None = None) -> Any:
        """A `SeriesInfo`; without names, what the database below says of itself.

        Raises:
            SeriesNotFoundError: (a `LookupError`) There is no such series.
        """
        if reference is None or symbol is None:
            return self.database.info()
        name = SeriesName.checked(reference, symbol)
        ledger, batches = self.look(name, *bounds(None, None))
        if ledger is None:
            raise not_found(name)
        return info_of(name, ledger, batches)

    def history(self, reference: str, symbol: str) -> Sequence[WriteRecord]:
        """What was written when, oldest first, also what has been replaced since."""
        key = SeriesName.checked(reference, symbol).key
        return [written(run) for run in self.database.read_runs(key) if run.tool == WRITER]


def _fitted(rows: Frame, old: Schema | None) -> Frame:
    """The rows in the types of the series, where they were only guessed or hold nothing."""
    if old is None:
        return rows
    return fitted(cells.adapted(rows, old) if rows.loose else rows, old)
