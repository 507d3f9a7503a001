"""Folds over a stream or plain numbers, one pass each, that can go on where another ended."""

from .itertools2 import any_set, count, online_average, online_product, online_sum, online_variance

__all__ = ["any_set", "count", "online_average", "online_product", "online_sum", "online_variance"]
