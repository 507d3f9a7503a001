"""Pictures from plain values: diagrams as SVG, PNG, DOT and Mermaid, and strips of time for a terminal.

Nothing here knows streams or workflows; `hyperstream.workflow` says what is to be drawn.
"""

from .diagram import Arrow, Card, Diagram, Frame, Pill
from .dot import to_dot
from .graphviz import draw
from .mermaid import to_mermaid
from .states import State, Timeline, shares
from .strip import cells, fitting_cell, legend, ruler

__all__ = [
    "Arrow",
    "Card",
    "Diagram",
    "Frame",
    "Pill",
    "State",
    "Timeline",
    "cells",
    "draw",
    "fitting_cell",
    "legend",
    "ruler",
    "shares",
    "to_dot",
    "to_mermaid",
]
