"""Whether the plates of a factor's nodes fit together, with both sides named where they do not.

The rules are about tags. For one place of the sink, each source has to give one stream (an aggregate: the
streams that are joined), and the sources together must say which place that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..tool import AggregateTool, BaseTool, SelectorTool
from ..utils.errors import FactorDefinitionError, IncompatiblePlatesError
from .node import Node
from .values import shown


def check_factor(tool: BaseTool, sources: Sequence[Node], sink: Node, alignment: Node | None) -> None:
    """Refuse an ordinary, aggregate or selector factor whose plates do not fit.

    Raises:
        IncompatiblePlatesError: (a `ValueError`) They do not.
        FactorDefinitionError: (a `ValueError`) An aggregate or selector has no source, or more than two; or
            the tool says how many it reads, and these are more or fewer.
    """
    if isinstance(tool, SelectorTool):
        _check_count(tool, sources)
        _check_selector(tool, sources[-1], sink)
    elif isinstance(tool, AggregateTool) and tool.aggregation_meta_data is not None:
        _check_count(tool, sources)
        _check_aggregate(tool, sources[-1], sink)
        _check_plain(tool, sources[:-1], sink)
    else:
        _check_number(tool, sources)
        _check_plain(tool, sources, sink)
        _check_covered(tool, sources, sink)
    if alignment is not None:
        _check_plain(tool, [alignment], sink, "alignment node")


def _check_number(tool: BaseTool, sources: Sequence[Node]) -> None:
    """As many as the tool says that it reads (``check_input_stream_count``); an aggregate at least one."""
    if type(tool).other_sources is not BaseTool.other_sources:
        return  # It finds some by itself.
    wanted = getattr(tool._execute, "input_stream_count", None)
    given = len(sources)
    if wanted is None and isinstance(tool, AggregateTool) and not given:
        wanted = 1
    if wanted not in (None, given):
        reads = "no node" if not wanted else f"{wanted} node{'s' if wanted > 1 else ''}"
        names = f" ({', '.join(node.node_id for node in sources)})" if sources else ""
        msg = (
            f"Factor {tool.name} reads {reads}, and {given or 'none'}{names} "
            f"{'is' if given < 2 else 'are'} given. Name what it reads: hs.factors.{tool.name}(sources, ...)."
        )
        raise FactorDefinitionError(msg, tool=tool, sources=list(sources))


def check_multi_output(tool: BaseTool, source: Node | None, splitting: Node | None, sink: Node) -> None:
    """Refuse a factor that splits a source where its plates do not fit.

    Raises:
        IncompatiblePlatesError: (a `ValueError`) They do not.
    """
    given = source.tags if source is not None else ()
    strange = [tag for tag in given if tag not in sink.tags]
    if strange and source is not None:
        raise _misfit(
            tool,
            f"source {_told(source)} but sink {_told(sink)}. {_quoted(strange)} would be lost. "
            f"Put the sink on {_quoted(strange)}, too.",
            source,
            sink,
        )
    if set(given) == set(sink.tags):
        raise _misfit(
            tool,
            f"source {_told(source)} and sink {_told(sink)}, so there is no plate to split over. "
            "Put the sink on one plate more.",
            source,
            sink,
        )
    if splitting is not None and (strange := [tag for tag in splitting.tags if tag not in given]):
        raise _misfit(
            tool,
            f"source {_told(source)} but splitting node {_told(splitting)}. "
            f"There would be several ways to split, one for each {_quoted(strange)}. "
            f"Take the splitting node off {_quoted(strange)}.",
            splitting,
            sink,
        )


def _check_plain(tool: BaseTool, nodes: Sequence[Node], sink: Node, role: str = "source") -> None:
    """Each node gives exactly one stream for each place of the sink."""
    for node in nodes:
        strange = [tag for tag in node.tags if tag not in sink.tags]
        if strange:
            advice = ""
            if role == "source":
                advice = f", or use an aggregate tool with over={strange[-1]!r}"
            raise _misfit(
                tool,
                f"{role} {_told(node)} but sink {_told(sink)}. {_quoted(strange)} would have several "
                f"values for one result. Add {_quoted(strange)} to the sink{advice}.",
                node,
                sink,
            )
        _check_places(tool, node, sink, role)


def _check_covered(tool: BaseTool, sources: Sequence[Node], sink: Node) -> None:
    """The sources together name every plate of the sink; a tool without sources is called for each place."""
    given = {tag for source in sources for tag in source.tags}
    lacking = [tag for tag in sink.tags if tag not in given]
    if sources and lacking:
        told = " and ".join(_told(source) for source in sources)
        raise _misfit(
            tool,
            f"source {told} but sink {_told(sink)}. Every {_quoted(lacking)} would get the same result. Take "
            f"{_quoted(lacking)} off the sink, or use a multi-output tool such as stream_broadcaster.",
            sources[0],
            sink,
        )


def _check_places(tool: BaseTool, node: Node, sink: Node, role: str) -> None:
    """Where both lie on the same plate there is nothing to look at; else every place is looked up."""
    if not node.plates or set(node.plate_ids) <= set(sink.plate_ids):
        return
    tags = node.tags
    for place in sink.streams.canonical:
        if node.streams.find(tuple(pair for pair in place if pair[0] in tags)) is None:
            raise _misfit(
                tool,
                f"{role} {_told(node)} and sink {_told(sink)}, but the {role} has no stream at "
                f"{shown(place)}. Add the value to its plate, or take it from the sink's.",
                node,
                sink,
            )


def _check_count(tool: BaseTool, sources: Sequence[Node]) -> None:
    if not 1 <= len(sources) <= 2:
        msg = (
            f"Factor {tool.name}: a tool of kind {tool.kind!r} has one source node, or two of which the "
            f"last is what it works on; {len(sources)} were given."
        )
        raise FactorDefinitionError(msg, tool=tool, sources=sources)


def _check_aggregate(tool: AggregateTool, source: Node, sink: Node) -> None:
    tag = tool.aggregation_meta_data
    if tag not in source.tags:
        raise _misfit(
            tool,
            f"source {_told(source)}, so there is no {tag!r} to join. Name one of its plates: over=...",
            source,
            sink,
        )
    _check_moved(tool, source, sink, tag, f"Joining over {tag!r}")


def _check_selector(tool: SelectorTool, source: Node, sink: Node) -> None:
    if not source.tags:
        raise _misfit(tool, f"source {_told(source)}, so there is nothing to select from.", source, sink)
    _check_moved(tool, source, sink, tool.selector_meta_data, "Selecting")


def _check_moved(tool: BaseTool, source: Node, sink: Node, tag: Any, doing: str) -> None:
    """The sink lies where the source does, or on one plate fewer, or on none."""
    mine, theirs = set(sink.tags), set(source.tags)
    gone = theirs - mine
    if not mine or (mine == theirs) or (mine < theirs and gone == {tag if tag is not None else min(gone)}):
        return
    expected = [each for each in source.tags if each != tag]
    raise _misfit(
        tool,
        f"source {_told(source)} but sink {_told(sink)}. {doing} gives results over "
        f"({', '.join(expected) or 'no plate'}). Put the sink there.",
        source,
        sink,
    )


def _told(node: Node | None) -> str:
    return "(none)" if node is None else f"{node.node_id} {node.runs_over}"


def _quoted(tags: Sequence[str]) -> str:
    return " and ".join(map(repr, tags))


def _misfit(tool: BaseTool, text: str, source: Node | None, sink: Node) -> IncompatiblePlatesError:
    return IncompatiblePlatesError(f"Factor {tool.name}: {text}", tool=tool, source=source, sink=sink)
