"""Plugins: folders beside a project that bring channels, tools and assets of their own."""

from __future__ import annotations

from typing import NamedTuple


class Plugin(NamedTuple):
    """One plugin as the configuration names it.

    Attributes:
        channel_id_prefix: Start of the ids of its channels (``<prefix>_tools``).
        path: Its folder.
        channel_names: Modules under ``<path>/channels`` that define channels.
        has_tools: Whether ``<path>/tools`` holds tools.
        has_assets: Whether ``<path>/assets`` holds assets.
    """

    channel_id_prefix: str
    path: str
    channel_names: tuple[str, ...] = ()
    has_tools: bool = False
    has_assets: bool = False
