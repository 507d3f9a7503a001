"""Opening what a command looks into: the store of the configuration, or the one that is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import click

from ..config import DEFAULT_FILENAME, HyperStreamConfig
from ..hyperstream import HyperStream
from ..stores.opening import embedded_file
from ..time_interval import TimeInterval
from ..utils.errors import StoreUnavailableError
from ..utils.time_utils import MAX_DATE, MIN_DATE
from .parameters import Instant

_Command = TypeVar("_Command", bound=Callable[..., Any])


def store_options(command: _Command) -> _Command:
    """``--store`` and ``--config``, for `open_hyperstream`."""
    store = click.option("--store", metavar="URL", help="The store, instead of the configured one.")
    config = click.option(
        "--config", "config_filename", metavar="FILE", default=DEFAULT_FILENAME, help="Configuration file."
    )
    return store(config(command))


def interval_options(command: _Command) -> _Command:
    """``--from`` and ``--to``, for `interval`."""
    start = click.option("--from", "start", type=Instant(), metavar="TIME", help="After this time (UTC).")
    end = click.option("--to", "end", type=Instant(), metavar="TIME", help="Up to and with this time (UTC).")
    return start(end(command))


def interval(start: datetime | None, end: datetime | None) -> TimeInterval:
    """``(start, end]``, open to all time where an end is not given."""
    return TimeInterval(MIN_DATE if start is None else start, MAX_DATE if end is None else end)


@contextmanager
def open_hyperstream(store: str | None, config_filename: str) -> Iterator[HyperStream]:
    """A `HyperStream` without a session, since looking is not worth remembering; closed at the end.

    Raises:
        StoreUnavailableError: The store is a file that is not there: looking never makes one.
    """
    config = HyperStreamConfig(config_filename)
    file = embedded_file(store or config.store, config.directory)
    if file is not None and not file.exists():
        message = (
            f"There is no store at {file}: nothing has been written yet, or it lies elsewhere. "
            "Name another with --store, --config or HYPERSTREAM_STORE."
        )
        raise StoreUnavailableError(message, file=str(file))
    hyperstream = HyperStream(store, config_filename=config_filename)
    try:
        yield hyperstream
    finally:
        hyperstream.close()
