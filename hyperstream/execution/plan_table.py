"""A plan as a table: for terminals, notebooks and logs.

Units that have the same to do for the same reason are one row, their places side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from ..time_interval.spans import Spans
from ..utils.time_texts import show_length, show_span
from .place_names import Place, PlaceNames
from .plan_content import PlanContent, PlannedUnit
from .words import listed

if TYPE_CHECKING:
    from rich.table import Table

COLUMNS = ("stream", "at", "to compute", "span", "reason", "expected", "because")
Row = tuple[str, ...]


def rows(plan: PlanContent, unfold: bool = False) -> list[Row]:
    """The rows under `COLUMNS`."""
    names = _names(plan)
    found: dict[Row, list[tuple[str, int | None]]] = {}
    for number, planned in enumerate(plan.units):
        unit = planned.unit
        name = names.short(unit.factor, unit.plate_value)
        shares = _shares(planned)
        for piece, why, share in zip(unit.pieces, planned.because, shares, strict=True):
            length = show_length(piece.b - piece.a)
            key = (unit.factor, show_span(piece.a, piece.b), length, piece.reason, why)
            found.setdefault((*key, str(number)) if unfold else key, []).append((name, share))
    return [
        (key[0], listed([name for name, _ in group], " "), *key[1:4], _added(group), key[4])
        for key, group in found.items()
    ]


def _names(plan: PlanContent) -> PlaceNames:
    places = [(planned.unit.factor, planned.unit.plate_value) for planned in plan.units]
    places += [(kept.factor, kept.plate_value) for kept in plan.kept]
    places += [(late.factor, late.plate_value) for late in plan.not_yet]
    return PlaceNames(places)


def _shares(planned: PlannedUnit) -> Iterator[int | None]:
    """What each piece of a unit gives: its part of the whole, by its length."""
    whole = sum(piece.b - piece.a for piece in planned.unit.pieces)
    for piece in planned.unit.pieces:
        count = planned.estimate.instances
        yield None if count is None else round(count * (piece.b - piece.a) / whole)


def _added(group: Sequence[tuple[str, int | None]]) -> str:
    counts = [share for _, share in group if share is not None]
    return f"{sum(counts):,}" if len(counts) == len(group) else "?"


# --- around the rows
def head(plan: PlanContent) -> str:
    """The line above the table."""
    interval = show_span(plan.interval.start_ms, plan.interval.end_ms)
    return f"Plan {plan.plan_id} · {plan.title} · {interval} · ledger revision {plan.revision}"


def notes(plan: PlanContent) -> list[str]:
    """The lines below the table."""
    names = _names(plan)
    lines = [f"Kept on purpose: {line}" for line in _folded(plan.kept, names)]
    lines += [f"Not possible yet: {line}" for line in _folded(plan.not_yet, names)] + list(plan.notes)
    return lines + ([_sum(plan)] if plan.units else [])


def _folded(entries: Sequence[tuple[str, Place, Spans, str]], named: PlaceNames) -> Iterator[str]:
    groups: dict[tuple[str, Spans, str], list[str]] = {}
    for factor, place, spans, why in entries:
        groups.setdefault((factor, spans, why), []).append(named.short(factor, place))
    for (factor, spans, why), names in groups.items():
        where = ", ".join(show_span(a, b) for a, b in spans[:3]) + (", ..." if len(spans) > 3 else "")
        yield f"{factor} {listed(names, ' ')} {where}: {why}".replace("  ", " ")


def _sum(plan: PlanContent) -> str:
    tools = len({planned.unit.tool for planned in plan.units})
    expected = plan.expected
    parts = [_count(len(plan), "task"), _count(tools, "tool")]
    if expected.instances is not None:
        parts.append(f"about {_count(expected.instances, 'instance')}")
    if expected.seconds is not None:
        parts.append(f"{_seconds(expected.seconds)} ({expected.basis})")
    return " · ".join([*parts, "nothing has been computed"])


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"


def _seconds(seconds: float) -> str:
    if seconds < 0.01:
        return "less than 0.01 s"
    if seconds < 1:
        return "about 1 s" if seconds > 0.5 else f"about {seconds:.1g} s"
    return f"about {seconds:.0f} s" if seconds < 120 else f"about {seconds / 60:.0f} min"


def nothing(plan: PlanContent) -> str:
    """What is said where nothing is to do."""
    interval = show_span(plan.interval.start_ms, plan.interval.end_ms)
    if plan.not_yet:
        return f"Nothing to compute now in {interval} (ledger revision {plan.revision})."
    return f"Nothing to compute: everything in {interval} is current (ledger revision {plan.revision})."


def text(plan: PlanContent, unfold: bool = False) -> str:
    """The plan as plain text."""
    if not plan.units:
        return "\n".join([nothing(plan), *notes(plan)])
    table = [COLUMNS, *rows(plan, unfold)]
    widths = [max(len(row[column]) for row in table) for column in range(len(COLUMNS))]
    used = [column for column in range(len(COLUMNS)) if any(row[column] for row in table[1:])]
    lines = ["  ".join(row[column].ljust(widths[column]) for column in used).rstrip() for row in table]
    return "\n".join([head(plan), *(f"  {line}" for line in lines), *notes(plan)])


def rich_table(plan: PlanContent) -> Table:
    """The plan for a `rich` console."""
    from rich.table import Table
    from rich.text import Text

    title = head(plan) if plan.units else nothing(plan)
    table = Table(title=Text(title), title_justify="left", box=None)
    for name in COLUMNS if plan.units else ():
        # A narrow terminal folds words, not times.
        table.add_column(name, no_wrap=name not in ("at", "because"))
    table.caption = Text("\n".join(notes(plan)))
    table.caption_justify = "left"
    for row in rows(plan):
        cells = [Text(cell, style=_STYLES.get(cell, "")) for cell in row]
        table.add_row(*cells)
    return table


_STYLES: Mapping[str, str] = {"missing": "cyan", "failed": "red", "late": "yellow", "requested": "magenta"}


def html(plan: PlanContent) -> str:
    """The plan for a notebook."""
    if not plan.units:
        return "".join(f"<p>{escape(line)}</p>" for line in [nothing(plan), *notes(plan)])
    top = "".join(f"<th>{escape(name)}</th>" for name in COLUMNS)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows(plan))
    below = "".join(f"<p>{escape(line)}</p>" for line in notes(plan))
    return f"<p><b>{escape(head(plan))}</b></p><table><tr>{top}</tr>{body}</table>{below}"
