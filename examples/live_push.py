"""Live push: a generator publishes prices, a strategy follows them over HTTP, and nobody polls.

Run it: ``python examples/live_push.py`` (needs the extra ``web``, and httpx).
"""

import json
import subprocess
import sys
import tempfile
import threading

import httpx

from hyperstream import HyperStream
from hyperstream.prices import GBMPath

COUNT = 30

with tempfile.TemporaryDirectory() as folder:
    store = f"sqlite:///{folder}/store.db"
    hs = HyperStream(store)
    prices = hs.channel_manager.database["price"]
    prices.write([("2026-01-01", 70.0)])  # tick 0

    command = "from hyperstream.cli.main import main; main()"
    server = subprocess.Popen(
        [sys.executable, "-u", "-c", command, "serve", "--quiet", "--port", "0", "--store", store],
        stdout=subprocess.PIPE,
        text=True,
    )
    address = server.stdout.readline().split(" at ")[1].split()[0]

    def generate():
        """The generator: writes into the store, here or in any other process."""
        for tick, price in enumerate(GBMPath(70.0, 0.05, 0.3, 1.0, seed=7).prices(1, COUNT), 1):
            prices.write([(f"2026-01-01T00:00:{tick:02}", float(price))])

    seen = []
    with httpx.stream("GET", f"{address}/api/push/database/price?start=2025-12-31", timeout=60) as events:
        publisher = threading.Thread(target=generate)
        publisher.start()
        for line in events.iter_lines():  # the strategy: an event is a few lines, the row is in `data`
            if line.startswith("data: {") and "timestamp" in line:
                seen.append(json.loads(line.removeprefix("data: "))["value"])
                if seen[-1] == min(seen) and len(seen) > 1:
                    print(f"tick {len(seen) - 1:2}: {seen[-1]:.2f} is the lowest so far: buy")
                if len(seen) == COUNT:
                    break
    publisher.join()
    server.terminate()
    server.wait()
    server.stdout.close()
    written = prices.window(("2025-12-31", "2026-01-02")).values()
    hs.close()

print(f"{len(seen)} prices written and seen, each once: {seen == written}")
