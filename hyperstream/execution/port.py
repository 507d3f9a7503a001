"""Where work runs: what every executor gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from ..tool.run import RunReport
from .failures import Sleep
from .outcome import Finished
from .unit import Unit

Work = Callable[[Unit], tuple[RunReport, ...]]
"""Does one unit; raises `ToolExecutionError` where its tool fails."""


class Executor(Protocol):
    """Runs units in an order in which each finds its sources computed.

    Attributes:
        sleep: Waits so many seconds before a tool is tried again, here and wherever else its workflow does.
    """

    @property
    def sleep(self) -> Sleep:
        """See above."""

    def run(self, units: Sequence[Unit], work: Work) -> Iterator[Finished]:
        """Each unit as it ends.

        A unit whose sources failed is not tried. Where a unit fails and is not to be skipped, its error is
        raised once nothing runs any more.

        Args:
            units: Sources first.
            work: Does one of them.

        Raises:
            ToolExecutionError: A tool failed.
        """
