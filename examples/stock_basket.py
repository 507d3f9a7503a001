"""A basket of stock prices: returns, their rolling volatility, and how much the basket moves together.

The monthly closing prices of five companies from 2000 to 2010 come with the package ``vega_datasets``
(``pip install 'hyperstream[examples,plot,graph]'``). Google has been listed since August 2004 only.

    hyperstream run examples/stock_basket.py --from 2000-01-01 --to 2010-04-01
    python examples/stock_basket.py
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np

from hyperstream import HyperStream, Stream, StreamInstance, TimeInterval, Tool, Workflow

SYMBOLS = ["AAPL", "AMZN", "GOOG", "IBM", "MSFT"]
YEARS = ("1999-12-31", "2010-04-01")
MONTHS = 12


class LogReturn(Tool):
    """The logarithm of each price over the one before it, where that is no more than 62 days old.

    A tool that is defined in a program works as one in a file does, except that it cannot be committed.
    """

    lookback = "62d"

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        wider = TimeInterval(interval.start - timedelta(days=62), interval.end)
        for earlier, later in pairwise(sources[0].window(wider, force_calculation=True)):
            if later.timestamp in interval:
                yield StreamInstance(later.timestamp, math.log(later.value / earlier.value))


def same(value: float) -> float:
    """The value, unchanged: a dictionary of the returns is all that is wanted."""
    return value


def together(baskets: Sequence[Mapping[str, float]]) -> float | None:
    """The mean correlation of all pairs of stocks that have a return in each of twelve months."""
    if len(baskets) < MONTHS:
        return None
    whole = [name for name in SYMBOLS if all(name in basket for basket in baskets)]
    table = np.array([[basket[name] for name in whole] for basket in baskets])
    matrix = np.corrcoef(table, rowvar=False)
    return float(np.mean([matrix[i, j] for i, j in combinations(range(len(whole)), 2)]))


def define(hs: HyperStream) -> Workflow:
    """The workflow; nothing is computed yet."""
    from vega_datasets import data

    prices = data.stocks().pivot(index="date", columns="symbol", values="price")
    hs.register("together", version="1.0.0")(together)
    hs.register("same", version="1.0.0")(same)
    symbol = hs.plate("symbol", values=SYMBOLS)
    read = hs.plugins.data_importers.factors.dataframe_reader
    with hs.create_workflow("stock_basket", safe=False) as w:
        price = w.create_node("price", plates=symbol)
        returns = w.create_node("log_return", plates=symbol)
        volatility = w.create_node("volatility", plates=symbol)
        basket = w.create_node("basket")
        year = w.create_node("year", channel="memory")
        rows = w.create_node("year_of_baskets", channel="memory")
        correlation = w.create_node("correlation")

        for name in SYMBOLS:  # another frame at each value of the plate
            price[name] = read(frame=prices[name].dropna(), value_column=name)
        w.create_factor(LogReturn(), [price], returns)
        volatility[symbol] = hs.factors.rolling(returns, window="360d", statistic="std", min_count=MONTHS)
        basket[None] = hs.factors.aggregate_into_dict_and_apply(returns, None, over=symbol, func=same)
        year[None] = hs.factors.aligning_window(basket, lower=-360.0 * 86400, upper=0.0)
        rows[None] = hs.factors.sliding_listify([year, basket])
        correlation[None] = hs.factors.apply(rows, func=together)
    return w


def main(folder: str = ".") -> Workflow:
    """Compute all of it in memory, print the latest figures and draw."""
    from charts import lines

    hs = HyperStream("sqlite:///:memory:")
    w = define(hs)
    print(w.execute(YEARS, progress=sys.stderr.isatty()))
    volatility = {name: w.nodes["volatility"][name] for name in SYMBOLS}
    for name, stream in volatility.items():
        last = stream.window(YEARS).last()
        print(f"{name}  volatility of the last {MONTHS} months {last.value:.1%} a month")
    w.render(Path(folder) / "stock_basket.svg", YEARS)
    lines(
        Path(folder) / "stock_basket_chart.svg", "Volatility of monthly returns, one year", volatility, YEARS
    )
    return w


if __name__ == "__main__":
    main(*sys.argv[1:])
