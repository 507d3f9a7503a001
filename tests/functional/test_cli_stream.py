"""``hyperstream stream``: a store seen from the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet
import pytest
from click.testing import CliRunner, Result

from hyperstream import HyperStream, StreamId, TimeInterval
from hyperstream.cli.main import main

Run = Callable[..., Result]
DAY = TimeInterval("2026-11-10", "2026-11-11")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with a raw, a derived, a dictionary, a mixed and an empty stream."""
    folder = tmp_path_factory.mktemp("store")
    url = f"sqlite:///{folder / 'store.db'}"
    with HyperStream(url) as hs:
        database = hs.channel_manager.database
        raw = database[StreamId("temperature", {"house": "h1"})]
        raw.write([(f"2026-11-10T{hour:02}:30", float(hour)) for hour in range(24)], covers=DAY)
        database[StreamId("temperature", {"house": "h2"})].write([("2026-11-10T12:00", 1.5)])
        sink = database[StreamId("warm", {"house": "h1"})]
        hs.tools.threshold(above=20.0).execute([raw], sink, DAY)
        database["rows"].write([("2026-11-10", {"a": 1, "b": "x"}), ("2026-11-11", {"a": 2, "c": [1, 2]})])
        database["hollow"].write([("2026-11-10", {"a": {}})])
        database["mixed"].write([("2026-11-10", 1), ("2026-11-11", "[not bold]")])
    return url


@pytest.fixture
def run(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on the store, from an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, ["stream", *arguments, "--store", store])


def test_looking_never_makes_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HYPERSTREAM_STORE", raising=False)
    result = CliRunner().invoke(main, ["stream", "list"])
    assert result.exit_code == 1
    assert f"There is no store at {tmp_path / '.hyperstream' / 'store.db'}" in result.output
    assert "--store" in result.output
    named = CliRunner().invoke(main, ["stream", "show", "warm", "--store", "sqlite:///mistyped.db"])
    assert named.exit_code == 1
    assert "mistyped.db" in named.output
    assert list(tmp_path.iterdir()) == []


def test_a_store_in_memory_is_always_there_and_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url in ("memory://", "sqlite:///:memory:"):
        result = CliRunner().invoke(main, ["stream", "list", "--store", url])
        assert (result.exit_code, result.output) == (0, "No stream in channel 'database' fits '*'.\n")


class TestList:
    def test_every_stream_has_a_line_with_what_computed_it(self, run: Run) -> None:
        result = run("list")
        assert result.exit_code == 0
        lines = result.output.splitlines()
        assert lines[0].split() == ["stream", "newest", "computed", "by"]
        assert len(lines) == 7
        warm = next(line for line in lines if line.startswith("warm"))
        assert "(2026-11-10 00:00, 2026-11-11 00:00]" in warm
        assert "threshold 1.0.0" in warm

    def test_a_pattern_chooses(self, run: Run) -> None:
        assert len(run("list", "temp*").output.splitlines()) == 3

    def test_a_pattern_that_fits_none_says_so(self, run: Run) -> None:
        result = run("list", "x*")
        assert result.exit_code == 0
        assert result.output == "No stream in channel 'database' fits 'x*'.\n"

    def test_json_tells_programs_the_same(self, run: Run) -> None:
        entries = json.loads(run("list", "warm", "--json").output)
        (entry,) = entries
        assert (entry["name"], entry["meta_data"]) == ("warm", {"house": "h1"})
        (part,) = entry["parts"]
        assert (part["tool"], part["version"]) == ("threshold", "1.0.0")
        assert part["start"] == "2026-11-10T00:00:00+00:00"

    def test_an_unknown_channel_is_an_error(self, run: Run) -> None:
        result = run("list", "--channel", "attic")
        assert result.exit_code == 1
        assert "attic" in result.stderr


