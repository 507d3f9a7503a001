"""The workflows that are being defined right now, innermost last, for each thread and task of its own."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .workflow import Workflow

_open: ContextVar[tuple[Workflow, ...]] = ContextVar("hyperstream_open_workflows", default=())


def enter(workflow: Workflow) -> None:
    """Define this one from now on."""
    _open.set((*_open.get(), workflow))


def leave(workflow: Workflow) -> None:
    """Be done with it, and with all that were entered since."""
    found = _open.get()
    if workflow in found:
        _open.set(found[: len(found) - 1 - found[::-1].index(workflow)])


def open_workflows() -> tuple[Workflow, ...]:
    """Those being defined, innermost last."""
    return _open.get()
