"""Many push clients at once, most of them slow: each gets every row once, and nobody waits for another.

Nothing here rests on how fast the machine is: rows are counted, not seconds.
"""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from hyperstream import Batch, HyperStream

from .processes import ServerProcess, serving

SLOW, QUICK, ROWS = 200, 5, 1_500
PATIENCE = 300.0
"""Seconds without a row after which something is wrong, however busy the machine is."""

_PATH = "/api/push/mongo/ticks?start=2000-01-01"


@dataclass(frozen=True)
class PushLoad:
    """What was seen.

    Attributes:
        growth: Bytes by which the server grew at most.
        quick: The ids of the rows that each quick client got.
        delays: Seconds from the writing of a row to its arrival at a quick client, ascending.
        behind: How many rows each slow client had when the quick ones had all.
        patient: The ids of the rows that some slow clients had got in the end.
        written: The ids of all rows.
    """

    growth: int
    quick: list[list[int]]
    delays: list[float]
    behind: list[int]
    patient: list[list[int]]
    written: list[int]


class Client:
    """A push connection, read as fast as it is told.

    Attributes:
        ids: Of the rows that have come, which are their times in ms.
        delays: Seconds from those times to their arrival.
    """

    def __init__(self, address: str) -> None:
        url = urlsplit(address)
        self._host, self._port = url.hostname or "", url.port or 0
        self._socket = socket.socket()
        self._rest = b""
        self.ids: list[int] = []
        self.delays: list[float] = []

    async def connect(self, window: int | None = None) -> None:
        """Ask for the rows, with a receive window of so many bytes."""
        if window is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self._socket.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(self._socket, (self._host, self._port))
        request = f"GET {_PATH} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n\r\n"
        await loop.sock_sendall(self._socket, request.encode())

    async def read(self, size: int) -> None:
        """Take so many bytes at most."""
        loop = asyncio.get_running_loop()
        got = await loop.sock_recv(self._socket, size)
        assert got, "the server has closed the connection"
        *lines, self._rest = (self._rest + got).split(b"\n")
        now = time.time()
        for line in lines:
            if line.startswith(b"id: "):
                self.ids.append(int(line[4:].split(b".")[0]))
                self.delays.append(now - self.ids[-1] / 1000)

    async def read_rows(self, count: int) -> None:
        """Take all until so many rows have come, and the opening, which has an id too."""
        async with asyncio.timeout(PATIENCE) as limit:
            while (had := len(self.ids)) < count + 1:
                await self.read(1 << 16)
                if len(self.ids) > had:  # a sign of life is no row
                    limit.reschedule(asyncio.get_running_loop().time() + PATIENCE)

    async def dawdle(self) -> None:
        """Take a kilobyte now and then, until cancelled."""
        while True:
            await self.read(1024)
            await asyncio.sleep(0.5)

    def close(self) -> None:
        self._socket.close()


async def _write(stream: object, count: int) -> list[int]:
    """Rows of a kilobyte, fifty a second where the machine keeps up: a slow client is behind at once."""
    written = []
    for _ in range(count):
        now = time.time_ns() // 1_000_000
        written.append(max(now, written[-1] + 1) if written else now)
        batch = Batch([written[-1]], ["x" * 1000])
        await asyncio.to_thread(stream.write, batch)  # type: ignore[attr-defined]
        await asyncio.sleep(0.02)
    return written


async def _highest(server: ServerProcess) -> int:
    """The largest memory of the server until cancelled."""
    highest = server.memory
    with suppress(asyncio.CancelledError):
        while True:
            await asyncio.sleep(0.2)
            highest = max(highest, server.memory)
    return highest


async def _run(server: ServerProcess, stream: object) -> PushLoad:
    clients = [Client(server.address) for _ in range(1 + SLOW + QUICK)]
    first, slow, quick = clients[0], clients[1 : 1 + SLOW], clients[1 + SLOW :]
    await first.connect()
    await first.read(1024)  # warms the server up
    before, memory = server.memory, asyncio.create_task(_highest(server))
    try:
        for client in slow:
            await client.connect(window=4096)
        for client in quick:
            await client.connect()
        dawdling = [asyncio.create_task(client.dawdle()) for client in slow]
        reading = [asyncio.create_task(client.read_rows(ROWS)) for client in quick]
        written = await _write(stream, ROWS)
        await asyncio.gather(*reading)
        behind = [len(client.ids) for client in slow]
        for task in dawdling:
            task.cancel()
        ended = await asyncio.gather(*dawdling, return_exceptions=True)
        assert all(isinstance(end, asyncio.CancelledError) for end in ended), ended
        patient = slow[:: SLOW // 10]
        await asyncio.gather(*(client.read_rows(ROWS) for client in patient))
    finally:
        memory.cancel()
        growth = await memory - before
        for client in clients:
            client.close()
    delays = sorted(delay for client in quick for delay in client.delays[1:])
    return PushLoad(
        growth,
        [client.ids[1:] for client in quick],
        delays,
        behind,
        [client.ids[1:] for client in patient],
        written,
    )


def push_load(store: str, folder: Path) -> PushLoad:
    """Let one server over a store push to all of them; it has to end without a complaint."""
    with HyperStream(store) as hs, serving(store, "--quiet", folder=folder) as server:
        stream = hs.channel_manager.database["ticks"]
        stream.write(Batch([1_000], ["from before the push starts"]))
        stream.home.purge(stream, 0, 1_000)
        found = asyncio.run(_run(server, stream))
        status, errors = server.end()
    assert status in (0, -15)
    assert errors == ""
    return found


def check(found: PushLoad, most_bytes: int) -> None:
    """Everybody got every row once and in order, the quick ones did not wait, and it cost little."""
    median, worst = found.delays[len(found.delays) // 2], found.delays[-1]
    print(
        f"growth {found.growth / 1e6:.1f} MB, {len(found.written)} rows, median delay {median * 1000:.0f} ms"
    )
    print(f"worst delay {worst * 1000:.0f} ms, slow clients had {max(found.behind)} rows at most")
    assert all(ids == found.written for ids in found.quick)
    assert all(ids == found.written for ids in found.patient)
    # Who has all rows has not waited for those who have hardly any.
    assert max(found.behind) < len(found.written) / 2
    assert found.growth < most_bytes
