"""Telling the monitoring log when a workflow starts and ends."""

from __future__ import annotations

from types import TracebackType

from ..utils.hyperstream_logger import monitor


class WorkflowMonitor:
    """Logs at level MON that a workflow starts and ends, for workflows that are monitored.

    Args:
        workflow: The workflow; its ``monitor`` and ``name`` count.
    """

    def __init__(self, workflow: object) -> None:
        self._on = bool(getattr(workflow, "monitor", False))
        self._name = str(getattr(workflow, "name", ""))

    def __enter__(self) -> WorkflowMonitor:
        self._tell("workflow_start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tell("workflow_end")

    def _tell(self, what: str) -> None:
        if self._on:
            monitor("%s", self._name, n=what)
