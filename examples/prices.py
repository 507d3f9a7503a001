"""Prices: ticks of three correlated assets, quotes with some noise, bars of an hour, kept by symbol.

Run it: ``python examples/prices.py``. With ``python examples/prices.py prices.svg`` it draws them, too; that
needs ``pip install 'hyperstream[plot]'``.
"""

import sys

from hyperstream import HyperStream, Workflow

SYMBOLS = ["ACME", "EMCA", "MECA"]
OPENING = "2026-03-02 09:30"
MINUTE = {"first": OPENING, "stride": 60.0}  # seconds


def define(hs: HyperStream) -> Workflow:
    """Ticks, quotes and hourly bars of each symbol."""
    symbol = hs.plate("symbol", values=SYMBOLS)
    with hs.create_workflow("prices") as w:
        minutes = w.create_node("minutes")
        noise = w.create_node("noise")
        ticks = w.create_node("ticks", plates=symbol)
        quotes = w.create_node("quotes", plates=symbol)
        bars = w.create_node("bars", plates=symbol)
        kept = w.create_node("kept", plates=symbol)

        minutes[None] = hs.factors.clock(**MINUTE)
        noise[None] = hs.plugins.data_generators.factors.lognormvariate(
            alignment_node=minutes, mu=0.0, sigma=0.0005, seed=3
        )
        ticks[symbol] = hs.factors.geometric_brownian_basket(
            assets=SYMBOLS,
            start_prices=[70.0, 69.0, 71.0],
            mu=0.05,
            sigma=[0.3, 0.5, 0.4],
            correlation=[[1.0, 0.8, 0.1], [0.8, 1.0, 0.1], [0.1, 0.1, 1.0]],
            delta=1 / 390,  # trading days: a minute of 6.5 hours
            seed=10,
            **MINUTE,
        )
        quotes[symbol] = hs.factors.product([ticks, noise])
        bars[symbol] = hs.factors.ohlc(quotes, every="1h")
        kept[symbol] = hs.factors.store_writer(bars, reference="hourly")
    return w


day = (OPENING, "2026-03-02 16:00")  # (start, end], UTC
hs = HyperStream("sqlite:///:memory:")
workflow = define(hs)
print(workflow.execute(day))
print(hs.store.retrieve("hourly", "ACME").round(2))

# Random, and yet the same however it is asked for: the afternoon first, then the morning.
again = HyperStream("sqlite:///:memory:")
other = define(again)
other.execute(("2026-03-02 13:00", "2026-03-02 16:00"))
other.execute(day)
same = again.store.retrieve("hourly", "ACME").equals(hs.store.retrieve("hourly", "ACME"))
print("In two pieces:", "the same" if same else "different")

if len(sys.argv) > 1:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained")
    upper, lower = figure.subplots(2, sharex=True)
    for name in SYMBOLS:
        workflow.nodes["ticks"][name].window(day).plot(ax=upper, label=name, linewidth=1)
    workflow.nodes["noise"][None].window(day).plot(ax=lower, color="grey", linewidth=0.5)
    upper.set_ylabel("price")
    lower.set_ylabel("noise, a factor")
    upper.legend()
    figure.savefig(sys.argv[1])
    print("Drawn:", sys.argv[1])

hs.close()
again.close()
