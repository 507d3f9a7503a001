"""Many readers and writers of one server: no error, no torn read, and memory that stays as it is."""

from __future__ import annotations

import asyncio
import itertools
import time
from pathlib import Path

import httpx

from .processes import serving

READERS, WRITERS, ROWS = 50, 10, 500
SECONDS = 60
_TIMES = [f"2026-01-01T{i // 60:02}:{i % 60:02}:00.000Z" for i in range(ROWS)]


async def _keep_reading(client: httpx.AsyncClient, number: int, until: float) -> int:
    """Reads one series again and again: each answer is one version, and none is older than the last."""
    last = 0
    for reads in itertools.count(1):
        answer = await client.get(f"/api/store/load/{number % WRITERS}", params={"json_format": "split"})
        assert answer.status_code == 200, answer.text
        found = {cell for row in answer.json()["data"] for cell in row}
        assert len(answer.json()["data"]) == ROWS
        assert len(found) == 1, f"a torn read of versions {sorted(found)}"
        version = found.pop()
        assert version >= last
        last = version
        if time.monotonic() > until:
            return reads
    raise AssertionError


async def _keep_writing(client: httpx.AsyncClient, number: int, until: float) -> int:
    """Writes one series again and again, each time all rows with the number of the version."""
    for version in itertools.count(1):
        body = {"columns": ["a", "b"], "index": _TIMES, "data": [[version, version]] * ROWS}
        address = f"/api/store/load/{number}"
        answer = await client.put(address, params={"json_format": "split"}, json=body)
        assert answer.json() == {"status": True}
        if time.monotonic() > until:
            return version
    raise AssertionError


async def _run(address: str, seconds: float) -> tuple[list[int], list[int]]:
    until = time.monotonic() + seconds
    limits = httpx.Limits(max_connections=READERS + WRITERS)
    async with httpx.AsyncClient(base_url=address, timeout=300, limits=limits) as client:
        await asyncio.gather(*(_keep_writing(client, number, 0) for number in range(WRITERS)))
        writers = [_keep_writing(client, number, until) for number in range(WRITERS)]
        readers = [_keep_reading(client, number, until) for number in range(READERS)]
        done = await asyncio.gather(*writers, *readers)
    return done[:WRITERS], done[WRITERS:]


def check_store_load(store: str, folder: Path, most_bytes: int) -> None:
    """Let all of them work on one server over a store for a minute."""
    with serving(store, "--quiet", folder=folder) as server:
        asyncio.run(_run(server.address, SECONDS / 6))  # caches fill, threads start
        before = server.memory
        written, read = asyncio.run(_run(server.address, SECONDS))
        growth = server.memory - before
        status, errors = server.end()
    print(f"{sum(written)} writes, {sum(read)} reads in {SECONDS} s, growth {growth / 1e6:.1f} MB")
    assert status in (0, -15)
    assert errors == ""
    assert growth < most_bytes
