"""Where the shipped tools and plugins lie: in a wheel, or in a checkout.

In the repository they are the folders ``tools/`` and ``plugins/`` at its top. A wheel carries
their content in the two folders beside this file, which hold nothing in a checkout.
"""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent
_CHECKOUT = _HERE.parents[2]


def shipped_tools() -> Path:
    """The folder of the shipped tools, ``<folder>/<tool name>/<date>_v<version>.py``."""
    return _folder("tools")


def shipped_plugins() -> dict[str, Path]:
    """The folders of the shipped plugins, by name (which is their channel id prefix)."""
    folder = _folder("plugins")
    names = (entry for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith(("_", ".")))
    return {entry.name: entry for entry in sorted(names)}


def _folder(name: str) -> Path:
    packed = _HERE / name
    holds_something = packed.is_dir() and any(
        entry.is_dir() and entry.name != "__pycache__" for entry in packed.iterdir()
    )
    return packed if holds_something else _CHECKOUT / name
