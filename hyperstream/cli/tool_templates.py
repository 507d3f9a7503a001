"""What a new tool file begins as: a tool of its kind that works, to be changed."""

from __future__ import annotations

from string import Template

from ..utils.names import snake_to_camel

_TOOL = '''\
"""$description"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hyperstream import Stream, StreamInstance, TimeInterval, Tool


class $class_name(Tool):
    """$description

    Parameters:
        factor: What each value is multiplied by.
    """

    factor: float = 1.0

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        """One instance for each of the source, at the same time. Yield only inside the interval."""
        for timestamp, value in sources[0].window(interval, force_calculation=True):
            yield StreamInstance(timestamp, self.factor * value)
'''

_AGGREGATE = '''\
"""$description"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from hyperstream import AggregateTool, Stream, StreamInstance, TimeInterval


class $class_name(AggregateTool):
    """$description

    Parameters:
        aggregation_meta_data: The tag over which is aggregated, such as ``house``.
    """

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        """The sum of what the sources have at each time."""
        sums: dict[datetime, float] = defaultdict(float)
        for source in sources:
            for timestamp, value in source.window(interval, force_calculation=True):
                sums[timestamp] += value
        for timestamp in sorted(sums):
            yield StreamInstance(timestamp, sums[timestamp])
'''

_MULTI_OUTPUT = '''\
"""$description"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hyperstream import MultiOutputTool, Stream, StreamInstance, StreamMetaInstance, TimeInterval


class $class_name(MultiOutputTool):
    """$description

    Parameters:
        element: The key of each value that says which plate value it belongs to.
    """

    element: str

    def _execute(
        self,
        source: Stream,
        splitting_stream: Stream | None,
        interval: TimeInterval,
        meta_data_id: str,
        output_plate_values: Sequence[str],
    ) -> Iterator[StreamMetaInstance]:
        """Each instance goes to the stream of its plate value."""
        for timestamp, value in source.window(interval, force_calculation=True):
            instance = StreamInstance(timestamp, value)
            yield StreamMetaInstance(instance, (meta_data_id, str(value[self.element])))
'''

_SELECTOR = '''\
"""$description"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hyperstream import SelectorTool, Stream, StreamInstance, StreamMetaInstance, TimeInterval


class $class_name(SelectorTool):
    """$description

    Parameters:
        selector_meta_data: The tag by which streams are chosen.
        index: The value of that tag that is kept.
    """

    index: str

    def _execute(self, sources: Sequence[Stream], interval: TimeInterval) -> Iterator[StreamMetaInstance]:
        """The instances of the streams whose tag has the chosen value."""
        for source in sources:
            meta_data = source.stream_id.meta_data
            if (self.selector_meta_data, self.index) not in meta_data:
                continue
            for timestamp, value in source.window(interval, force_calculation=True):
                yield StreamMetaInstance(StreamInstance(timestamp, value), meta_data)
'''

_PLATE_CREATION = '''\
"""$description"""

from __future__ import annotations

from collections.abc import Iterator

from hyperstream import PlateCreationTool, Stream, StreamMetaInstance, TimeInterval


class $class_name(PlateCreationTool):
    """$description

    Parameters:
        element: The key of each value that names a value of the new plate.
    """

    element: str

    def _execute(self, source: Stream, interval: TimeInterval) -> Iterator[StreamMetaInstance]:
        """Every value of the element becomes a value of the plate."""
        for instance in source.window(interval, force_calculation=True):
            yield StreamMetaInstance(instance, str(instance.value[self.element]))
'''

TEMPLATES = {
    "tool": _TOOL,
    "aggregate": _AGGREGATE,
    "multi-output": _MULTI_OUTPUT,
    "selector": _SELECTOR,
    "plate-creation": _PLATE_CREATION,
}
"""Per kind, as ``--kind`` names it."""


def render(kind: str, name: str, description: str) -> str:
    """The content of a first version.

    Args:
        kind: A key of `TEMPLATES`.
        name: Tool name in snake_case.
        description: One line; a full stop is added where none ends it.
    """
    # Nobody's description may close the docstring or end in the middle of an escape.
    line = " ".join(description.split()).replace("\\", "\\\\").replace('"""', "'''")
    line = line or f"What {name} gives."
    ended = line if line.endswith((".", "!", "?")) else f"{line}."
    return Template(TEMPLATES[kind]).substitute(class_name=snake_to_camel(name), description=ended)
