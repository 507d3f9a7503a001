"""Small worlds in which the laws are tried: raw streams, tools joined to a graph, and what is asked of them.

Times are milliseconds since 1970 and lie there too, so nothing is near the present. The oracle is
always the same: what each stream holds after one clean computation of everything, in a memory of
its own; tools are pure, so whatever a stream holds anywhere must be a part of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hyperstream import Batch, Stream, TimeInterval
from hyperstream.channels.database_channel import DatabaseChannel
from hyperstream.channels.memory_channel import MemoryChannel
from hyperstream.stores.ledger.model import Fingerprint
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.port import Store
from hyperstream.stores.sqlite import SQLiteStore
from hyperstream.stores.streams import StreamStore
from hyperstream.time_interval.spans import Spans
from hyperstream.tool import Catalogue
from hyperstream.tool.recipe import Recipe
from hyperstream.tool.run import RunOptions, RunReport, current_options
from hyperstream.tool.shipped import shipped_tools

SHIPPED = Catalogue([shipped_tools()])

EARLIEST, LATEST = -2_000_000, 3_000_000
"""Far outside everything that a test asks for, ms."""

RAW = ("raw", "other")
"""Names of the streams that are written by hand."""


@dataclass(frozen=True)
class Node:
    """One computed stream.

    Attributes:
        name: Its name.
        tool: Name of the tool.
        parameters: Of the tool.
        sources: Names of the streams it reads.
        home: ``database`` or ``memory``.
        version: Of the tool; None for the newest.
    """

    name: str
    tool: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    home: str = "database"
    version: str | None = None


class World:
    """A graph of streams over a store.

    Args:
        nodes: What is computed, sources before what rests on them.
        store: Where the database streams lie; a new memory unless given.
        catalogue: Where tools come from.
        options: Of the `StreamStore`.
    """

    def __init__(
        self,
        nodes: Sequence[Node],
        store: Store | None = None,
        catalogue: Catalogue = SHIPPED,
        **options: Any,
    ) -> None:
        self.store = MemoryStore() if store is None else store
        self.channels = {
            "database": DatabaseChannel("mongo", StreamStore(self.store, **options)),
            "memory": MemoryChannel("memory"),
        }
        self.streams: dict[str, Stream] = {name: self.channels["database"][name] for name in RAW}
        for node in nodes:
            sink = self.streams[node.name] = self.channels[node.home][node.name]
            tool: Any = catalogue.get(node.tool, node.version)(**node.parameters)
            Recipe.join(tool, [self.streams[name] for name in node.sources], sink)

    def write(self, rows: Mapping[str, Batch]) -> None:
        """Fill the raw streams."""
        for name, batch in rows.items():
            self.streams[name].write(batch)

    def recipe(self, name: str) -> Recipe:
        """What computes a stream."""
        recipe = self.streams[name].producer
        assert isinstance(recipe, Recipe)
        return recipe

    def execute(self, name: str, a: int, b: int, **options: Any) -> RunReport:
        """Compute a stream over ``(a, b]`` by `Tool.execute`."""
        recipe = self.recipe(name)
        return recipe.tool.execute(recipe.sources, recipe.sink, span(a, b), options=RunOptions(**options))

    def pull(self, name: str, a: int, b: int, **options: Any) -> Batch:
        """Compute a stream by looking at it; what is seen. The options hold for all that is pulled."""
        token = current_options.set(RunOptions(**options))
        try:
            return self.streams[name].window(span(a, b), force_calculation=True).to_batch()
        finally:
            current_options.reset(token)

    # --- what there is
    def rows(self, name: str) -> Batch:
        """All rows of a stream."""
        return self.streams[name].window(span(EARLIEST, LATEST)).to_batch()

    def computed(self, name: str) -> Spans:
        """The computed time of a stream."""
        return self.streams[name].calculated_intervals.spans

    def fingerprints(self, name: str) -> list[tuple[int, int, Fingerprint]]:
        """What computed which time of a stream; neighbours of the same as one."""
        ledger = self.streams[name].home.ledger(self.streams[name])
        found: list[tuple[int, int, Fingerprint]] = []
        for part in ledger.parts:
            fingerprint = ledger.fps[part.fp]
            if fingerprint is None or fingerprint.tool == "given":
                continue
            if found and found[-1][1] == part.a and found[-1][2] == fingerprint:
                found[-1] = (found[-1][0], part.b, fingerprint)
            else:
                found.append((part.a, part.b, fingerprint))
        return found

    def revisions(self) -> dict[str, int]:
        """The revision of every stream's ledger."""
        return {name: stream.home.ledger(stream).rev for name, stream in self.streams.items()}

    def close(self) -> None:
        """Release the store."""
        self.store.close()


def clean_rows(
    nodes: Sequence[Node], rows: Mapping[str, Batch], catalogue: Catalogue = SHIPPED
) -> dict[str, Batch]:
    """The oracle: all rows of every stream after one clean computation of everything."""
    world = World([replace_home(node) for node in nodes], catalogue=catalogue)
    world.write(rows)
    for node in nodes:
        world.execute(node.name, EARLIEST, LATEST)
    return {name: world.rows(name) for name in world.streams}


def replace_home(node: Node, home: str = "memory") -> Node:
    """The same node in another channel."""
    return Node(node.name, node.tool, node.parameters, node.sources, home, node.version)


def assert_part_of(world: World, oracle: Mapping[str, Batch], names: Iterable[str]) -> None:
    """Each stream holds exactly the clean rows of its computed time, and nothing elsewhere."""
    for name in names:
        expected = within(oracle[name], world.computed(name))
        found = world.rows(name)
        assert found.same_rows(expected), (name, found.instances(), expected.instances())


def assert_no_garbage_stays(world: World) -> None:
    """After a clean-up, every segment holds a row that is visible."""
    store = world.channels["database"].store
    for name, stream in world.streams.items():
        store.clean(stream.key)
        ledger = store.ledger(stream.key)
        visible = world.rows(name)
        for segment in store.store.list_segments(ledger.inc):
            assert len(visible.between(segment.a - 1, segment.b)), (name, segment)


def within(rows: Batch, spans: Spans) -> Batch:
    """The rows that lie in the spans."""
    return Batch.concat([rows.between(a, b) for a, b in spans])


def span(a: int, b: int) -> TimeInterval:
    """``(a, b]``, ms."""
    return TimeInterval.from_ms(a, b)


def sqlite(folder: Path, name: str = "store.db", synchronous: str = "NORMAL") -> SQLiteStore:
    """A store in a file; without power cuts ``NORMAL`` keeps all that ``FULL`` keeps."""
    return SQLiteStore(folder / name, synchronous=synchronous)
