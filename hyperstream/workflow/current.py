"""The workflows that are being defined right now, innermost last, for each thread and task of its own."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar

from .definition import WorkflowDefinition

_open: ContextVar[tuple[WorkflowDefinition, ...]] = ContextVar("hyperstream_open_workflows", default=())


def enter(workflow: WorkflowDefinition) -> None:
    """Define this one from now on."""
    _open.set((*_open.get(), workflow))


def leave(workflow: WorkflowDefinition) -> None:
    """Be done with it, and with all that were entered since."""
    found = _open.get()
    if workflow in found:
        _open.set(found[: len(found) - 1 - found[::-1].index(workflow)])


def put_in_place(found: Iterable[WorkflowDefinition]) -> None:
    """Define these from now on, innermost last, and no others."""
    _open.set(tuple(found))


def open_workflows() -> tuple[WorkflowDefinition, ...]:
    """Those being defined, innermost last."""
    return _open.get()