class TestShow:
    def test_the_ledger_and_the_runs_are_shown(self, run: Run) -> None:
        result = run("show", "warm")
        assert result.exit_code == 0
        assert "3 instances, newest 2026-11-10 23:30" in result.output
        ledger, runs = result.output.partition("\nRuns\n")[::2]
        assert "threshold 1.0.0" in ledger
        assert "(2026-11-10 00:00, 2026-11-11 00:00]" in ledger
        assert '"above":20.0' in ledger.replace(" ", "")
        assert "done" in runs

    def test_a_raw_stream_says_that_it_was_written(self, run: Run) -> None:
        result = run("show", "temperature", "house=h1")
        assert "24 instances" in result.output
        assert "(written directly)" in result.output

    def test_an_interval_restricts_what_is_shown(self, run: Run) -> None:
        result = run("show", "warm", "--from", "2026-11-10T22:00", "--to", "2026-11-10T23:00")
        assert result.output.splitlines()[1].startswith("1 instance,")

    def test_json_tells_programs_the_same(self, run: Run) -> None:
        entry = json.loads(run("show", "warm", "house=h1", "--json").output)
        assert entry["instances"] == 3
        (record,) = entry["runs"]
        assert (record["tool"], record["state"], record["count"]) == ("threshold", "done", 3)
        assert record["end"] == "2026-11-11T00:00:00+00:00"
        assert len(record["source_hash"]) == 64
        assert record["at"] > "2026-11-11"

    def test_several_streams_of_the_name_are_an_error_that_names_them(self, run: Run) -> None:
        result = run("show", "temperature")
        assert result.exit_code == 1
        assert "house=h1" in result.stderr

    def test_an_unknown_stream_is_an_error_that_names_the_known_ones(self, run: Run) -> None:
        result = run("show", "humidity")
        assert result.exit_code == 1
        assert "'temperature'" in result.stderr

    def test_looking_makes_no_stream(self, run: Run) -> None:
        run("show", "humidity")
        assert "humidity" not in run("list").output

    def test_a_tag_needs_a_value(self, run: Run) -> None:
        result = run("show", "temperature", "h1")
        assert result.exit_code == 2
        assert "'h1' is no TAG=VALUE" in result.stderr

    def test_a_time_that_is_none_is_a_mistake_in_the_command_line(self, run: Run) -> None:
        result = run("show", "warm", "--from", "yesterday")
        assert result.exit_code == 2
        assert "ISO 8601" in result.stderr


class TestTail:
    def test_the_last_instances_are_shown_oldest_first(self, run: Run) -> None:
        lines = run("tail", "temperature", "house=h1", "-n", "2").output.splitlines()
        assert lines == [
            "timestamp                  value",
            "2026-11-10T22:30:00+00:00  22.0",
            "2026-11-10T23:30:00+00:00  23.0",
        ]

    def test_dictionaries_become_columns(self, run: Run) -> None:
        lines = run("tail", "rows").output.splitlines()
        assert lines[0].split() == ["timestamp", "a", "b", "c"]
        assert lines[2].endswith("[1, 2]")

    def test_a_stream_without_instances_has_only_a_header(self, run: Run) -> None:
        assert run("tail", "warm", "--to", "2026-11-10").output.split() == ["timestamp"]

    def test_json_keeps_the_values(self, run: Run) -> None:
        entries = json.loads(run("tail", "rows", "-n", "1", "--json").output)
        assert entries == [{"timestamp": "2026-11-11T00:00:00+00:00", "value": {"a": 2, "c": [1, 2]}}]


