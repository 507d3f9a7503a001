"""What lies outside the store: files that tools read, and raw streams in memory."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hyperstream import HyperStream, TimeInterval
from hyperstream.tool.run import RunOptions

DAY = TimeInterval("2026-11-10", "2026-11-11")

pytestmark = pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")


def csv(file: Path, *values: float, at_ns: int = 10**18) -> None:
    rows = "\n".join(f"2026-11-10T{hour:02}:00,{value}" for hour, value in enumerate(values, 1))
    file.write_text(f"time,value\n{rows}\n")
    os.utime(file, ns=(at_ns, at_ns))


class TestFiles:
    def test_a_file_that_changed_is_read_again_and_nothing_is_done_while_it_has_not(
        self, tmp_path: Path
    ) -> None:
        file, store = tmp_path / "data.csv", f"sqlite:///{tmp_path / 'store.db'}"
        csv(file, 1, 2)
        for values, reasons in (((1, 2), {"missing"}), ((1, 2), set()), ((1, 2, 3), {"late"})):
            with HyperStream(store) as hs:  # a process of its own, as far as the store can tell
                csv(file, *values)
                tool = hs.plugins["data_importers"].tools.csv_reader(filename=str(file), value_column="value")
                sink = hs.channel_manager.database["read"]
                assert set(tool.execute([], sink, DAY).reasons) == reasons
                assert sink.window(DAY).values() == list(values)
                assert tool.execute([], sink, DAY).nothing_to_do

    def test_the_time_of_modification_counts_too(self, tmp_path: Path) -> None:
        file = tmp_path / "data.csv"
        csv(file, 1, 2)
        with HyperStream("sqlite:///:memory:") as hs:
            tool = hs.plugins["data_importers"].tools.csv_reader(filename=str(file), value_column="value")
            sink, below = hs.channel_manager.database["read"], hs.channel_manager.database["below"]
            tool.execute([], sink, DAY)
            hs.tools.apply(func=abs).execute([sink], below, DAY)
            csv(file, 1, 7, at_ns=2 * 10**18)
            assert set(tool.execute([], sink, DAY).reasons) == {"late"}
            report = hs.tools.apply(func=abs).execute([sink], below, DAY)
            assert set(report.reasons) == {"upstream"}
            assert below.window(DAY).values() == [1.0, 7.0]

    def test_a_file_that_is_gone_makes_nothing_stale(self, tmp_path: Path) -> None:
        file = tmp_path / "data.csv"
        csv(file, 1, 2)
        with HyperStream("sqlite:///:memory:") as hs:
            tool = hs.plugins["data_importers"].tools.csv_reader(filename=str(file), value_column="value")
            sink = hs.channel_manager.database["read"]
            tool.execute([], sink, DAY)
            assert [origin.stretches[0].kind for origin in sink.provenance(DAY).stretches[0].inputs] == [
                "file"
            ]
            assert "from " + str(file) in str(sink.provenance(DAY))
            file.unlink()
            assert tool.execute([], sink, DAY).nothing_to_do


class TestRawMemory:
    @pytest.mark.parametrize("between", [False, True])
    def test_a_correction_is_noticed_by_a_sink_that_lasts(self, between: bool) -> None:
        with HyperStream("sqlite:///:memory:") as hs:
            memory, database = hs.channel_manager.memory, hs.channel_manager.database
            raw, sink = memory["raw"], database["sink"]
            raw.write([("2026-11-10 01:00", 1.0), ("2026-11-10 02:00", -2.0)])
            apply = hs.tools.apply(func=abs)
            source = memory["between"] if between else raw

            def compute() -> set[str]:
                if between:
                    apply.execute([raw], source, DAY)
                return set(apply.execute([source], sink, DAY).reasons)

            assert compute() == {"missing"}
            assert compute() == set()
            raw.write([("2026-11-10 02:00", -5.0)], on_conflict="replace")
            assert compute() == {"late"}
            assert sink.window(DAY).values() == [1.0, 5.0]
            assert compute() == set()

    def test_memory_that_is_gone_makes_nothing_stale(self, tmp_path: Path) -> None:
        store = f"sqlite:///{tmp_path / 'store.db'}"
        for value, reasons in ((1.0, {"missing"}), (2.0, set()), (3.0, set())):
            with HyperStream(store) as hs:
                raw, sink = hs.channel_manager.memory["raw"], hs.channel_manager.database["sink"]
                raw.write([("2026-11-10 01:00", value)])
                tool = hs.tools.apply(func=abs)
                assert set(tool.execute([raw], sink, DAY).reasons) == reasons
                assert sink.window(DAY).values() == [1.0]
                forced = tool.execute([raw], sink, DAY, options=RunOptions(force=True))
                assert set(forced.reasons) == {"requested"}
                assert sink.window(DAY).values() == [value]
                raw.write([("2026-11-10 01:00", 1.0)], on_conflict="replace")
                tool.execute([raw], sink, DAY)


class TestFilesOfAPlate:
    """A file for each value: the one that changed is read again, for its own stream."""

    def test_only_the_streams_of_files_that_changed_are_computed_again(self, tmp_path: Path) -> None:
        for house in "123":
            csv(tmp_path / f"{house}.csv", 1, 2)
        with HyperStream("sqlite:///:memory:") as hs:
            tool = hs.plugins["data_importers"].tools.csv_multi_reader(
                filename_template=str(tmp_path / "{}.csv"), value_column="value"
            )
            sinks = [
                hs.channel_manager.database.get_or_create_stream({"name": "t", "meta_data": {"house": house}})
                for house in "1234"
            ]

            told = tool.execute(None, None, sinks, DAY, "house", list("1234"))
            assert set(told.reasons) == {"missing"}
            assert tool.execute(None, None, sinks, DAY, "house", list("1234")).nothing_to_do
            csv(tmp_path / "2.csv", 1, 2, 3)
            told = tool.execute(None, None, sinks, DAY, "house", list("1234"))
            assert (set(told.reasons), told.calls) == ({"late"}, 1)
            assert [sink.window(DAY).values() for sink in sinks] == [[1, 2], [1, 2, 3], [1, 2], []]
            (late,) = [sink for sink in sinks if len(sink.home.runs([sink.key])) == 2]
            assert dict(late.stream_id.meta_data) == {"house": "2"}
            assert tool.execute(None, None, sinks, DAY, "house", list("1234")).nothing_to_do

    def test_a_file_that_comes_later_is_read_then_and_one_that_is_gone_makes_nothing_stale(
        self, tmp_path: Path
    ) -> None:
        csv(tmp_path / "1.csv", 1, 2)
        with HyperStream("sqlite:///:memory:") as hs:
            tool = hs.plugins["data_importers"].tools.csv_multi_reader(
                filename_template=str(tmp_path / "{}.csv"), value_column="value"
            )
            sinks = [
                hs.channel_manager.database.get_or_create_stream({"name": "t", "meta_data": {"house": house}})
                for house in "12"
            ]
            for _ in range(2):
                tool.execute(None, None, sinks, DAY, "house", list("12"))
                assert [sink.window(DAY).values() for sink in sinks] == [[1, 2], []]
            csv(tmp_path / "2.csv", 7)
            (tmp_path / "1.csv").unlink()
            told = tool.execute(None, None, sinks, DAY, "house", list("12"))
            assert set(told.reasons) == {"late"}
            assert [sink.window(DAY).values() for sink in sinks] == [[1, 2], [7]]
            assert tool.execute(None, None, sinks, DAY, "house", list("12")).nothing_to_do

    def test_each_stream_remembers_its_own_file_only(self, tmp_path: Path) -> None:
        for house in "12":
            csv(tmp_path / f"{house}.csv", 1)
        with HyperStream("sqlite:///:memory:") as hs:
            tool = hs.plugins["data_importers"].tools.csv_multi_reader(str(tmp_path / "{}.csv"))
            sinks = [
                hs.channel_manager.database.get_or_create_stream({"name": "t", "meta_data": {"house": house}})
                for house in "12"
            ]
            tool.execute(None, None, sinks, DAY, "house", ["1", "2"])
            for house, sink in zip("12", sinks, strict=True):
                ((record,),) = [inputs for inputs in sink.home.ledger(sink).ins if inputs]
                assert str(tmp_path / f"{house}.csv") in str(record.key)
