"""One unit after the other, in this process."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from ..utils.errors import ToolExecutionError
from .failures import Sleep
from .outcome import Finished
from .port import Work
from .unit import Unit


class SerialExecutor:
    """An `Executor` that does units in the order in which they come.

    Args:
        sleep: Waits so many seconds before a tool is tried again.
    """

    def __init__(self, sleep: Sleep = time.sleep) -> None:
        self.sleep = sleep

    def __repr__(self) -> str:
        return "SerialExecutor()"

    def run(self, units: Sequence[Unit], work: Work) -> Iterator[Finished]:
        """Each unit as it ends; see `Executor.run`."""
        lacking: set[int] = set()
        for unit in units:
            finished = self._finish(unit, work, lacking)
            if not finished.is_done:
                lacking.add(unit.number)
            yield finished

    def _finish(self, unit: Unit, work: Work, lacking: set[int]) -> Finished:
        if waits_for := tuple(number for number in unit.after if number in lacking):
            return Finished(unit, waits_for=waits_for)
        try:
            return Finished(unit, unit.on_failure.attempt(lambda: work(unit), self.sleep))
        except ToolExecutionError as error:
            if not unit.on_failure.skip:
                raise
            return Finished(unit, error=error)
