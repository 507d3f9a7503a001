"""The server beside a minimal service of Flask, pandas and SQLite: frames of 10 k rows, and push.

Each server is a process of its own on loopback; one client sends one request after the other. JSON is
in the shape ``columns`` with times in ISO 8601, the default of both.
"""

from __future__ import annotations

import atexit
import io
import logging
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from hyperstream import Batch, HyperStream

from .measure import Case

ROWS = 10_000
REQUESTS = 5
TICKS = 300
ARROW = "application/vnd.apache.arrow.stream"
SERVE = "from hyperstream.cli.main import main; main()"
PATH = "/api/store/bench/frame"


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="hyperstream-bench-web-"))


@cache
def _client(who: str) -> Any:
    """A client of this server, which is started when first asked for."""
    import httpx

    logging.getLogger("httpx").setLevel(logging.WARNING)
    store = f"sqlite:///{_folder() / 'store.db'}"
    commands = {
        "hyperstream": ["-c", SERVE, "serve", "--quiet", "--port", "0", "--store", store],
        "Flask": ["-W", "ignore", "-m", "benchmarks.flask_store", str(_folder() / "flask.db")],
    }
    server = subprocess.Popen(
        [sys.executable, "-u", *commands[who]],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    atexit.register(server.kill)
    assert server.stdout is not None
    address = server.stdout.readline().split(" at ")[1].split()[0]
    return httpx.Client(base_url=address, timeout=120)


@cache
def _bodies() -> dict[str, bytes]:
    """The frame in JSON and in Arrow: a price, a volume, a word, by the second."""
    import pandas as pd
    import pyarrow as pa

    random = np.random.default_rng(7)
    index = pd.date_range("2026-01-01", periods=ROWS, freq="s", tz="UTC", name="time")
    columns = {
        "price": np.round(70 + np.cumsum(random.normal(0, 0.05, ROWS)), 2),
        "volume": random.integers(0, 10_000, ROWS),
        "side": np.array(["buy", "sell"])[random.integers(0, 2, ROWS)],
    }
    frame = pd.DataFrame(columns, index=index)
    out = io.BytesIO()
    table = pa.Table.from_pandas(frame.reset_index(), preserve_index=False)
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    json = frame.to_json(orient="columns", date_format="iso")
    return {"json": json.encode(), "arrow": out.getvalue()}


def _put(who: str, kind: str) -> Callable[[], float]:
    def job() -> float:
        client, body = _client(who), _bodies()[kind]
        headers = {"Content-Type": ARROW if kind == "arrow" else "application/json"}
        started = time.perf_counter()
        for _ in range(REQUESTS):
            answer = client.put(f"{PATH}_{kind}", content=body, headers=headers)
            assert answer.json() == {"status": True}, answer.text[:500]
        return time.perf_counter() - started

    return job


def _get(who: str, kind: str) -> Callable[[], float]:
    def job() -> float:
        client = _client(who)
        # A frame that is not there is written first, and does not count.
        if client.get(f"{PATH}_{kind}").status_code != 200:
            _put(who, kind)()
        headers = {"Accept": ARROW if kind == "arrow" else "application/json", "Accept-Encoding": "identity"}
        started = time.perf_counter()
        for _ in range(REQUESTS):
            answer = client.get(f"{PATH}_{kind}", headers=headers)
            assert answer.status_code == 200
            assert len(answer.content) > ROWS
        return time.perf_counter() - started

    return job


def cases() -> Iterator[Case]:
    """Rows a second; requests a second are a ten-thousandth of it."""
    for name, job in (("PUT", _put), ("GET", _get)):
        yield Case(
            f"{name} of 10 k rows over HTTP",
            ROWS * REQUESTS,
            "rows",
            {
                "hyperstream, JSON": job("hyperstream", "json"),
                "hyperstream, Arrow": job("hyperstream", "arrow"),
                "Flask + pandas + SQLite, JSON": job("Flask", "json"),
            },
        )


def push_latency() -> Iterator[str]:
    """From the commit of a row by another process to its arrival at a client, as Markdown lines."""
    hs = HyperStream(f"sqlite:///{_folder() / 'store.db'}")
    stream = hs.channel_manager.database["ticks"]
    stream.write(Batch([time.time_ns() // 1_000_000], [0]))
    committed: dict[int, float] = {}
    delays: list[float] = []
    listens = threading.Event()

    def listen() -> None:
        with _client("hyperstream").stream("GET", "/api/push/mongo/ticks") as answer:
            for line in answer.iter_lines():
                listens.set()
                if line.startswith('data: {"timestamp'):
                    arrived = time.perf_counter()
                    number = int(line.rsplit(":", 1)[1].rstrip("}"))
                    delays.append(arrived - committed[number])
                    if number == TICKS:
                        return

    thread = threading.Thread(target=listen)
    thread.start()
    listens.wait()
    for number in range(1, TICKS + 1):
        committed[number] = time.perf_counter()
        stream.write(Batch([time.time_ns() // 1_000_000], [number]))
        committed[number] = time.perf_counter()
        time.sleep(0.02)
    thread.join()
    hs.close()
    delays.sort()
    middle, high = statistics.median(delays), delays[int(0.99 * len(delays))]
    yield f"\nPush latency over {TICKS} rows: p50 {middle * 1000:.0f} ms, p99 {high * 1000:.0f} ms"