class TestExport:
    def test_csv_goes_to_the_output_by_default(self, run: Run) -> None:
        table = list(csv.reader(io.StringIO(run("export", "warm").stdout)))
        assert table[0] == ["timestamp", "value"]
        assert table[1] == ["2026-11-10T21:30:00+00:00", "21.0"]
        assert len(table) == 4

    def test_csv_of_dictionaries_has_a_column_for_each_key(self, run: Run) -> None:
        table = list(csv.reader(io.StringIO(run("export", "rows").stdout)))
        assert table[0] == ["timestamp", "a", "b", "c"]
        assert table[1][1:] == ["1", "x", ""]
        assert table[2][1:] == ["2", "", "[1, 2]"]

    def test_json_lines_keep_every_value(self, run: Run) -> None:
        lines = [json.loads(line) for line in run("export", "mixed", "--format", "jsonl").stdout.splitlines()]
        assert [line["value"] for line in lines] == [1, "[not bold]"]

    def test_the_ending_of_the_file_says_the_format(self, run: Run) -> None:
        result = run("export", "warm", "--output", "warm.parquet")
        assert result.exit_code == 0
        assert result.stdout == ""
        table = pyarrow.parquet.read_table("warm.parquet")
        assert table.column("value").to_pylist() == [21.0, 22.0, 23.0]
        assert str(table.schema.field("timestamp").type) == "timestamp[ms, tz=UTC]"

    def test_a_folder_that_is_not_there_is_named(self, run: Run) -> None:
        result = run("export", "warm", "--output", "nowhere/warm.csv")
        assert result.exit_code == 2
        assert "There is no folder nowhere to write warm.csv into" in result.stderr

    def test_an_interval_restricts_what_is_written(self, run: Run) -> None:
        run("export", "warm", "-o", "warm.jsonl", "--from", "2026-11-10T21:30")
        assert len(Path("warm.jsonl").read_text().splitlines()) == 2

    @pytest.mark.parametrize("name", ["mixed", "hollow"])
    def test_a_file_appears_whole_or_not_at_all(self, run: Run, name: str) -> None:
        Path("out.parquet").write_text("what was here before")
        result = run("export", name, "-o", "out.parquet")
        assert result.exit_code == 1
        assert result.stderr.startswith("Error")
        assert [file.name for file in Path().iterdir()] == ["out.parquet"]
        assert Path("out.parquet").read_text() == "what was here before"

    @pytest.mark.parametrize("arguments", [["-o", "warm.txt"], ["--format", "parquet"]])
    def test_what_cannot_be_told_is_asked_for(self, run: Run, arguments: list[str]) -> None:
        assert run("export", "warm", *arguments).exit_code == 2


def test_the_configured_store_is_meant_where_none_is_named(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.json").write_text(json.dumps({"store": store}))
    result = CliRunner().invoke(main, ["stream", "list", "--config", "mine.json", "warm"])
    assert result.output.splitlines()[1].startswith("warm")


def test_a_configuration_that_is_not_there_is_an_error() -> None:
    result = CliRunner().invoke(main, ["stream", "list", "--config", "absent.json"])
    assert result.exit_code == 1
    assert "absent.json does not exist" in result.stderr


def test_kept_versions_are_listed_and_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with HyperStream() as hs:
        with hs.create_workflow("w") as w:
            raw, warm = w.create_node("raw"), w.create_node("warm")
            warm[None] = hs.factors.threshold(raw, above=20.0).with_options(keep_versions=True)
        raw[None].write([("2026-11-10T12:30", 25.0)], covers=DAY)
        w.execute(DAY)

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments))

    lines = call("stream", "list").stdout.splitlines()
    assert [line.split("  ")[0] for line in lines[1:]] == ["raw", "warm", "warm (threshold@1)"]
    listed = json.loads(call("stream", "list", "--json").stdout)
    assert [entry.get("kept") for entry in listed] == [None, None, "threshold@1"]
    assert "25.0" in call("stream", "tail", "warm", "--kept", "1").stdout
    assert call("stream", "export", "warm", "--kept", "threshold@1").stdout.endswith(",25.0\n")
    assert "warm (threshold@1)  in channel database" in call("stream", "show", "warm", "--kept", "1").stdout
    asked = call("why", "warm", "2026-11-10 12:30").stdout
    assert asked.endswith("Kept versions: threshold@1; ask for one with --kept 1\n")
    told = call("why", "warm", "2026-11-10 12:30", "--kept", "1").stdout
    assert told.startswith("warm (threshold@1) at 2026-11-10 12:30  1 instance  current  =  25.0")
    assert "Kept versions" not in told
    assert (
        "there is no kept version '2'; kept are threshold@1"
        in call("stream", "tail", "warm", "--kept", "2").stderr
    )
