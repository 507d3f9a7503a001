"""A kit for those who write channels and stores: the test-suites that ours pass too.

`ChannelContract` and `StoreContract` are classes of pytest tests. Derive one in your tests, say
how the thing under test is made, and pytest does the rest. pytest is needed only when one of
them is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .channel_contract import ChannelContract
    from .store_contract import StoreContract

__all__ = ["ChannelContract", "StoreContract"]

_HOMES = {"ChannelContract": ".channel_contract", "StoreContract": ".store_contract"}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(_HOMES[name], __name__), name)
