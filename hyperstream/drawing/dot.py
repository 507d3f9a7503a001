"""A diagram in the DOT language, which Graphviz lays out; labels are its HTML-like ones.

The language is described at https://graphviz.org/doc/info/lang.html and shapes.html#html.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from .diagram import Arrow, Card, Diagram, Frame, Pill, percentages
from .states import IN_ORDER, State

INK, GREY, LINE, PAPER = "#22313a", "#6b7a86", "#9aa8b2", "#ffffff"
SHADES = ("#f6f9fb", "#e9f1f5", "#dce8ee", "#cfe0e8")
"""Of frames, outermost first; deeper ones repeat the last."""

FONT = "Arial"
BAR = 150
"""Width of a bar, points."""

_HEAD = (
    "compound=true",
    f'fontname="{FONT}"',
    'bgcolor="white"',
    "pad=0.25",
    "nodesep=0.28",
    "ranksep=0.42",
    "labelloc=t",
    "labeljust=l",
)


def to_dot(diagram: Diagram, direction: str = "LR") -> str:
    """The diagram as DOT source.

    Args:
        diagram: What to draw.
        direction: Where arrows point: ``LR`` (to the right), ``TB`` (down), ``RL`` or ``BT``.
    """
    asked = any(card.shares for card in diagram.cards)
    lines = [
        f"digraph {_quoted(diagram.title)} {{",
        f"  graph [rankdir={direction}, {', '.join(_HEAD)}, label=<{_head(diagram, asked)}>];",
        f'  node [shape=plain, fontname="{FONT}"];',
        f'  edge [color="{LINE}", arrowsize=0.7, penwidth=1.3];',
        *_contents(diagram, "", 0),
        *(f"  {_arrow(arrow)}" for arrow in diagram.arrows),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _contents(diagram: Diagram, key: str, depth: int) -> Iterator[str]:
    """What lies in a frame, as statements."""
    indent = "  " * (depth + 1)
    frames, cards, pills = diagram.inside(key)
    for frame in frames:
        shade = SHADES[min(depth, len(SHADES) - 1)]
        yield f"{indent}subgraph {_quoted('cluster_' + frame.key)} {{"
        yield (
            f'{indent}  graph [label=<{_corner(frame)}>, style="rounded,filled", color="#c3d0d8", '
            f'fillcolor="{shade}", margin=14, labeljust=l];'
        )
        yield from _contents(diagram, frame.key, depth + 1)
        yield f"{indent}}}"
    yield from (f"{indent}{_quoted(card.key)} [label=<{_card(card)}>];" for card in cards)
    for pill in pills:
        yield (
            f'{indent}{_quoted(pill.key)} [shape=box, style="rounded,filled", fillcolor="{INK}", '
            f'color="{INK}", height=0.3, margin="0.13,0.06", label=<{_pill(pill)}>];'
        )


def _arrow(arrow: Arrow) -> str:
    attributes = ["style=dashed"] if arrow.beside else []
    if arrow.frame:
        attributes.append(f"lhead={_quoted('cluster_' + arrow.frame)}")
    more = f" [{', '.join(attributes)}]" if attributes else ""
    return f"{_quoted(arrow.source)} -> {_quoted(arrow.target)}{more};"


# --- labels
def _card(card: Card) -> str:
    rows = [_text(card.title, 13, INK, bold=True), *filter(None, [card.note and _text(card.note, 9, GREY)])]
    body = "".join(f'<TR><TD ALIGN="LEFT">{row}</TD></TR>' for row in rows)
    if card.shares:
        body += f'<TR><TD ALIGN="LEFT">{_bar(card.shares)}</TD></TR>'
        body += f'<TR><TD ALIGN="LEFT">{_text(percentages(card.shares), 8, GREY)}</TD></TR>'
    inner = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2">{body}</TABLE>'
    return (
        f'<TABLE BORDER="1" COLOR="{LINE}" STYLE="rounded" BGCOLOR="{PAPER}" '
        f'CELLBORDER="0" CELLSPACING="0" CELLPADDING="5"><TR><TD>{inner}</TD></TR></TABLE>'
    )


def _bar(shares: Mapping[State, float]) -> str:
    """A bar of coloured pieces; the thinnest is still seen."""
    widths = [max(round(BAR * share), 2) for share in shares.values()]
    pieces = "".join(
        f'<TD WIDTH="{width}" HEIGHT="7" FIXEDSIZE="TRUE" BGCOLOR="{state.colour}"></TD>'
        for state, width in zip(shares, widths, strict=True)
    )
    return (
        f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" FIXEDSIZE="TRUE" '
        f'WIDTH="{sum(widths)}" HEIGHT="7"><TR>{pieces}</TR></TABLE>'
    )


def _pill(pill: Pill) -> str:
    version = f" {_text(pill.version, 9, '#a9cfdd')}" if pill.version else ""
    note = f"<BR/>{_text(pill.note, 8, '#c9d3da')}" if pill.note else ""
    return f"{_text(pill.title, 11, PAPER)}{version}{note}"


def _corner(frame: Frame) -> str:
    note = f"{_text('  ' + frame.note, 9, GREY)}" if frame.note else ""
    return f"{_text(frame.title, 10, INK, bold=True)}{note}"


def _head(diagram: Diagram, asked: bool) -> str:
    note = f"{_text('   ' + diagram.note, 10, GREY)}" if diagram.note else ""
    rows = f'<TR><TD ALIGN="LEFT">{_text(diagram.title, 15, INK, bold=True)}{note}</TD></TR>'
    if asked:
        rows += f'<TR><TD ALIGN="LEFT">{_legend(diagram)}</TD></TR>'
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="3">{rows}</TABLE>'


def _legend(diagram: Diagram) -> str:
    """The states that occur, each with its colour."""
    used = {state for card in diagram.cards for state in card.shares}
    return "".join(
        f"{_text('■', 12, state.colour)}{_text(f' {state.words}    ', 9, GREY)}"
        for state in IN_ORDER
        if state in used
    )


def _text(text: str, size: int, colour: str, bold: bool = False) -> str:
    # Spaces at an end are dropped unless they are hard ones.
    shown = escape(_printable(text)).replace("  ", "&#160;&#160;")
    inner = f"<B>{shown}</B>" if bold else shown
    return f'<FONT POINT-SIZE="{size}" COLOR="{colour}">{inner or "&#160;"}</FONT>'


def _printable(text: str) -> str:
    """The text in one line, without what XML cannot hold."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _quoted(text: str) -> str:
    escaped = _printable(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
