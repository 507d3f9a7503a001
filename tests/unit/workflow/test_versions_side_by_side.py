"""Versions: kept side by side where a factor says so; policies of factors and workflows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hyperstream import HyperStream
from hyperstream.utils.errors import ArgumentValueError

TOOL = '''
from hyperstream import StreamInstance, Tool


class Scale(Tool):
    """Each value, larger."""

    def _execute(self, sources, alignment_stream, interval):
        for timestamp, value in sources[0].window(interval, force_calculation=True):
            yield StreamInstance(timestamp, value * {factor})
'''
RELEASES = {"1.0.0": 10, "1.0.1": 10, "1.1.0": 11, "2.0.0": 20}
DAY = ("2026-11-10", "2026-11-11")


@pytest.fixture
def hs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    folder = tmp_path / "tools" / "scale"
    folder.mkdir(parents=True)
    for number, (version, factor) in enumerate(RELEASES.items(), 1):
        (folder / f"2026-01-0{number}_v{version}.py").write_text(TOOL.format(factor=factor))
    monkeypatch.chdir(tmp_path)
    with HyperStream("sqlite:///:memory:") as found:
        found.channel_manager.database["raw"].write([("2026-11-10 01:00", 1), ("2026-11-10 02:00", 2)])
        yield found


def define(hs: HyperStream, version: str, workflow_policy: str | None = None, **options: Any) -> Any:
    known = hs.workflow_manager.workflows.get("w")
    if known is not None:
        hs.workflow_manager.forget(known)
    with hs.create_workflow("w", version_policy=workflow_policy) as w:
        raw, scaled, last = w.create_node("raw"), w.create_node("scaled"), w.create_node("last")
        scaled[None] = hs.factors.get("scale", version)(raw).with_options(**options)
        last[None] = hs.factors.apply(scaled, func=abs)
    return w


def reasons(w: Any) -> dict[str, set[str]]:
    return {
        planned.unit.factor: {piece.reason for piece in planned.unit.pieces} for planned in w.plan(DAY).units
    }


def values(w: Any, node: str, **which: Any) -> list[Any]:
    found: list[Any] = w.nodes[node].streams[None].window(DAY, **which).values()
    return found


class TestSideBySide:
    def test_two_major_versions_stand_side_by_side(self, hs: HyperStream) -> None:
        w = define(hs, "1.0.0", keep_versions=True)
        w.execute(DAY)
        assert values(w, "scaled") == [10, 20]
        w = define(hs, "2.0.0", keep_versions=True)
        assert reasons(w) == {"scaled": {"missing"}, "last": {"parameters"}}
        w.execute(DAY)
        stream = w.nodes["scaled"].streams[None]
        assert stream.versions() == ["scale@1", "scale@2"]
        assert values(w, "scaled") == values(w, "scaled", version=2) == values(w, "last") == [20, 40]
        for one in (1, "1", "1.0.0", "1.7.2", "scale@1"):
            assert values(w, "scaled", version=one) == [10, 20]
        assert stream.provenance("2026-11-10 02:00", version="1").stretches[0].version == "1.0.0"
        # Going back costs nothing: the first version is there still.
        w = define(hs, "1.0.1", keep_versions=True)
        assert reasons(w) == {"last": {"parameters"}}

    def test_the_old_version_is_not_computed_again_through_a_window(self, hs: HyperStream) -> None:
        w = define(hs, "1.0.0", keep_versions=True)
        w.execute(("2026-11-10", "2026-11-10 01:30"))
        w = define(hs, "2.0.0", keep_versions=True)
        w.execute(DAY)
        assert values(w, "scaled", version=1, force_calculation=True) == [10]

    def test_a_version_that_is_not_kept_is_an_error_that_names_those_that_are(self, hs: HyperStream) -> None:
        w = define(hs, "1.0.0", keep_versions=True)
        w.execute(DAY)
        with pytest.raises(ArgumentValueError, match=r"no kept version '3'; kept are scale@1"):
            values(w, "scaled", version=3)
        with pytest.raises(ArgumentValueError, match="kept are none"):
            values(w, "raw", version=1)

    def test_a_committed_workflow_keeps_them_too(self, hs: HyperStream) -> None:
        with hs.create_workflow("kept", version_policy="minor") as w:
            raw, scaled = w.create_node("raw"), w.create_node("scaled")
            scaled[None] = hs.factors.get("scale", "1.0.0")(raw).with_options(keep_versions=True)
        w.execute(DAY)
        hs.workflow_manager.commit_all()
        again = hs.workflow_manager.load_workflow("kept")
        assert str(again.version_policy) == "minor"
        assert again.factors[0].options.keep_versions
        assert values(again, "scaled") == [10, 20]
        assert again.plan(DAY).nothing_to_do


class TestPolicies:
    @pytest.mark.parametrize(
        ("version", "policy", "expected"),
        [
            ("1.0.1", None, set()),
            ("1.1.0", None, set()),
            ("2.0.0", None, {"version"}),
            ("1.0.1", "minor", set()),
            ("1.1.0", "minor", {"version"}),
            ("1.0.1", "patch", {"version"}),
        ],
    )
    @pytest.mark.parametrize("whose", ["factor", "workflow"])
    def test_decide_which_change_of_version_recomputes(
        self, hs: HyperStream, version: str, policy: str | None, expected: set[str], whose: str
    ) -> None:
        define(hs, "1.0.0").execute(DAY)
        w = (
            define(hs, version, version_policy=policy)
            if whose == "factor"
            else define(hs, version, workflow_policy=policy)
        )
        plan = w.plan(DAY)
        assert reasons(w).get("scaled", set()) == expected
        if expected:
            assert plan.table()[0][-1] == f"scale 1.0.0 → {version} (policy {policy or 'major'})"
        else:
            (kept,) = plan.kept
            assert kept.text == f"scale 1.0.0 → {version} (policy {policy or 'major'} keeps it)"
            assert f"Kept on purpose: scaled (2026-11-10 00:00, 2026-11-11 00:00]: {kept.text}" in str(plan)
        plan.execute()
        assert w.plan(DAY).nothing_to_do
