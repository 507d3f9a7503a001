"""Where values come from: through tools, runs and kept records, back to what was written."""

from __future__ import annotations

import json

import pytest

from hyperstream import HyperStream
from hyperstream.stores.keys import stream_key

DAY = ("2026-11-10", "2026-11-11")

pytestmark = pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")


def test_a_value_goes_back_through_every_tool_to_what_was_written() -> None:
    with HyperStream("sqlite:///:memory:") as hs:
        channel = hs.channel_manager.database
        raw, hourly, twice = channel["raw"], channel["hourly"], channel["twice"]
        raw.write([(f"2026-11-10 {hour:02}:30", float(hour)) for hour in range(24)])
        mean, apply = hs.tools.mean(every="1h"), hs.tools.apply(func=abs)
        interval = raw.window(DAY).time_interval
        first = mean.execute([raw], hourly, interval)
        apply.execute([hourly], twice, interval)
        found = twice.provenance("2026-11-10 05:00")
        assert (found.instances, found.is_current, found.interval.end) == (1, True, found.interval.end)
        (stretch,) = found.stretches
        assert (stretch.kind, stretch.tool, stretch.version) == ("computed", "apply", apply.version)
        assert stretch.run is not None
        assert (stretch.run.instances, len(stretch.run.source_hash)) == (24, 64)
        (origin,) = stretch.inputs
        assert (origin.key, origin.instances) == (hourly.key, 1)
        (inner,) = origin.stretches
        assert inner.tool == "mean"
        assert inner.run is not None
        assert inner.run.run_id == first.run_id
        assert list(found.raw_sources()) == [raw.key]
        assert json.loads(found.to_json())["stretches"][0]["inputs"][0]["stretches"][0]["tool"] == "mean"
        assert str(found).splitlines()[-1].strip("│├└ ").startswith("from raw (2026-11-10 03:59:59.999, ")
        assert "<pre>twice at" in found._repr_html_()


def test_late_data_shows_at_any_depth_and_earlier_runs_are_kept() -> None:
    with HyperStream("sqlite:///:memory:") as hs:
        channel = hs.channel_manager.database
        raw, hourly, twice = channel["raw"], channel["hourly"], channel["twice"]
        raw.write([(f"2026-11-10 {hour:02}:30", float(hour)) for hour in range(24)])
        mean, apply = hs.tools.mean(every="1h"), hs.tools.apply(func=abs)
        interval = raw.window(DAY).time_interval
        mean.execute([raw], hourly, interval)
        apply.execute([hourly], twice, interval)
        raw.write([("2026-11-10 04:40", 100.0)])
        assert [one.stale for one in hourly.provenance(DAY).stretches] == ["", "late", ""]
        assert not twice.provenance("2026-11-10 05:00").is_current
        assert twice.provenance("2026-11-10 04:00").is_current
        again = mean.execute([raw], hourly, interval)
        (late,) = hourly.provenance("2026-11-10 05:00").stretches
        assert late.run is not None
        assert late.run.run_id == again.run_id
        assert len(late.before) == 1
        assert "before: mean" in str(hourly.provenance("2026-11-10 05:00"))
        assert twice.provenance("2026-11-10 05:00").stretches[0].stale == "upstream"


def test_what_was_never_computed_is_missing_and_what_was_declared_is_said() -> None:
    with HyperStream("sqlite:///:memory:") as hs:
        channel = hs.channel_manager.database
        stream = channel["s"]
        assert [one.kind for one in stream.provenance(DAY).stretches] == ["missing"]
        stream.calculated_intervals = [stream.window(DAY).time_interval]
        assert [one.kind for one in stream.provenance(DAY, count=False).stretches] == ["set by hand"]
        assert stream.provenance(DAY, count=False).instances is None
        assert stream.key == stream_key("mongo", "s")
