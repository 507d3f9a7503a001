"""Prices in the time-series store, a workflow over them, and a correction that recomputes what it must."""

from __future__ import annotations

import pandas as pd

from hyperstream import HyperStream

days = pd.date_range("2026-01-01", periods=5, tz="UTC", name="day")
prices = pd.DataFrame({"close": [70.0, 71.5, 70.9, 72.1, 73.0], "volume": [10, 12, 9, 14, 11]}, index=days)

hs = HyperStream("sqlite:///:memory:")

# Tables by reference and symbol; what goes in comes out exactly.
hs.store.save(prices, "prices", "ACME")
hs.store.save(prices * 2, "prices", "BOLT")
print(hs.store.list())
print(hs.store.retrieve("prices", "ACME", start="2026-01-02", end="2026-01-03", columns=["close"]))

# Each series is a stream of the channel "frames", so a workflow computes from it, one symbol each.
symbol = hs.plate("symbol", values=["ACME", "BOLT"])
week = ("2025-12-31", "2026-01-06")
with hs.create_workflow("closing") as w:
    table = w.create_node("prices", channel="frames", plates=symbol)
    close = w.create_node("close", plates=symbol)
    close[symbol] = hs.factors.component(table, key="close")
print(w.execute(week))
print(w.execute(week))

# A correction of one day makes stale what was computed from it, and nothing else.
correction = pd.DataFrame({"close": [71.0], "volume": [12]}, index=days[1:2])
hs.store.save(correction, "prices", "ACME", mode="upsert")
print(w.execute(week))
print(close["ACME"].window(week).values())
