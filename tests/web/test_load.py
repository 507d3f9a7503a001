"""Many clients at once: the long runs; see also the short ones in `test_push`."""

from __future__ import annotations

import asyncio
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

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
