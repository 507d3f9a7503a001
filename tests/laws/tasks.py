"""What children do, see `children`: each function is a task, its arguments and result are plain."""

from __future__ import annotations

import json
import os
import random
import threading
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import hyperstream.stores.mongo  # noqa: F401  # once for all children, not in each
from hyperstream import Batch
from hyperstream.stores.opening import open_store
from hyperstream.stores.sqlite import SQLiteStore
from hyperstream.tool import Tool
from hyperstream.tool.functions import FunctionRegistry
from hyperstream.tool.run import Progress

from .worlds import Node, World

_registry = FunctionRegistry()


def tell(event: str, **more: Any) -> None:
    """Report something; a line is written at once and whole."""
    line = json.dumps({"event": event, "pid": os.getpid(), **more}) + "\n"
    os.write(1, line.encode())


@_registry.register("halved")
def halved(value: float) -> float:
    return value / 2


CHAIN = [
    Node("half", "apply", {"func": halved}, ("raw",)),
    Node("smooth", "rolling", {"window": 7, "statistic": "mean"}, ("half",)),
    Node("merged", "aligned_merge", {}, ("smooth", "half")),
    Node("slow", "resample", {"every": 10, "statistic": "max"}, ("smooth",)),
]
"""A diamond and a chain, with parameters that mean the same in every process."""


def world_in(place: str, lease_ms: int = 30_000) -> World:
    """The chain over a store file, or over the store at an address."""
    store = open_store(place) if "://" in place else SQLiteStore(Path(place), synchronous="NORMAL")
    return World(CHAIN, store, lease_ms=lease_ms)


def compute(
    path: str, name: str, a: int, b: int, chunk_ms: int | None = None, gate: str = "", lease_ms: int = 30_000
) -> dict[str, Any]:
    """Ask for a stream, telling of each piece; gives how many pieces were computed and written."""
    from .children import wait_at

    world = world_in(path, lease_ms)
    calls = count_calls(world)
    if gate:
        tell("ready")
        wait_at(gate)
    report = world.execute(name, a, b, chunk_ms=chunk_ms, progress=tell_progress)
    world.close()
    return {"calls": calls[name], "written": report.calls, "instances": report.instances}


def tell_progress(progress: Progress) -> None:
    if progress.waiting_for:
        tell("waiting", who=progress.waiting_for)
    else:
        tell("piece", a=progress.interval.start_ms, b=progress.interval.end_ms)


def count_calls(world: World, before: Any = None) -> dict[str, int]:
    """How often each tool is called from now on."""
    calls = dict.fromkeys((node.name for node in CHAIN), 0)
    lock = threading.Lock()

    def counted(name: str, execute: Any, **arguments: Any) -> Any:
        with lock:
            calls[name] += 1
        if before is not None:
            before(name)
        return execute(**arguments)

    for name in calls:
        tool: Tool = world.recipe(name).tool
        tool._execute = partial(counted, name, tool._execute)  # type: ignore[method-assign]
    return calls


def compute_slowly(path: str, name: str, a: int, b: int, gate: str, lease_ms: int) -> dict[str, Any]:
    """As `compute`, but the tool tells that it has begun, and waits at a gate before it goes on."""
    from .children import wait_at

    world = world_in(path, lease_ms)

    def begun(called: str) -> None:
        if called == name:
            tell("computing")
            wait_at(gate)

    calls = count_calls(world, begun)
    report = world.execute(name, a, b)
    world.close()
    return {"calls": calls[name], "written": report.calls, "instances": report.instances}


def size_of(number: int) -> int:
    """Rows of the batch of this number: some fit the tail, some a transaction, some need several."""
    return (3, 700, 20, 300_000, 5000)[number % 5]


def write_batches(path: str, seed: int) -> None:
    """Write batches, later and earlier ones, and tell when each is acknowledged."""
    world = world_in(path)
    for place in random.Random(seed).sample(range(40), 40):
        size = size_of(place)
        times = 1_000_000 * place + np.arange(size)
        world.streams["raw"].write(Batch(times, np.full(size, place)))
        tell("acknowledged", number=place)
    world.close()
