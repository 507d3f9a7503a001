"""Price models as plain NumPy functions, and as paths that can be entered at any tick.

The functions ``generate_..._prices`` give one array from one random source. The paths give the prices
of any ticks, the same bit for bit however the ticks are split. In both, ``mu`` and ``sigma`` are
annual and ``delta`` is the trading days between two prices, 252 of which make a year.
"""

from .arrays import (
    generate_abm_prices,
    generate_bm_prices,
    generate_gbm_prices,
    generate_gbm_prices_vec,
    generate_merton_prices,
    generate_ou_prices,
)
from .baskets import GBMBasketPath, generate_gbm_basket_prices
from .draws import Table, seed_for
from .gaussian import BrownianPath, GaussianPath
from .paths import ABMPath, GBMPath, MertonPath, OUPath, PricePath
from .poisson import PoissonClock

__all__ = [
    "ABMPath",
    "BrownianPath",
    "GBMBasketPath",
    "GBMPath",
    "GaussianPath",
    "MertonPath",
    "OUPath",
    "PoissonClock",
    "PricePath",
    "Table",
    "generate_abm_prices",
    "generate_bm_prices",
    "generate_gbm_basket_prices",
    "generate_gbm_prices",
    "generate_gbm_prices_vec",
    "generate_merton_prices",
    "generate_ou_prices",
    "seed_for",
]
