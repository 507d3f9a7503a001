"""A plan: what a request would compute, how much that is, and why; and all that it would leave alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..utils.errors import PlanError
from . import plan_documents, plan_frames, plan_table
from .plan_content import PlanContent

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from .outcome import Outcome


@dataclass(frozen=True)
class Plan(PlanContent):
    """What a request would compute and why, as it was when it was made. Nothing is written to make one.

    ``print(plan)`` shows it as a table, a notebook too. Executing it does what it says and nothing else;
    when that is no longer what is to be done, it is refused. Its attributes are those of `PlanContent`.
    """

    runner: Callable[[Plan], Outcome] | None = field(default=None, compare=False, repr=False)

    # --- doing it
    def execute(self) -> Outcome:
        """Compute what it says, and nothing else.

        What somebody has computed meanwhile is not computed again.

        Raises:
            PlanError: Something is to be done by now that it does not say; or it was read from a
                document, and only its workflow can execute it.
            ToolExecutionError: A tool failed.
        """
        if self.runner is None:
            msg = f"Plan {self.plan_id} was read from a document; workflow.execute(plan) executes it."
            raise PlanError(msg, plan=self)
        return self.runner(self)

    # --- showing it
    def __str__(self) -> str:
        return plan_table.text(self)

    def table(self, unfold: bool = False) -> list[tuple[str, ...]]:
        """Its rows: stream, places, interval, length, reason, expected instances, why in words.

        Args:
            unfold: A row for each unit, rather than one for all places that have the same to do.
        """
        return plan_table.rows(self, unfold)

    def to_text(self, unfold: bool = False) -> str:
        """Its table as plain text, as ``print(plan)`` shows it."""
        return plan_table.text(self, unfold)

    def __rich__(self) -> Table:
        return plan_table.rich_table(self)

    def _repr_html_(self) -> str:
        return plan_table.html(self)

    def to_dict(self) -> dict[str, Any]:
        """Itself as plain values, see `plan_documents.to_document` for the fields."""
        return plan_documents.to_document(self)

    def to_json(self, indent: int | None = 2) -> str:
        """`to_dict` as JSON."""
        return plan_documents.to_json(self, indent)

    def to_pandas(self) -> pd.DataFrame:
        """A row for each interval that is computed; needs the extra ``pandas``."""
        return plan_frames.frame(self)
