"""Ledgers, segments and second processes for the tests of stores."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from hyperstream.stores.keys import StreamKey, stream_key
from hyperstream.stores.ledger.model import Ledger, Segment, TailChunk
from hyperstream.stores.port import Append, Publish, Store

KEY = stream_key("mongo", "temperature", [("city", "Seattle")])
INC = b"incarnation-0001"


def new_stream(store: Store, key: StreamKey = KEY) -> Ledger:
    """A stream without rows."""
    ledger = Ledger(INC, rev=1)
    assert store.change([Publish(key, 0, ledger)]) == [True]
    return ledger


def append(store: Store, time: int) -> bool:
    """One row more; whether it was accepted."""
    old = store.read_ledgers([KEY]).ledgers[KEY]
    chunk = TailChunk(time, time, 1, b"row")
    new = replace(old, rev=old.rev + 1, last=time, tail=(*old.tail, chunk))
    return store.change([Append(KEY, old.rev, new, chunk)]) == [True]


def tail_times(store: Store) -> list[int]:
    """When the rows in the tail are."""
    return [chunk.a for chunk in store.read_ledgers([KEY]).ledgers[KEY].tail]


def segments(count: int, size: int = 5_000, n: int = 1) -> list[Segment]:
    """So many segments, one after the other."""
    return [Segment(n, 10 * i, 10 * i + 9, 10, bytes([i % 256]) * size) for i in range(count)]


def python(code: str, *arguments: object, check: bool = True) -> str:
    """What a fresh Python prints that runs this code, with these tests' helpers at hand."""
    started = start_python(code, *arguments)
    try:
        output, _ = started.communicate(timeout=60)
    finally:
        started.kill()
    assert started.returncode == 0 or not check, output
    return output


def start_python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """A fresh Python that runs this code; talk to it through its pipes, and end it."""
    here = Path(__file__).parent
    prelude = f"import sys; sys.path.insert(0, {str(here)!r}); from ledgers_at_hand import *\n"
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", prelude + code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
