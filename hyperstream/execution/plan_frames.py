"""A plan as a pandas frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..utils.extras import require
from ..utils.time_utils import from_ms
from .plan_content import PlanContent
from .words import short_names

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("factor", "place", "start", "end", "reason", "because", "tool", "version", "sinks", "unit")


def frame(plan: PlanContent) -> pd.DataFrame:
    """A row for each piece: ``factor, place, start, end, reason, because, tool, version, sinks, unit``.

    ``start`` and ``end`` are aware UTC times, ``unit`` is the number of the unit in the order of work.
    """
    pandas: Any = require("pandas", "pandas")
    rows = [
        (
            planned.unit.factor,
            ", ".join(f"{tag}={value}" for tag, value in planned.unit.plate_value),
            from_ms(piece.a),
            from_ms(piece.b),
            piece.reason,
            why,
            planned.unit.tool,
            planned.unit.version,
            short_names(planned.unit.sinks),
            planned.unit.number,
        )
        for planned in plan.units
        for piece, why in zip(planned.unit.pieces, planned.because, strict=True)
    ]
    found: pd.DataFrame = pandas.DataFrame(rows, columns=list(COLUMNS))
    return found
