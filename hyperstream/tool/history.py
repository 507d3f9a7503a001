"""The history that tools write to: that of the session in progress, if there is one.

Nobody is reached for. A session sets `current_history` for its own context (thread or task), and
two sessions side by side do not see each other.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

History = Callable[..., None]
"""Takes the fields of one record as keywords."""

current_history: ContextVar[History | None] = ContextVar("hyperstream_history", default=None)
"""Where `BaseTool.write_to_history` goes; None: nowhere."""
