"""What a workflow can show of itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any

from ...drawing import draw, to_dot, to_mermaid
from ...stream.incoming import as_interval
from ...time_interval import TimeInterval
from ...tool.run import RunOptions
from ...utils.errors import ArgumentValueError, MissingExtraError
from ...utils.time_utils import utcnow
from ..definition import WorkflowDefinition
from .as_dict import as_dict, factor_graph
from .coverage import Coverage, coverage
from .diagram_of import diagram_of

DIRECTIONS = ("LR", "TB", "RL", "BT")

A_FEW = 6
"""Nodes that are drawn from left to right; more would be wider than a page."""


class Seen(WorkflowDefinition):
    """What is defined, and its pictures; nothing here computes anything."""

    # --- as plain values
    def to_dict(self, tool_long_names: bool = True) -> dict[str, Any]:
        """Nodes, factors and plates as plain values.

        Args:
            tool_long_names: Name factors by tool and parameters; otherwise by the tool's name alone.

        Returns:
            ``nodes``, a list of ``{id}``; ``factors``, a list of ``{id, sources, sink}``; and ``plates``, for
            each plate (and "root" for none) a list of ``{id, type}``, type "node" or "factor". The sources
            of a factor are all nodes that it reads, alignment and splitting nodes last. A factor that finds
            plate values has no sink (None), and an ``output_plate``. Where the same tool is used again, its
            id is numbered: ``mean #2``.
        """
        return as_dict(self, tool_long_names)

    def to_json(
        self,
        formatter: Callable[[dict[str, Any]], Any] | None = None,
        tool_long_names: bool = True,
        **json_kwargs: Any,
    ) -> str:
        """`to_dict` as JSON text.

        Args:
            formatter: Makes something else of the dictionary first, such as `factorgraph_viz`.
            tool_long_names: As of `to_dict`.
            json_kwargs: For `json.dumps`, such as ``indent=2``.
        """
        described = self.to_dict(tool_long_names)
        return json.dumps(described if formatter is None else formatter(described), **json_kwargs)

    @staticmethod
    def factorgraph_viz(d: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
        """What `to_dict` gave as a bipartite graph.

        Returns:
            ``nodes``, a list of ``{id, type}``, the type "rv" for nodes and "fac" for factors; and ``links``,
            a list of ``{source, target}``.
        """
        return factor_graph(d)

    # --- as pictures
    def render(
        self, filename: str | PathLike[str], interval: Any = None, *, direction: str | None = None
    ) -> Path:
        """Draw the workflow into a file: nodes, factors with tool versions, and plates as boxes.

        Args:
            filename: Its ending says what it becomes: ``.svg``, ``.png``, ``.dot`` (Graphviz source) or
                ``.mmd`` (Mermaid). The folder is made where it is not there.
            interval: Show how much of it is current, stale or missing, too.
            direction: Where the arrows point: ``LR`` (to the right), ``TB`` (down), ``RL`` or ``BT``; to the
                right for a few nodes and down for more unless given.

        Returns:
            The file.

        Raises:
            ArgumentValueError: (a `ValueError`) Another ending or direction.
            MissingExtraError: (an `ImportError`) For ``.svg`` and ``.png`` the extra ``graph`` is needed.
        """
        file = Path(filename)
        picture = self._picture(file.suffix.lower().removeprefix("."), interval, direction)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(picture)
        return file

    def _picture(self, kind: str, interval: Any = None, direction: str | None = None) -> bytes:
        if kind not in ("svg", "png", "dot", "mmd"):
            msg = f"A graph can be drawn into a .svg, .png, .dot or .mmd file, not into {'.' + kind!r}."
            raise ArgumentValueError(msg, kind=kind)
        if direction is None:
            direction = "LR" if len(self.nodes) <= A_FEW else "TB"
        if direction not in DIRECTIONS:
            msg = f"direction={direction!r} is none; use one of {', '.join(DIRECTIONS)}."
            raise ArgumentValueError(msg, direction=direction)
        asked = None if interval is None else self._interval(interval)
        diagram = diagram_of(self, asked)
        if kind == "mmd":
            return to_mermaid(diagram, direction).encode()
        source = to_dot(diagram, direction)
        return source.encode() if kind == "dot" else draw(source, kind)

    def _repr_svg_(self) -> str | None:
        """What a notebook shows; without the extra ``graph`` nothing, so that it shows `_repr_html_`."""
        try:
            return self._picture("svg").decode()
        except MissingExtraError:
            return None

    def _repr_html_(self) -> str:
        """What a notebook shows that prefers HTML: the picture, else the graph as text."""
        picture = self._repr_svg_()
        if picture is not None:
            return f'<div style="overflow-x:auto">{picture[picture.index("<svg") :]}</div>'
        return f"<pre>{escape(self._picture('mmd').decode())}</pre>"

    # --- as coverage
    def coverage(self, interval: Any, *, options: RunOptions | None = None, data: bool = True) -> Coverage:
        """Which time of which stream is current, stale, failed, running, missing, or not evaluated.

        Args:
            interval: What to look at; it may end after now.
            options: The version policy by which results are judged.
            data: Whether current time without data is told apart; that reads the timestamps.

        Returns:
            One row a stream; ``print`` shows strips, `Coverage.to_dict` gives plain values.
        """
        return coverage(self, self._interval(interval), options, data)

    def _interval(self, interval: Any) -> TimeInterval:
        host = self.host
        return as_interval(interval, utcnow if host is None else host.clock)
