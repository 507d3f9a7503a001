"""Assets as JSON files in folders: what people write by hand and keep under version control.

``<path>/<stream name>/<ISO time>.json``. A stream's name is the path of its folder below the
channel's, with slashes where folders are nested.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from ..batch.instance import StreamInstance
from ..stream.incoming import to_batch
from ..stream.named_stream import refuse_sandbox
from ..stream.stream import Stream
from ..stream.stream_id import StreamId, get_stream_id
from ..time_interval import TimeInterval
from ..tool.versions import FileDateTimeVersion
from ..utils.clock import Clock
from ..utils.errors import (
    ArgumentTypeError,
    ArgumentValueError,
    DuplicateInstanceError,
    FutureIntervalError,
    StoreFormatError,
    StreamAlreadyExistsError,
    ValueNotStorableError,
)
from ..utils.time_utils import from_ms, parse_datetime, to_ms, utcnow
from .file_channel import FileChannel


class AssetsFileChannel(FileChannel):
    """A channel over JSON files that can be written as well.

    Args:
        channel_id: Short name.
        path: The folder; made with the first file.
        up_to_timestamp: Files with a later date do not count; None: those up to the present of
            each moment.
        clock: What "now" means here.
    """

    def __init__(
        self,
        channel_id: str,
        path: str | Path,
        up_to_timestamp: datetime | None = None,
        *,
        clock: Clock = utcnow,
    ) -> None:
        super().__init__(channel_id, path, up_to_timestamp, clock=clock)
        self.can_create = True

    # --- reading
    def stream_names(self) -> Iterable[str]:
        """Paths of the sub-folders, however deep, that hold JSON files."""
        found = {file.parent.relative_to(self.path) for file in sorted(self.path.rglob("*.json"))}
        return [folder.as_posix() for folder in sorted(found) if folder.parts]

    def get_results(self, stream: Stream, time_interval: TimeInterval) -> Iterable[StreamInstance]:
        """One instance per file whose time lies in the interval, oldest first.

        Raises:
            StoreFormatError: A file is no JSON, or its name no time.
        """
        up_to = min(time_interval.end_ms, self.up_to_ms)
        for ms, file in sorted(self._dated(stream.stream_id.name).items()):
            if time_interval.start_ms < ms <= up_to:
                yield StreamInstance(from_ms(ms), _parsed(file))

    def data_loader(self, short_path: str, file_info: FileDateTimeVersion) -> Any:
        """What the file holds."""
        return _parsed(self.path / short_path / file_info.long_filename)

    def _dated(self, name: str) -> dict[int, Path]:
        """The files of a stream by time, ms."""
        found: dict[int, Path] = {}
        for file in sorted((self.path / name).glob("*.json")):
            try:
                ms = to_ms(parse_datetime(file.stem))
            except ValueError as error:
                msg = f"Asset file {file} must be named <ISO time>.json, such as 2016-11-14.json; rename it."
                raise StoreFormatError(msg, file=file) from error
            if ms in found:
                msg = f"Asset files {found[ms]} and {file} are of the same time; remove one of them."
                raise StoreFormatError(msg, file=file)
            found[ms] = file
        return found

    # --- writing
    def create_stream(self, stream_id: StreamId, sandbox: None = None) -> Stream:
        """A new stream; its folder is made with its first file.

        Raises:
            StreamAlreadyExistsError: (a `ValueError`) It is already there.
            ArgumentValueError: (a `ValueError`) No folder can be called this, or it has meta data.
        """
        refuse_sandbox(sandbox)
        wanted = get_stream_id(stream_id)
        if wanted in self._streams:
            msg = f"Stream '{wanted}' is already in channel {self.shown_id!r}; use it as it is."
            raise StreamAlreadyExistsError(msg, stream_id=wanted)
        parts = PurePosixPath(wanted.name).parts
        if wanted.meta_data or wanted.name != "/".join(parts) or any(_is_odd(part) for part in parts):
            msg = f"'{wanted}' cannot be a folder of {self.path}: use plain names, '/' between, no meta data."
            raise ArgumentValueError(msg, stream_id=wanted)
        self._streams[wanted] = stream = Stream(self, wanted)
        return stream

    def get_stream_writer(self, stream: Stream) -> Callable[[Any], None]:
        """A function that stores one instance or a list of them, one file each.

        It raises:
            ValueNotStorableError: (a `ValueError`) A value does not come back equal from JSON.
            FutureIntervalError: (a `ValueError`) An instance lies after now.
            DuplicateInstanceError: (a `KeyError`) There is a file with another value at this time.
        """

        def write(data: Any) -> None:
            texts = {to_ms(instance.timestamp): _as_json(instance) for instance in to_batch(data)}
            new = list(self._unwritten(stream, texts))
            folder = self.path / stream.stream_id.name
            folder.mkdir(parents=True, exist_ok=True)
            for ms, text in new:
                _put(folder / f"{from_ms(ms):%Y-%m-%dT%H%M%S}.{ms % 1000:03}Z.json", text)

        return write

    def write_to_stream(self, stream_id: Any, data: Any, sandbox: None = None) -> None:
        """Store a `StreamInstance`, or an iterable of them, in a stream that exists.

        Raises:
            StreamNotFoundError: (a `LookupError`) There is no such stream.
            ArgumentValueError: (a `ValueError`) The data is neither.
        """
        refuse_sandbox(sandbox)
        self.update_streams(self.up_to_timestamp)
        stream = self.get_or_create_stream(stream_id, try_create=False)
        if stream is None:
            raise self._not_found(get_stream_id(stream_id))
        try:
            batch = to_batch(data)
        except ArgumentTypeError as error:
            raise ArgumentValueError(error.message, data=data) from error
        self.write(stream, batch)

    def _unwritten(self, stream: Stream, texts: dict[int, str]) -> Iterator[tuple[int, str]]:
        """What is not there yet; checked for all before anything is written."""
        known = self._dated(stream.stream_id.name)
        now = self.now()
        for ms, text in sorted(texts.items()):
            when = from_ms(ms)
            if ms > now:
                msg = f"{stream.stream_id}: {when} is after now ({from_ms(now)}). Nothing was written."
                raise FutureIntervalError(msg, stream_id=stream.stream_id, timestamp=when)
            if ms not in known:
                yield ms, text
            elif _text(_parsed(known[ms])) != text:
                msg = (
                    f"{known[ms]} holds another value already. Nothing was written; edit or remove the file."
                )
                raise DuplicateInstanceError(msg, stream_id=stream.stream_id, timestamp=when)


def _is_odd(part: str) -> bool:
    return part.startswith((".", "_")) or part == "/" or any(char in part for char in '\\:*?"<>|\0')


def _parsed(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = f"Asset file {file} cannot be read: {error}. Correct it."
        raise StoreFormatError(msg, file=file) from error


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False) + "\n"


def _as_json(instance: StreamInstance) -> str:
    try:
        text = _text(instance.value)
        exact = _text(json.loads(text)) == text and _same(json.loads(text), instance.value)
    except (TypeError, ValueError, RecursionError):
        exact = False
    if not exact:
        msg = (
            f"The value at {instance.timestamp}, {instance.value!r}, would not come back equal from JSON. "
            "Nothing was written; use None, booleans, numbers, text, lists and dictionaries with text keys."
        )
        raise ValueNotStorableError(msg, timestamp=instance.timestamp, value=instance.value)
    return text


def _same(one: Any, other: Any) -> bool:
    """Equal with equal types, all the way down."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(item, other[key]) for key, item in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _put(file: Path, text: str) -> None:
    """Write a file so that a reader sees all of it or none."""
    handle, temporary = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        os.replace(temporary, file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
