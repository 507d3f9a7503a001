"""Workflows: committed, loaded by another process, deleted, executed at request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hyperstream import (
    ChannelManager,
    HyperStream,
    PlateManager,
    TimeInterval,
    TimeIntervals,
    Workflow,
    WorkflowManager,
)
from hyperstream.execution import RETRY, SKIP, SerialExecutor
from hyperstream.models import WorkflowDefinitionModel, WorkflowStatusModel
from hyperstream.models.base import from_document
from hyperstream.models.definitions import WORKFLOW_KIND, WORKFLOW_STATUS_KIND
from hyperstream.stores.streams import StreamStore
from hyperstream.utils.errors import (
    ArgumentKeyError,
    ArgumentValueError,
    HyperStreamError,
    LinkageError,
    StoreFormatError,
    ToolExecutionError,
    ToolNotFoundError,
    UnregisteredFunctionError,
    ValueNotStorableError,
)
from hyperstream.workflow import MetaDataManager, WorkflowSummary

from .kit import Add, hyperstream, rows, span, tool_file, values

Open = Callable[..., HyperStream]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Open]:
    """Opens the same store again and again, as new processes would."""
    opened: list[HyperStream] = []

    def start(**options: Any) -> HyperStream:
        for hs in opened:
            hs.close()
        opened.append(hyperstream(tmp_path, "sqlite:///store.db", **options))
        return opened[-1]

    yield start
    for hs in opened:
        hs.close()


def define(hs: HyperStream, workflow_id: str = "heating", **options: Any) -> Workflow:
    """Readings of houses, hourly means, the warmest of a city, and a clock."""
    city = hs.plate("city", values=["Bath", "Bristol"])
    house = hs.plate("house", parent=city, values={"Bath": ["h1"], "Bristol": ["h2", "h3"]})
    with hs.create_workflow(workflow_id, **options) as w:
        raw = w.create_node("raw", plates=house)
        mean = w.create_node("mean", plates=house)
        warmest = w.create_node("warmest", plates=city)
        mean[house] = hs.factors.mean(raw, every=2).with_options(version_policy="patch", on_failure="retry")
        warmest[city] = hs.factors.maximum(mean, over=house)
    return w


def write(w: Workflow) -> None:
    for number, stream in enumerate(w.nodes["raw"].streams.values()):
        stream.write(rows(*[float(number + k) for k in range(10)]))


class TestCreating:
    def test_makes_it_known_and_current_within_with(self, start: Open) -> None:
        hs = start()
        with hs.create_workflow("w", "a name", "me", "about", online=True, monitor=True) as w:
            assert hs.current_workflow is w
            assert hs.workflow_manager.workflows == {"w": w}
        assert hs.current_workflow is None
        assert (w.workflow_id, w.name, w.owner, w.description, w.online, w.monitor) == (
            "w",
            "a name",
            "me",
            "about",
            True,
            True,
        )
        assert repr(w) == "Workflow('w', 0 nodes, 0 factors)"
        assert repr(hs.workflow_manager) == "WorkflowManager(w)"

    def test_one_can_be_made_current_by_hand(self, start: Open) -> None:
        hs = start()
        first, second = hs.create_workflow("first"), hs.create_workflow("second")
        with HyperStream("sqlite:///:memory:") as other, other.create_workflow("theirs") as theirs, first:
            hs.current_workflow = second
            assert (hs.current_workflow, other.current_workflow) == (second, theirs)
            second.create_node("ticks")[None] = hs.factors.clock()
            hs.current_workflow = None
            assert (hs.current_workflow, other.current_workflow) == (None, theirs)
            with pytest.raises(ValueError, match="'theirs' is not one of this HyperStream"):
                hs.current_workflow = theirs
            with pytest.raises(ValueError, match="belong into a workflow"):
                hs.factors.clock()
        assert hs.current_workflow is None
        assert len(second.factors) == 1

    def test_one_that_exists_is_an_error_or_taken_up(self, start: Open) -> None:
        hs = start()
        w = hs.create_workflow("w")
        with pytest.raises(KeyError, match="a workflow 'w' already"):
            hs.create_workflow("w")
        assert hs.create_workflow("w", safe=False) is w
        with hs.create_workflow("w", safe=False) as again:
            assert again is w

    @pytest.mark.parametrize("safe", [True, False])
    def test_an_error_in_the_body_comes_out_as_it_is_and_the_id_is_free_again(
        self, start: Open, safe: bool
    ) -> None:
        hs = start()

        def body() -> None:
            with hs.create_workflow("w", safe=safe) as w:
                w.create_node("n")[None] = hs.factors.clock()
                raise KeyError("mine")

        for _ in range(2):
            with pytest.raises(KeyError, match="mine"):
                body()
            assert hs.current_workflow is None
            assert "w" not in hs.workflow_manager.workflows
            assert hs.channel_manager.database["n"].producer is None

    def test_an_error_later_does_not_take_it_away(self, start: Open) -> None:
        hs = start()
        define(hs)
        with pytest.raises(ZeroDivisionError), hs.create_workflow("heating", safe=False):
            1 / 0  # noqa: B018
        assert "heating" in hs.workflow_manager.workflows

    def test_defining_the_same_again_changes_nothing(self, start: Open) -> None:
        hs = start()
        w = define(hs)
        hs.workflow_manager.commit_all()
        assert define(hs, safe=False) is w
        assert len(w.factors) == 2
        assert hs.workflow_manager.uncommitted_workflows == set()


class TestCommitting:
    def test_a_new_process_has_the_same_workflow_and_nothing_to_do(self, start: Open) -> None:
        hs = start()
        w = define(hs, online=True)
        write(w)
        w.execute(span(0, 10))
        before = {place: values(stream) for place, stream in w.nodes["warmest"].streams.items()}
        hs.workflow_manager.commit_workflow("heating")
        hs = start()
        again = hs.workflow_manager.workflows["heating"]
        assert hs.workflow_manager.uncommitted_workflows == set()
        assert [node.plate_ids for node in again.nodes.values()] == [["house"], ["house"], ["city"]]
        assert [factor.tool for factor in again.factors] == [factor.tool for factor in w.factors]
        assert [factor.options for factor in again.factors] == [factor.options for factor in w.factors]
        assert again.factors[0].options.on_failure == RETRY
        assert not again.nodes["mean"].is_leaf
        assert again.execute(span(0, 10)).nothing_to_do
        again.nodes["raw"]["h2"].write([(span(0, 12).end, 99.0)])
        assert {str(done.unit) for done in again.execute(span(0, 12)).units} == {
            *("mean(Bath, h1)", "mean(Bristol, h2)", "mean(Bristol, h3)"),
            *("warmest(Bath)", "warmest(Bristol)"),
        }
        assert (
            before.items()
            <= {place: values(stream)[:5] for place, stream in again.nodes["warmest"].streams.items()}.items()
        )

    def test_documents_are_those_of_the_models(self, start: Open) -> None:
        hs = start()
        define(hs)
        hs.workflow_manager.commit_all()
        (document,) = hs.store.get_documents(WORKFLOW_KIND)
        assert from_document(WorkflowDefinitionModel, document).factors[0].tool.version == "1.0.0"
        (status,) = hs.store.get_documents(WORKFLOW_STATUS_KIND)
        assert from_document(WorkflowStatusModel, status).last_updated is not None

    def test_commits_everything_and_an_empty_one_too(self, start: Open) -> None:
        hs = start()
        for name in "abc":
            hs.create_workflow(name)
        assert hs.workflow_manager.uncommitted_workflows == {"a", "b", "c"}
        hs.workflow_manager.commit_all()
        assert hs.workflow_manager.uncommitted_workflows == set()
        assert set(start().workflow_manager.workflows) == {"a", "b", "c"}

    def test_one_that_cannot_be_committed_does_not_keep_the_others_away(self, start: Open) -> None:
        hs = start()
        for name in "acd":
            with hs.create_workflow(name) as w:
                sink = w.create_node("sink_" + name)
                func: Any = str if name == "c" else lambda value: value
                sink[None] = hs.factors.apply(w.create_node("raw"), func=func)
        define(hs)
        with pytest.raises(UnregisteredFunctionError, match="Workflow a cannot") as caught:
            hs.workflow_manager.commit_all()
        assert [note.split(" cannot")[0] for note in caught.value.__notes__] == ["Workflow d"]
        assert hs.workflow_manager.uncommitted_workflows == {"a", "d"}

    def test_the_list_tells_what_is_where(self, start: Open) -> None:
        hs = start()
        define(hs, owner="me", online=True)
        assert [one.committed for one in hs.workflow_manager.list_workflows()] == [False]
        hs.workflow_manager.commit_all()
        hs.store.put_documents(
            WORKFLOW_KIND, [{"_id": "broken", "name": "B", "nodes": [{"stream_name": "n"}]}]
        )
        hs = start()
        with hs.create_workflow("a"):
            pass
        assert hs.workflow_manager.list_workflows() == [
            WorkflowSummary("a", "a", "", "", False, 0, 0, committed=False),
            WorkflowSummary("broken", "B", "", "", False, 1, 0),
            WorkflowSummary("heating", "heating", "me", "", True, 3, 2),
        ]

    def test_adding_may_commit_at_once(self, start: Open) -> None:
        hs = start()
        w = Workflow("alone", "Alone", "", "me")
        w.create_node("n", hs.channel_manager.memory)
        hs.workflow_manager.add_workflow(w, commit=True)
        assert hs.workflow_manager.uncommitted_workflows == set()
        with pytest.raises(ArgumentKeyError):
            hs.add_workflow(Workflow("alone"))
        hs.add_workflow(Workflow("another"))
        assert set(start().workflow_manager.workflows) == {"alone"}

    def test_what_is_added_later_is_committed_again(self, start: Open) -> None:
        hs = start()
        w = define(hs)
        hs.workflow_manager.commit_all()
        w.create_node("more")
        assert hs.workflow_manager.uncommitted_workflows == {"heating"}
        hs.workflow_manager.commit_all()
        assert "more" in start().workflow_manager.workflows["heating"].nodes

    def test_another_one_of_the_same_id_in_the_store_stays(
        self, start: Open, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        hs = start()
        w = hs.create_workflow("w")
        w.create_node("mine")
        with hyperstream(tmp_path, "sqlite:///store.db") as other:
            other.create_workflow("w").create_node("theirs")
            other.workflow_manager.commit_all()
        hs.workflow_manager.commit_workflow("w")
        assert "is in the store already, defined otherwise, and is kept" in caplog.text
        assert "theirs" in start().workflow_manager.workflows["w"].nodes

    def test_one_that_does_not_exist_is_told(self, start: Open) -> None:
        hs = start()
        for method in (hs.workflow_manager.commit_workflow, hs.workflow_manager.load_workflow):
            with pytest.raises(ArgumentValueError, match="no workflow 'x'; there are none"):
                method("x")

    def test_what_cannot_be_kept_is_refused_before_anything_is_written(self, start: Open) -> None:
        hs = start()
        hs.create_workflow("w", description="x" * 5000)
        with pytest.raises(ValueNotStorableError, match="description"):
            hs.workflow_manager.commit_workflow("w")
        assert list(hs.store.get_documents(WORKFLOW_KIND)) == []


class TestFunctions:
    def test_of_the_session_are_refused_with_the_way_out(self, start: Open) -> None:
        hs = start()
        with hs.create_workflow("heating") as w:
            node = w.create_node("temp_clean")
            node[None] = hs.factors.apply(w.create_node("raw"), func=lambda value: value + 1)
        w.nodes["raw"][None].write(rows(1))
        w.execute(span(0, 1))
        assert values(node[None]) == [2]
        with pytest.raises(
            UnregisteredFunctionError,
            match=r"Workflow heating cannot be committed: factor temp_clean uses a function defined in your "
            r"session \(.*<lambda> at .*\.py:\d+\), which another process could not load\. "
            r"Register it: @hs\.register",
        ):
            hs.workflow_manager.commit_workflow("heating")

    def test_that_are_registered_are_found_by_their_names(
        self, start: Open, caplog: pytest.LogCaptureFixture
    ) -> None:
        def grow(value: float) -> float:
            return value + 1

        hs = start()
        with hs.create_workflow("w") as w:
            node = w.create_node("n")
            node[None] = hs.factors.apply(w.create_node("raw"), func=hs.register("grow")(grow))
        hs.workflow_manager.commit_workflow("w")
        hs = start()
        assert dict(hs.workflow_manager.workflows) == {}
        assert "Workflow 'w' is left out" in caplog.text
        assert "@hs.register('grow', version='1.0.0')" in caplog.text
        with pytest.raises(KeyError, match="already"):
            hs.create_workflow("w")
        hs.register("grow")(grow)
        again = hs.workflow_manager.load_workflow("w")
        assert again.factors[0].tool.parameters_dict["func"] is grow
        again.nodes["raw"][None].write(rows(1))
        assert again.execute(span(0, 1)).instances == 1

    def test_a_tool_of_the_session_is_refused_with_the_way_out(self, start: Open) -> None:
        hs = start()
        w = hs.create_workflow("w")
        w.create_factor(Add(), None, w.create_node("n"))
        with pytest.raises(
            UnregisteredFunctionError, match=r"factor n uses the tool class Add .*tools/add/<date>_v0"
        ):
            hs.workflow_manager.commit_workflow("w")


class TestVersions:
    def define(self, hs: HyperStream) -> Workflow:
        with hs.create_workflow("w") as w:
            node = w.create_node("n")
            node[None] = hs.factors.scale(w.create_node("raw"), by=2.0)
        return w

    def test_stay_what_they_were(self, start: Open, tmp_path: Path) -> None:
        tool_file(tmp_path, "scale", "1.0.0")
        hs = start()
        self.define(hs)
        hs.workflow_manager.commit_all()
        tool_file(tmp_path, "scale", "2.0.0", "+", date="2026-02-02")
        hs = start()
        again = hs.workflow_manager.workflows["w"]
        assert again.factors[0].tool.version == "1.0.0"
        assert hs.tools.scale.tool_version == "2.0.0"
        again.nodes["raw"][None].write(rows(5))
        again.execute(span(0, 1))
        assert values(again.nodes["n"][None]) == [10.0]

    def test_one_that_is_gone_is_told(
        self, start: Open, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        tool_file(tmp_path, "scale", "1.0.0")
        hs = start()
        self.define(hs)
        hs.workflow_manager.commit_all()
        (tmp_path / "tools" / "scale" / "2026-01-01_v1.0.0.py").unlink()
        tool_file(tmp_path, "scale", "2.0.0", date="2026-02-02")
        hs = start()
        assert dict(hs.workflow_manager.workflows) == {}
        assert "no version matching '1.0.0'" in caplog.text
        with pytest.raises(ToolNotFoundError):
            hs.workflow_manager.load_workflow("w")


class TestLoading:
    def test_everything_that_a_factor_has_comes_back(self, start: Open) -> None:
        hs = start()
        hs.plate("sensor", values=["s", "t", "u"])
        with hs.create_workflow("w") as w:
            ticks, source = (
                w.create_node("ticks", "memory", "sensor"),
                w.create_node("source", plates="sensor"),
            )
            align = w.create_node("align")
            ticks["s"] = hs.factors.clock(stride=1.0)
            ticks["t"] = hs.factors.clock(stride=2.0)
            ticks[hs.plate_manager.plates["sensor"]] = hs.factors.clock(stride=4.0)
            source[None] = hs.plugins.data_generators.factors.gauss([], align, seed=7).with_options(
                on_failure="skip"
            )
            split, by = w.create_node("split", plates="sensor"), w.create_node("by")
            split[None] = hs.factors.splitter_from_stream(w.create_node("raw"), by, element="x")
            w.create_plate("flat", hs.factors.meta_instance_from_list(values=["1"]), parent="sensor")
            only = w.create_node("only", plates="sensor")
            for k, name in enumerate("stu"):
                only[name] = hs.factors.clock(stride=5.0 + k)
        hs.workflow_manager.commit_all()
        again = start().workflow_manager.workflows["w"]
        assert [type(factor).__name__ for factor in again.factors] == [type(f).__name__ for f in w.factors]
        strides = [again.nodes["ticks"].streams[(("sensor", name),)].producer for name in "stu"]
        assert [one.job().tool.parameters_dict["stride"] for one in strides] == [1.0, 2.0, 4.0]  # type: ignore[union-attr]
        assert again.factors[1].options.on_failure == SKIP
        assert again.factors[1].reads == [again.nodes["align"]]
        assert again.factors[2].reads == [again.nodes["raw"], again.nodes["by"]]
        assert again.factors[3].output_plate == w.factors[3].output_plate  # type: ignore[attr-defined]
        assert again.factors[4].tools.default is None
        assert again.nodes["ticks"].channel.channel_id == "memory"

    def test_again_takes_the_place_of_what_was_there(self, start: Open) -> None:
        hs = start()
        w = define(hs)
        hs.workflow_manager.commit_all()
        w.create_node("not committed")
        again = hs.workflow_manager.load_workflow("heating")
        assert again is not w
        assert hs.workflow_manager.workflows["heating"] is again
        assert "not committed" not in again.nodes
        assert again.nodes["mean"]["h1"].stream.producer.factor.sink_node is again.nodes["mean"]

    def test_one_that_cannot_be_defined_leaves_the_one_that_is_there(self, start: Open) -> None:
        hs = start()
        w = define(hs)
        hs.workflow_manager.commit_all()
        (document,) = hs.database.get_documents(WORKFLOW_KIND)
        hs.database.put_documents(WORKFLOW_KIND, [{**document, "factors": [{"factor_type": "Magic"}]}])
        with pytest.raises(StoreFormatError):
            hs.workflow_manager.load_workflow("heating")
        assert hs.workflow_manager.workflows["heating"] is w
        write(w)
        assert len(w.execute(span(0, 10)).computed) == 5
        stream = w.nodes["warmest"]["Bath"].stream
        assert stream.parent_node is w.nodes["warmest"]
        assert stream.producer.factor is w.nodes["warmest"].factor

    def test_a_definition_of_0_3_8_loads_where_it_holds_no_code(self, start: Open) -> None:
        hs = start()
        hs.plate_manager.meta_data_manager.insert("house", "house_1", "root", "1")
        hs.plate_manager.add_plate(
            {"plate_id": "H", "meta_data_id": "house", "values": [], "complement": True}
        )
        stride = {"key": "stride", "value": 2.0, "is_function": False, "is_set": False}
        tool = {"name": "clock", "version": "0.0.0", "parameters": [stride]}
        document = {
            "_id": "5a0b",
            "workflow_id": "old",
            "name": "Old",
            "description": "from 0.3.8",
            "nodes": [{"stream_name": "ticks", "plate_ids": ["H"], "channel_id": "memory"}],
            "factors": [{"tool": tool, "factor_type": "Factor", "sources": [], "sinks": ["ticks"]}],
            "owner": "me",
            "online": False,
            "monitor": False,
        }
        w = hs.workflow_manager.import_definition(document)
        assert w.execute(span(0, 10)).instances == 5
        assert w.factors[0].tool.version == hs.tools.clock.tool_version
        assert hs.workflow_manager.uncommitted_workflows == {"old"}
        hs.workflow_manager.commit_all()
        hs = start()
        assert hs.workflow_manager.workflows["old"].name == "Old"
        with pytest.raises(ArgumentKeyError):
            hs.workflow_manager.import_definition(document)
        tool["parameters"] = [
            {"key": "func", "value": b"\x80\x02marshal", "is_function": True, "is_set": False}
        ]
        with pytest.raises(UnregisteredFunctionError, match="code is never loaded"):
            hs.workflow_manager.import_definition({**document, "workflow_id": "older"})

    @pytest.mark.parametrize(
        ("change", "error", "message"),
        [
            ({"nodes": 5}, StoreFormatError, "field 'nodes' is 5"),
            ({"factors": [{"tool": {}, "factor_type": "Factor"}]}, StoreFormatError, "cannot be read"),
            ({"factors": [{"factor_type": "NodeCreationFactor"}]}, StoreFormatError, "field 'tool'"),
            ({"factors": [{"factor_type": "Magic", "sinks": ["n"]}]}, StoreFormatError, "Magic"),
            (
                {"factors": [{"factor_type": "Factor", "sinks": ["x"]}]},
                LinkageError,
                "node 'x', but no such node",
            ),
            (
                {"factors": [{"factor_type": "Factor", "sinks": ["n", "m"]}]},
                StoreFormatError,
                "one node where n, m",
            ),
        ],
    )
    def test_what_is_no_definition_is_told_and_leaves_nothing(
        self, start: Open, change: dict[str, Any], error: type[HyperStreamError], message: str
    ) -> None:
        hs = start()
        nodes = [{"stream_name": name, "channel_id": "memory"} for name in "nm"]
        with pytest.raises(error, match=message):
            hs.workflow_manager.import_definition({"_id": "w", "nodes": nodes, **change})
        assert dict(hs.workflow_manager.workflows) == {}
        assert all(stream.parent_node is None for stream in hs.channel_manager.memory.streams.values())

    def test_one_that_is_broken_does_not_keep_the_others_away(
        self, start: Open, caplog: pytest.LogCaptureFixture
    ) -> None:
        hs = start()
        define(hs)
        hs.workflow_manager.commit_all()
        hs.store.put_documents(
            WORKFLOW_KIND, [{"_id": "broken", "nodes": [{"stream_name": "n", "channel_id": "x"}]}]
        )
        assert set(start().workflow_manager.workflows) == {"heating"}
        assert "Workflow 'broken' is left out: There is no channel 'x'" in caplog.text


class TestDeleting:
    def test_removes_it_everywhere_but_not_what_was_computed(self, start: Open) -> None:
        hs = start()
        w = define(hs)
        write(w)
        w.execute(span(0, 10))
        w.requested_intervals = span(0, 5)
        hs.workflow_manager.commit_all()
        stream = w.nodes["mean"]["h1"].stream
        hs.workflow_manager.delete_workflow("heating")
        hs.workflow_manager.delete_workflow("heating")
        assert dict(hs.workflow_manager.workflows) == {}
        assert (stream.producer, stream.parent_node) == (None, None)
        assert len(values(stream)) == 5
        assert [*hs.store.get_documents(WORKFLOW_KIND), *hs.store.get_documents(WORKFLOW_STATUS_KIND)] == []
        hs.create_workflow("heating")
        hs.workflow_manager.delete_workflow("heating")
        assert hs.workflow_manager.uncommitted_workflows == set()
        assert define(hs).execute(span(0, 10)).nothing_to_do

    def test_leaves_the_streams_of_others_alone(self, start: Open) -> None:
        hs = start()
        first = define(hs)
        second = define(hs, "second")
        hs.workflow_manager.delete_workflow(first.workflow_id)
        producer = second.nodes["mean"]["h1"].stream.producer
        assert producer is not None
        assert producer.factor is second.nodes["mean"].factor


class TestRequested:
    def test_intervals_are_kept_with_a_committed_workflow(self, start: Open) -> None:
        hs = start()
        w = define(hs, online=True)
        w.requested_intervals = [span(0, 2), span(4, 6)]
        assert list(hs.store.get_documents(WORKFLOW_STATUS_KIND)) == []
        hs.workflow_manager.commit_all()
        hs.workflow_manager.set_requested_intervals("heating", [span(0, 2), span(4, 8)])
        again = start().workflow_manager.workflows["heating"]
        assert again.requested_intervals == TimeIntervals([span(0, 2), span(4, 8)])
        again.requested_intervals = None
        assert not start().workflow_manager.workflows["heating"].requested_intervals

    def test_only_online_workflows_are_executed(self, start: Open) -> None:
        hs = start()
        on, off = define(hs, "on", online=True), hs.create_workflow("off")
        write(on)
        off.create_node("ticks")[None] = {"tool": hs.tools.clock(), "sources": []}
        hs.workflow_manager.set_all_requested_intervals([span(0, 2), span(4, 6)])
        assert not off.requested_intervals
        outcomes = hs.workflow_manager.execute_all()
        assert [outcome.instances for outcome in outcomes["on"]] == [5, 5]
        assert list(outcomes) == ["on"]
        assert len(on.nodes["mean"]["h1"].calculated_intervals) == 2
        with pytest.raises(ValueError, match="no workflow 'x'"):
            hs.workflow_manager.set_requested_intervals("x", [])


class TestExecuting:
    def test_takes_pairs_and_gives_what_it_did(self, start: Open) -> None:
        hs = start()
        w = define(hs)
        write(w)
        outcome = w.execute(("1970-01-01", "1970-01-01T00:00:10"))
        assert len(outcome.computed) == 5
        assert {piece.reason for done in outcome.units for piece in done.unit.pieces} == {"missing"}

    def test_a_failure_names_what_it_was_about_and_leaves_no_output(self, start: Open) -> None:
        hs = start()
        with hs.create_workflow("w") as w:
            sink = w.create_node("sink", plates=hs.plate("p", ["1"]))
            source = w.create_node("source", plates="p")
            sink[None] = hs.factors.apply(source, func=lambda value: 1 / value)
        source["1"].write(rows(1, 2, 0, 3))
        with pytest.raises(ToolExecutionError) as caught:
            w.execute(span(0, 10))
        message = str(caught.value)
        for part in (
            "apply 1.0.0 failed",
            "sink: [p=1]",
            "1970-01-01 00:00:10",
            "ZeroDivisionError",
            "Nothing of",
        ):
            assert part in message
        assert values(sink["1"]) == []

    def test_failures_may_be_skipped_and_are_recorded(self, start: Open) -> None:
        hs = start()
        with hs.create_workflow("w") as w:
            plate = hs.plate("p", ["1", "2"])
            source, mid, last = (w.create_node(name, plates=plate) for name in ("source", "mid", "last"))
            mid[plate] = hs.factors.apply(source, func=lambda value: 1 / value).with_options(
                on_failure="skip"
            )
            last[plate] = hs.factors.copy([mid])
        source["1"].write(rows(0))
        source["2"].write(rows(4))
        outcome = w.execute(span(0, 10))
        assert [str(done.unit) for done in outcome.failed] == ["mid(1)"]
        assert [str(done.unit) for done in outcome.blocked] == ["last(1)"]
        assert values(last["2"]) == [0.25]
        (record,) = hs.store.read_runs(mid["1"].stream.key)
        assert (record.state, record.run) == ("failed", outcome.run_id)

    def test_a_tool_is_tried_again_as_often_as_its_factor_says(self, start: Open) -> None:
        waits: list[float] = []
        calls: list[float] = []
        hs = start(executor=SerialExecutor(waits.append))

        def fickle(value: float) -> float:
            calls.append(value)
            return value / (len(calls) > 2)

        with hs.create_workflow("w") as w:
            sink = w.create_node("sink")
            sink[None] = hs.factors.apply(w.create_node("source"), func=fickle).with_options(
                on_failure="retry"
            )
        w.nodes["source"][None].write(rows(3))
        assert w.execute(span(0, 10)).instances == 1
        assert waits == [1.0, 2.0]

    def test_asset_writers_are_executed_though_somebody_reads_them(self, start: Open) -> None:
        hs = start()
        with hs.create_workflow("w") as w:
            asset, sink = w.create_node("asset", "assets"), w.create_node("sink")
            asset[None] = hs.factors.get("asset_writer", "0.1.0")([], value={"a": 1})
            sink[None] = hs.factors.copy([asset])
        w.execute(span(0, 10))
        assert values(asset[None]) == values(sink[None]) == [{"a": 1}]

    def test_monitored_workflows_tell_when_they_start_and_end(
        self, start: Open, caplog: pytest.LogCaptureFixture
    ) -> None:
        hs = start()
        with hs.create_workflow("w", "My workflow", monitor=True) as w:
            w.create_node("ticks")[None] = hs.factors.clock(stride=5.0)
        w.execute(span(0, 10))
        told = [
            (record.levelname, record.n, record.message) for record in caplog.records if hasattr(record, "n")
        ]
        assert told == [("MON", "workflow_start", "My workflow"), ("MON", "workflow_end", "My workflow")]
        caplog.clear()
        w.monitor = False
        w.execute(span(0, 10))
        assert caplog.records == []

    def test_the_history_of_a_session_tells_what_was_computed(self, start: Open) -> None:
        hs = start()
        w = define(hs)
        write(w)
        session = hs.new_session()
        w.execute(span(0, 10))
        assert [record.value["tool"] for record in session.history].count("mean") == 3


def test_managers_are_made_as_in_0_3_8() -> None:
    plates = PlateManager()
    plates.meta_data_manager.insert("house", "house_1", "root", "1")
    plates.create_plate("H", "houses", "house", [], True, None)
    channels = ChannelManager(store=StreamStore(plates.store))
    manager = WorkflowManager(channels, plates)
    manager.add_workflow(Workflow("w", "a name", "about", "me"), commit=True)
    assert WorkflowManager(channels, PlateManager(plates.store)).load_workflow("w").owner == "me"
    assert MetaDataManager().global_meta_data == []


def test_a_manager_can_be_made_by_hand(start: Open) -> None:
    hs = start()
    manager = WorkflowManager(hs.channel_manager, hs.plate_manager, store=hs.store)
    manager.add_workflow(Workflow("w"))
    manager.workflows["w"].create_node("n", "memory")[None] = {"tool": hs.tools.clock(), "sources": None}
    assert manager.workflows["w"].execute(TimeInterval("1970-01-01", "1970-01-01T00:00:10")).instances == 10
