"""Streams in a store: reading, writing and computing them by the rules of the ledger."""

from .requests import Busy, ComputeRequest

__all__ = ["Busy", "ComputeRequest"]
