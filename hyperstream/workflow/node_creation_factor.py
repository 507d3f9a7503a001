"""Factors that find the values of a plate in a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar, Self

from ..execution import Finished, Outcome, Unit, execute
from ..execution.graph import NOWHERE
from ..stores.ledger.pending import Pending
from ..stream import Stream
from ..time_interval import TimeInterval
from ..tool import BaseTool, PlateCreationTool
from ..tool.run import RunOptions, options_in_force, run_plate_creation
from ..tool.run.makers import gives_jobs
from ..tool.run.pull import pulling
from ..utils.errors import FactorDefinitionError, ToolExecutionError
from .factor_base import FactorBase
from .node import Node
from .options import PLAIN_OPTIONS, FactorOptions
from .output_plate import OutputPlate
from .plate import Plate
from .plate_definition import PlateDefinition
from .plate_manager import PlateManager
from .tool_choice import ToolChoice
from .values import Pairs, canonical


class NodeCreationFactor(FactorBase):
    """A tool that finds plate values in a source node, once for each place of it.

    What it finds is inserted into the meta data when it is executed, and is on the plate at once; the plate
    itself is there from the start. A workflow executes such factors before all others.

    Args:
        tool: A `PlateCreationTool`.
        source_node: Where it looks, or None.
        input_plate: Of the source, which says it itself; taken for old callers.
        output_plate: The plate to fill.
        plate_manager: Where plates and meta data are kept.
        options: How it differs from the plain factor.
    """

    kinds: ClassVar[tuple[type[BaseTool], ...]] = (PlateCreationTool,)
    sink = sink_node = None

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
        self._check_parent()
        if not self.output_plate.use_provided_values:
            self._define(())

    @property
    def source_node(self) -> Node | None:
        """Where it looks."""
        return self.source_nodes[0] if self.source_nodes else None

    @property
    def input_plate(self) -> Plate | None:
        """The plate of its source."""
        return None if self.source_node is None else next(iter(self.source_node.plates), None)

    @property
    def parent_plate(self) -> Plate | None:
        """The plate around the one that is filled."""
        given = self.output_plate.parent_plate
        if given is not None:
            return self.plate_manager.get_plate(given)
        return self.input_plate

    def _check_parent(self) -> None:
        source = self.source_node
        if source is not None and len(source.plates) > 1 and self.output_plate.parent_plate is None:
            msg = (
                f"Plate {self.output_plate.plate_id!r} would be found in {source.node_id!r}, which lies on "
                f"{' and '.join(source.plate_ids)}. Say below which of them it stands: parent_plate=..."
            )
            raise FactorDefinitionError(msg, output_plate=self.output_plate, source=source)

    def execute(self, time_interval: Any) -> Self:
        """Look at an interval of the source, bringing it up to date first, and insert what is found.

        Raises:
            ToolExecutionError: The tool failed.
        """
        self.look(self._interval(time_interval))
        return self

    def look(self, interval: TimeInterval, options: RunOptions | None = None) -> Outcome:
        """The same, telling what was computed for it and which places failed and were skipped.

        Raises:
            ToolExecutionError: A tool failed whose factor does not skip.
        """
        with pulling("" if options is None else options.run_id):
            outcome = self._bring_up_to_date(interval, options)
            found: list[Pairs] = []
            for place, source in self._sources():
                ended = self._look_at(place, source, interval, _failed_on(source, outcome))
                if isinstance(ended, Finished):
                    outcome.units.append(ended)
                else:
                    found += self._paths(place, ended)
            self._insert(found)
        return outcome

    def _look_at(
        self, place: Pairs, source: Stream | None, interval: TimeInterval, waits_for: tuple[int, ...]
    ) -> set[Any] | Finished:
        """What is found at one place, or why nothing is."""
        if waits_for:
            return Finished(self._unit(place, source, interval), waits_for=waits_for)
        policy = self.options.on_failure
        try:
            return policy.attempt(partial(self._find, source, interval, place), self.executor.sleep)
        except ToolExecutionError as error:
            if not policy.skip:
                raise
            return Finished(self._unit(place, source, interval), error=error)

    def _bring_up_to_date(self, interval: TimeInterval, options: RunOptions | None) -> Outcome:
        streams = [source for _, source in self._sources() if source is not None]
        producers = [stream.producer for stream in streams if gives_jobs(stream.producer)]
        given = options_in_force(options)
        return execute(producers, interval, self.executor, replace(given, force=False))

    def _find(self, source: Stream | None, interval: TimeInterval, place: Pairs) -> set[Any]:
        return run_plate_creation(self.tools.at(place), source, interval, place or None)

    def _insert(self, found: Sequence[Pairs]) -> None:
        ends = self.plate_manager.meta_data_manager.insert_paths(sorted(found))
        if self.output_plate.use_provided_values and ends:
            self._define(ends)

    def _unit(self, place: Pairs, source: Stream | None, interval: TimeInterval) -> Unit:
        """A look at one place, as `Outcome` tells of it."""
        tool = self.tools.at(place)
        return Unit(
            number=NOWHERE,
            factor=self.output_plate.plate_id,
            plate_value=place,
            tool=tool.name,
            version=tool.version,
            parameters=tool.parameters_json,
            sources=() if source is None else (source.key,),
            sinks=(),
            pieces=(Pending(interval.start_ms, interval.end_ms, "requested"),),
            on_failure=self.options.on_failure,
        )

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


def _failed_on(source: Stream | None, outcome: Outcome) -> tuple[int, ...]:
    """Numbers of the units that should have brought a stream up to date and did not."""
    if source is None:
        return ()
    lacking = (item.unit for item in outcome.units if not item.is_done)
    return tuple(unit.number for unit in lacking if source.key in unit.sinks)
