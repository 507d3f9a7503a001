"""Factors that find the values of a plate in a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from ..stream import Stream
from ..time_interval import TimeInterval
from ..tool import BaseTool, PlateCreationTool
from ..tool.run.pull import pulling
from ..utils.errors import FactorDefinitionError
from .factor_base import FactorBase
from .options import PLAIN_OPTIONS, FactorOptions
from .plate import Plate
from .plate_definition import PlateDefinition
from .plate_manager import PlateManager
from .tool_choice import ToolChoice
from .values import Pairs, canonical

if TYPE_CHECKING:
    from .node import Node


@dataclass(frozen=True, slots=True)
class OutputPlate:
    """The plate that a factor fills.

    Attributes:
        plate_id: Its id.
        meta_data_id: Its tag.
        description: For people.
        use_provided_values: Whether the plate has what the tool found and nothing else; otherwise it has
            all meta data of its tag.
        parent_plate: Id of its parent; that of the source's plate unless given.
    """

    plate_id: str
    meta_data_id: str
    description: str = ""
    use_provided_values: bool = False
    parent_plate: str | None = None

    def as_document(self) -> dict[str, Any]:
        """The plate as plain values, as 0.3.8 kept it."""
        return asdict(self)

    @classmethod
    def parse(cls, value: OutputPlate | Mapping[str, Any]) -> OutputPlate:
        """The plate that a dictionary of 0.3.8 describes.

        Raises:
            FactorDefinitionError: (a `ValueError`) It does not say id and tag, or says something else.
        """
        if isinstance(value, OutputPlate):
            return value
        try:
            return cls(**{name: given for name, given in value.items() if given is not None})
        except (AttributeError, TypeError) as error:
            msg = (
                f"{value!r} does not describe a plate; give plate_id, meta_data_id, description, "
                "use_provided_values and perhaps parent_plate."
            )
            raise FactorDefinitionError(msg, output_plate=value) from error


class NodeCreationFactor(FactorBase):
    """A tool that finds plate values in a source node, once for each place of it.

    What it finds is inserted into the meta data when it is executed, and is on the plate at once; the plate
    itself is there from the start. A workflow executes such factors before all others.

    Args:
        tool: A `PlateCreationTool`.
        source_node: Where it looks, or None.
        input_plate: Of the source; kept for old callers, and not looked at.
        output_plate: The plate to fill.
        plate_manager: Where plates and meta data are kept.
        options: How it differs from the plain factor.
    """

    kinds: ClassVar[tuple[type[BaseTool], ...]] = (PlateCreationTool,)
    sink_node = None

    def __init__(
        self,
        tool: BaseTool | ToolChoice,
        source_node: Node | None,
        input_plate: Plate | None,
        output_plate: OutputPlate | Mapping[str, Any],
        plate_manager: PlateManager,
        *,
        options: FactorOptions = PLAIN_OPTIONS,
    ) -> None:
        self.output_plate = OutputPlate.parse(output_plate)
        self.plate_manager = plate_manager
        super().__init__(tool, () if source_node is None else (source_node,), options)
        if not self.output_plate.use_provided_values:
            self._define(())

    @property
    def source_node(self) -> Node | None:
        """Where it looks."""
        return self.source_nodes[0] if self.source_nodes else None

    @property
    def parent_plate(self) -> Plate | None:
        """The plate around the one that is filled."""
        given = self.output_plate.parent_plate
        if given is not None:
            return self.plate_manager.get_plate(given)
        plates = () if self.source_node is None else self.source_node.plates
        return plates[0] if plates else None

    def execute(self, time_interval: TimeInterval) -> Self:
        """Look at an interval of the source, bringing it up to date first, and insert what is found.

        Raises:
            ToolExecutionError: The tool failed.
        """
        found: list[Pairs] = []
        with pulling():
            for place, source in self._sources():
                values = self.options.on_failure.attempt(partial(self._find, source, time_interval, place))
                found += self._paths(place, values)
        ends = self.plate_manager.meta_data_manager.insert_paths(sorted(found))
        if self.output_plate.use_provided_values and ends:
            self._define(ends)
        return self

    def _find(self, source: Stream | None, interval: TimeInterval, place: Pairs) -> set[Any]:
        tool = cast(PlateCreationTool, self.tools.at(place))
        return tool.execute(source, interval, place or None)

    def _sources(self) -> Iterator[tuple[Pairs, Stream | None]]:
        if self.source_node is None:
            yield (), None
        else:
            yield from self.source_node.streams.canonical.items()

    def _paths(self, place: Pairs, values: set[Any]) -> Iterator[Pairs]:
        """The places of what was found: below the source's place, else below every value of the parent."""
        parent = self.parent_plate
        around: Sequence[Pairs] = ((),)
        if parent is not None:
            wanted = {pair for pair in place if pair[0] in parent.tags}
            around = [value for value in parent.values if wanted <= set(canonical(value))]
        for value in sorted(map(str, values)):
            yield from ((*above, (self.output_plate.meta_data_id, value)) for above in around)

    def _define(self, identifiers: Sequence[str]) -> None:
        """Make the plate: all of its tag, or, where only what is found counts, that and what was before."""
        wanted, parent = self.output_plate, self.parent_plate
        known = wanted.plate_id in self.plate_manager.plates
        if known and not wanted.use_provided_values:
            return
        before = self.plate_manager.definition(wanted.plate_id).identifiers if known else ()
        self.plate_manager.add_plate(
            PlateDefinition(
                wanted.plate_id,
                wanted.meta_data_id,
                wanted.description,
                complement=not wanted.use_provided_values,
                parent_plate=None if parent is None else parent.plate_id,
                identifiers=tuple(sorted({*before, *identifiers})),
            )
        )
