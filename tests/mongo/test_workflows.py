"""Workflows, plates and meta data on MongoDB, as on the embedded store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from hyperstream.stores.mongo import MongoStore
from hyperstream.utils.errors import UnregisteredFunctionError
from hyperstream.workflow import WorkflowSummary

from ..functional.test_workflow_processes import check_new_processes
from ..laws import test_workflow_law as law
from ..laws import test_workflow_prediction_law as prediction
from ..laws.plate_graphs import Graph, graphs, write_releases
from ..unit.workflow.kit import hyperstream, rows, span, values


def test_a_new_process_goes_on_where_the_other_ended(url: str, tmp_path: Path) -> None:
    check_new_processes(url, tmp_path)


def test_commit_load_list_and_delete(url: str, tmp_path: Path) -> None:
    with hyperstream(tmp_path, url) as hs:
        city = hs.plate("city", ["Bath", "Bristol"])
        hs.plate("house", {"Bath": ["h1"]}, parent=city)
        with hs.create_workflow("w", "A name") as w:
            raw, sink = w.create_node("raw", plates="house"), w.create_node("sink", plates="house")
            sink["h1"] = hs.factors.copy([raw]).with_options(on_failure="skip")
        with hs.create_workflow("session") as session:
            node = session.create_node("node")
            node[None] = hs.factors.apply(session.create_node("x"), func=lambda value: value)
        w.requested_intervals = [span(0, 5)]
        with pytest.raises(UnregisteredFunctionError, match="Register it"):
            hs.workflow_manager.commit_all()
        raw["h1"].write(rows(1, 2))
    with hyperstream(tmp_path, url) as hs:
        assert hs.workflow_manager.list_workflows() == [WorkflowSummary("w", "A name", "", "", False, 2, 1)]
        again = hs.workflow_manager.load_workflow("w")
        assert (again.requested_intervals.spans, again.factors[0].options.on_failure.skip) == (
            ((0, 5000),),
            True,
        )
        again.execute(span(0, 5))
        assert values(again.nodes["sink"]["h1"]) == [1, 2]
        hs.plate("house", {"Bath": ["h1", "h2"]}, parent="city")
        assert len(again.nodes["sink"].streams) == 2
        hs.workflow_manager.delete_workflow("w")
        hs.plate_manager.delete_plate("house", delete_meta_data=True)
    with hyperstream(tmp_path, url) as hs:
        assert hs.workflow_manager.list_workflows() == []
        assert list(hs.plate_manager.plates) == ["city"]
        assert [node["identifier"] for node in hs.plate_manager.meta_data_manager.global_meta_data] == [
            "city_Bath",
            "city_Bristol",
        ]


LAW = settings(law.LAW, phases=[Phase.explicit, Phase.reuse, Phase.generate])
"""What fails here fails in memory too, and is made small there in a moment."""


@pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")
@pytest.mark.parametrize(
    ("count", "most"), [(2, 4), pytest.param(60, 12, marks=pytest.mark.torture)], ids=["few", "many"]
)
def test_random_workflows_hold_and_compute_what_they_should(
    emptied: Callable[[], MongoStore], tmp_path: Path, count: int, most: int
) -> None:
    write_releases(tmp_path)

    @settings(LAW, max_examples=count)
    @given(graph=graphs(most, homes=law.HOMES), data=st.data())
    def hold(graph: Graph, data: st.DataObject) -> None:
        law.keep(data, graph, emptied(), tmp_path)

    @settings(LAW, max_examples=count)
    @given(graph=graphs(most), data=st.data())
    def compute(graph: Graph, data: st.DataObject) -> None:
        prediction.keep(data, graph, emptied(), tmp_path)

    hold()
    compute()
