"""Many clients at once: the long runs; see also the short ones in `test_push`."""

from __future__ import annotations

import asyncio
import itertools
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from hyperstream import Batch, HyperStream

from .processes import serving

SLOW, QUICK = 200, 5
SECONDS = 30
MEMORY = 50 * 1024 * 1024
PATH = "/api/push/mongo/ticks?start=2000-01-01"


async def slow_client(address: str, port: int, until: float) -> int:
    """Reads a kilobyte now and then, through a small window; gives the bytes it got."""
    opened = socket.socket()
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    opened.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(opened, (address, port))
    await loop.sock_sendall(opened, f"GET {PATH} HTTP/1.1\r\nHost: {address}:{port}\r\n\r\n".encode())
    got = 0
    with opened:
        while loop.time() < until:
            got += len(await asyncio.wait_for(loop.sock_recv(opened, 1024), 30))
            await asyncio.sleep(0.5)
    return got


async def quick_client(address: str, port: int, until: float) -> list[float]:
    """Reads all; gives the seconds from each row's time, which is when it was written, to its arrival."""
    reader, writer = await asyncio.open_connection(address, port)
    writer.write(f"GET {PATH} HTTP/1.1\r\nHost: {address}:{port}\r\n\r\n".encode())
    delays, loop = [], asyncio.get_running_loop()
    while loop.time() < until:
        line = await asyncio.wait_for(reader.readline(), 30)
        if line.startswith(b"id: "):
            delays.append(time.time() - int(line[4:].split(b".")[0]) / 1000)
    writer.close()
    return delays


async def write_for(stream: object, until: float) -> int:
    loop, count = asyncio.get_running_loop(), 0
    while loop.time() < until:
        # Rows of a kilobyte: a slow client falls behind at once.
        batch = Batch([time.time_ns() // 1_000_000], ["x" * 1000])
        await asyncio.to_thread(stream.write, batch)  # type: ignore[attr-defined]
        count += 1
        await asyncio.sleep(0.02)
    return count


@pytest.mark.torture
def test_slow_push_clients_cost_little_memory_and_delay_nobody(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'store.db'}"
    hs = HyperStream(store)
    stream = hs.channel_manager.database["ticks"]
    stream.write(Batch([1_600_000_000_000], ["first"]))

    async def run(address: str, port: int) -> tuple[list[int], list[list[float]], int]:
        loop = asyncio.get_running_loop()
        await quick_client(address, port, loop.time() + 0.5)  # warms the server up
        until = loop.time() + SECONDS
        slow = [asyncio.create_task(slow_client(address, port, until)) for _ in range(SLOW)]
        quick = [asyncio.create_task(quick_client(address, port, until)) for _ in range(QUICK)]
        written = await write_for(stream, until - 1)
        return await asyncio.gather(*slow), await asyncio.gather(*quick), written

    with serving(store, "--quiet", folder=tmp_path) as server:
        url = urlsplit(server.address)
        before = server.memory
        got, delays, written = asyncio.run(run(url.hostname or "", url.port or 0))
        growth = server.memory - before
    hs.close()
    seen = [sorted(found[2:]) for found in delays]  # after the opening and the first row
    assert all(len(found) >= written - 5 for found in delays)
    assert all(number > 0 for number in got)
    middle = max(found[len(found) // 2] for found in seen)
    print(f"growth {growth / 1e6:.1f} MB, {written} rows, median delay {middle * 1000:.0f} ms")
    assert growth < MEMORY
    assert middle < 1.0


READERS, WRITERS, ROWS = 50, 10, 500
LOAD_SECONDS = 60
TIMES = [f"2026-01-01T{i // 60:02}:{i % 60:02}:00.000Z" for i in range(ROWS)]


async def keep_reading(client: httpx.AsyncClient, number: int, until: float) -> int:
    """Reads one series again and again: each answer is one version, and none is older than the last."""
    last = reads = 0
    while time.monotonic() < until:
        answer = await client.get(f"/api/store/load/{number % WRITERS}", params={"json_format": "split"})
        assert answer.status_code == 200, answer.text
        found = {cell for row in answer.json()["data"] for cell in row}
        assert len(answer.json()["data"]) == ROWS
        assert len(found) == 1, f"a torn read of versions {sorted(found)}"
        version = found.pop()
        assert version >= last
        last, reads = version, reads + 1
    return reads


async def keep_writing(client: httpx.AsyncClient, number: int, until: float) -> int:
    """Writes one series again and again, each time all rows with the number of the version."""
    for version in itertools.count(1):
        body = {"columns": ["a", "b"], "index": TIMES, "data": [[version, version]] * ROWS}
        address = f"/api/store/load/{number}"
        answer = await client.put(address, params={"json_format": "split"}, json=body)
        assert answer.json() == {"status": True}
        if time.monotonic() > until:
            return version
    raise AssertionError


@pytest.mark.torture
def test_readers_and_writers_side_by_side_see_whole_versions(tmp_path: Path) -> None:
    async def run(address: str, until: float) -> tuple[list[int], list[int]]:
        limits = httpx.Limits(max_connections=READERS + WRITERS)
        async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as client:
            await asyncio.gather(*(keep_writing(client, number, 0) for number in range(WRITERS)))
            writers = [keep_writing(client, number, until) for number in range(WRITERS)]
            readers = [keep_reading(client, number, until) for number in range(READERS)]
            done = await asyncio.gather(*writers, *readers)
        return done[:WRITERS], done[WRITERS:]

    with serving(f"sqlite:///{tmp_path / 'store.db'}", "--quiet", folder=tmp_path) as server:
        asyncio.run(run(server.address, time.monotonic() + LOAD_SECONDS / 6))  # caches fill, threads start
        before = server.memory
        written, read = asyncio.run(run(server.address, time.monotonic() + LOAD_SECONDS))
        growth = server.memory - before
        status, errors = server.end()
    assert status in (0, -15)
    assert errors == ""
    assert min(written) > 1
    assert min(read) > 1
    print(f"{sum(written)} writes, {sum(read)} reads in {LOAD_SECONDS} s, growth {growth / 1e6:.1f} MB")
    assert growth < MEMORY
