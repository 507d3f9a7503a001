"""The same work on many things, by several threads where that pays."""

from __future__ import annotations

import concurrent.futures
import os
from collections.abc import Callable, Sequence
from typing import TypeVar

WORKERS = 4
"""Threads that share one piece of work at most, never more than there are processors."""

T = TypeVar("T")
R = TypeVar("R")


def each(function: Callable[[T], R], things: Sequence[T], *, worth: bool) -> list[R]:
    """What the function gives for each thing, in their order; the first error in that order is raised.

    Args:
        function: Spends its time where other Python threads may go on: decompressing, copying arrays.
        things: What it is called with.
        worth: Whether there is enough to do for threads to be started.
    """
    workers = min(WORKERS, os.cpu_count() or 1, len(things)) if worth else 1
    if workers < 2:
        return [function(thing) for thing in things]
    with concurrent.futures.ThreadPoolExecutor(workers, thread_name_prefix="hyperstream-worker") as pool:
        return list(pool.map(function, things))
