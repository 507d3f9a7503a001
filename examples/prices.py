"""Prices: random ticks of three correlated assets, bars of an hour, noise beside them, kept by symbol.

Run it: ``python examples/prices.py``. With ``python examples/prices.py prices.svg`` it draws them as well, for
which it needs ``pip install 'hyperstream[plot]'``.
"""

import sys

from hyperstream import HyperStream

SYMBOLS = ["ACME", "EMCA", "MECA"]

hs = HyperStream("sqlite:///:memory:")
symbol = hs.plate("symbol", values=SYMBOLS)
day = ("2026-03-02 09:30", "2026-03-02 16:00")  # (start, end], UTC

with hs.create_workflow("prices") as w:
    ticks = w.create_node("ticks", plates=symbol)
    bars = w.create_node("bars", plates=symbol)
    close = w.create_node("close", plates=symbol)
    minutes = w.create_node("minutes")
    noise = w.create_node("noise")
    kept = w.create_node("kept", plates=symbol)

    ticks[symbol] = hs.factors.geometric_brownian_basket(
        assets=SYMBOLS,
        start_prices=[70.0, 20.0, 45.0],
        mu=0.05,
        sigma=[0.3, 0.5, 0.4],
        correlation=[[1.0, 0.8, 0.1], [0.8, 1.0, 0.1], [0.1, 0.1, 1.0]],
        delta=1 / 390,  # a minute of a trading day of 6.5 hours
        stride=60.0,
        first="2026-03-02 09:30",
        seed=10,
    )
    bars[symbol] = hs.factors.ohlc(ticks, every="1h")
    close[symbol] = hs.factors.component(bars, key="close")
    kept[symbol] = hs.factors.store_writer(bars, reference="hourly")
    minutes[None] = hs.factors.clock(first="2026-03-02 09:30", stride=60.0)
    noise[None] = hs.plugins.data_generators.factors.gauss(alignment_node=minutes, sigma=0.01, seed=3)

w.execute(day)
print(hs.store.retrieve("hourly", "ACME"))

# The same ticks, however they are asked for: the last hour, first.
again = HyperStream("sqlite:///:memory:")
