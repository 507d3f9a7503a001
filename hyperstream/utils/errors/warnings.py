"""Warnings, and what to do with errors that nobody caught."""

from __future__ import annotations

import logging
import sys
from types import TracebackType


class HyperStreamWarning(UserWarning):
    """Root of our warnings."""


class LateDataWarning(HyperStreamWarning):
    """Data arrived in time already declared complete; it was stored, and results became stale."""


class ToolFileChangedWarning(HyperStreamWarning):
    """A published tool file has other contents than when it last computed."""


def handle_exception(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None = None
) -> None:
    """Logs what nobody caught, for who wants it: ``sys.excepthook = handle_exception``.

    `KeyboardInterrupt` goes where it went before. Nothing is installed by itself.
    """
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    logging.getLogger("hyperstream").critical("Nobody caught this", exc_info=(kind, error, traceback))
