"""``hyperstream store`` and ``store_api``: files, standard input and output, a real server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from hyperstream import HyperStream
from hyperstream.cli import store_api
from hyperstream.cli.main import main
from hyperstream.web import create_app
from tests.unit.frames.frames_of_all_kinds import same_frame
from tests.web.servers import running

Run = Callable[..., Result]
CSV = "timestamp,close,note\n2026-01-01T00:00:00.000Z,70.0,a\n2026-01-02T00:00:00.000Z,71.5,\n"
FRAME = pd.DataFrame(
    {"close": [70.0, 71.5], "n": [1, 2]}, index=pd.date_range("2026-01-01", periods=2, tz="UTC").as_unit("ms")
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def run(url: str) -> Run:
    def command(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(main, ["store", *arguments, "--store", url], input=stdin)

    return command


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("api") / "store.db"
    with HyperStream(f"sqlite:///{file}") as hs, running(create_app(hs)) as address:
        yield address


class TestFiles:
    def test_of_csv_go_in_and_come_out_as_they_were(self, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "prices.csv"
        file.write_text(CSV)
        done = run("put", "prices", "ACME", str(file))
        assert (done.exit_code, done.stderr) == (0, "2 rows written to prices ACME.\n")
        assert run("get", "prices", "ACME").stdout == CSV
        out = tmp_path / "out.csv"
        assert run("get", "prices", "ACME", str(out)).exit_code == 0
        assert out.read_text() == CSV
        assert sorted(path.name for path in tmp_path.glob("*.part")) == []

    def test_come_from_the_standard_input(self, run: Run) -> None:
        assert run("put", "prices", "ACME", "-", stdin=CSV).exit_code == 0
        text = '{"close": {"2026-01-03": 1.5}}'
        assert run("put", "prices", "ACME", "-", "--format", "json", stdin=text).exit_code == 0
        shown = run("get", "prices", "ACME", "--format", "json", "-j", "values", "-c", "close")
        assert json.loads(shown.stdout) == [[70.0], [71.5], [1.5]]

    @pytest.mark.parametrize("form", ["parquet", "arrow", "json", "csv"])
    def test_of_every_format_come_back(self, run: Run, url: str, tmp_path: Path, form: str) -> None:
        with HyperStream(url) as hs:
            hs.store.save(FRAME, "a", "b")
        file = str(tmp_path / f"frame.{form}")
        assert run("get", "a", "b", file).exit_code == 0
        assert run("put", "a", "c", file).exit_code == 0
        with HyperStream(url) as hs:
            same_frame(hs.store.retrieve("a", "c"), FRAME)

    def test_are_cut_to_a_range_with_both_ends(self, run: Run) -> None:
        run("put", "p", "x", "-", stdin=CSV)
        shown = run("get", "p", "x", "--from", "2026-01-02", "--to", "2026-01-02", "-c", "close")
        assert shown.stdout == "timestamp,close\n2026-01-02T00:00:00.000Z,71.5\n"

    def test_with_an_unknown_ending_are_a_mistake_that_is_named(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "x.xls").write_text("")
        done = run("put", "a", "b", str(tmp_path / "x.xls"))
        assert (done.exit_code, "--format" in done.stderr) == (2, True)

    def test_that_are_broken_are_an_error_in_one_line(self, run: Run, tmp_path: Path) -> None:
        for name, text, why in (
            ("x.csv", "timestamp,x\nsoon,1\n", "no time"),
            ("x.csv", "timestamp,x\n2026-01-01,1,2\n", "Line 2 has 3 cells"),
            ("x.json", "{", "no JSON"),
            ("x.parquet", "nonsense", "no parquet"),
        ):
            (tmp_path / name).write_text(text)
            done = run("put", "a", "b", str(tmp_path / name))
            assert done.exit_code == 1
            assert why in done.stderr
            assert "Traceback" not in done.output

    def test_modes_are_those_of_python(self, run: Run) -> None:
        run("put", "p", "x", "-", stdin=CSV)
        done = run("put", "p", "x", "-", "--mode", "append", stdin="timestamp,close\n2026-01-02,1.5\n")
        assert done.exit_code == 1
        assert "has another row at 2026-01-02T00:00:00.000Z already" in done.stderr


def test_series_are_listed_and_deleted(run: Run) -> None:
    for symbol in "ba":
        run("put", "p", symbol, "-", stdin=CSV)
    lines = run("list").stdout.splitlines()
    assert [line.split()[:3] for line in lines[1:]] == [["p", "a", "2"], ["p", "b", "2"]]
    assert "2026-01-02 00:00:00" in lines[1]
    (entry, _) = json.loads(run("list", "p", "--json").stdout)
    assert (entry["rows"], entry["columns"]) == (2, {"close": "float64", "note": "object"})
    assert run("delete", "p", "a").exit_code == 0
    assert run("delete", "p", "a").exit_code == 0
    gone = run("get", "p", "a")
    assert gone.exit_code == 1
    assert "no series of reference 'p' and symbol 'a'" in gone.stderr


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_all_series_go_into_a_folder_and_come_back(run: Run, url: str, tmp_path: Path, form: str) -> None:
    names = [("prices", "ACME"), ("a/b", "../x"), ("é", "dot.dot")]
    with HyperStream(url) as hs:
        for name in names:
            hs.store.save(FRAME, *name)
    folder = tmp_path / "out"
    assert run("export", str(folder), "--format", form).exit_code == 0
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert len(files) == 3
    assert all(file.parent.parent == folder for file in files)
    other = f"sqlite:///{tmp_path / 'other.db'}"
    done = CliRunner().invoke(main, ["store", "import", str(folder), "--store", other])
    assert (done.exit_code, done.stderr) == (0, "6 rows of 3 files written.\n")
    with HyperStream(other) as hs:
        assert hs.store.list() == sorted(names)
        for name in names:
            same_frame(hs.store.retrieve(*name), FRAME)


def test_looking_never_makes_a_store(run: Run, tmp_path: Path) -> None:
    for command in (["list"], ["get", "a", "b"], ["delete", "a", "b"], ["export", str(tmp_path / "x")]):
        assert run(*command).exit_code == 1
    assert not (tmp_path / "store.db").exists()


class TestStoreApi:
    @pytest.fixture
    def rest(self, host: str) -> Run:
        def command(*arguments: str, stdin: str | None = None) -> Result:
            return CliRunner().invoke(store_api.main, ["rest", *arguments, "--host", host], input=stdin)

        return command

    def test_saves_retrieves_and_deletes(self, rest: Run, tmp_path: Path, host: str) -> None:
        text = '{"x":{"2026-01-01T00:00:00.000Z":1,"2026-01-02T00:00:00.000Z":2}}'
        saved = rest("save", "p", "x", text)
        assert (saved.exit_code, saved.stdout) == (0, "")
        assert rest("retrieve", "p", "x").stdout == text + "\n"
        shown = rest("retrieve", "p", "x", "--start", "2026-01-02", "-j", "split", "-d", "epoch")
        assert json.loads(shown.stdout) == {"columns": ["x"], "index": [1767312000000], "data": [[2]]}
        (tmp_path / "data.json").write_text(text)
        assert rest("save", "p", "y", str(tmp_path / "data.json")).exit_code == 0
        assert rest("save", "p", "z", f"{host}/api/store/p/x").exit_code == 0
        assert rest("save", "p", "w", "-", stdin=text).exit_code == 0
        for symbol in "yzw":
            assert rest("retrieve", "p", symbol, "-e", "2026-01-01", "-j", "values").stdout == "[[1]]\n"
        assert rest("delete", "p", "x").exit_code == 0
        assert rest("delete", "p", "x").exit_code == 0

    @pytest.mark.parametrize(
        ("arguments", "why"),
        [
            (["retrieve", "p", "none"], "no series of reference 'p' and symbol 'none'"),
            (["retrieve", "p", "none", "--start", "soon"], "soon"),
            (["save", "p", "x", "{"], "no JSON"),
            (["save", "p", "x", "no/such/file"], "No such file"),
            (["save", "p", "x", "[]", "-j", "values"], "neither times nor names"),
        ],
    )
    def test_ends_with_1_and_a_line_that_says_why(self, rest: Run, arguments: list[str], why: str) -> None:
        done = rest(*arguments)
        assert done.exit_code == 1
        assert done.stdout.startswith("ERROR: ")
        assert why in done.stdout

    def test_ends_with_1_where_there_is_no_server(self, monkeypatch: pytest.MonkeyPatch) -> None:
        command = ["rest", "delete", "p", "x", "--host", "http://127.0.0.1:9"]
        done = CliRunner().invoke(store_api.main, command)
        assert (done.exit_code, done.stdout.startswith("ERROR: http://127.0.0.1:9")) == (1, True)

    def test_is_a_program(self) -> None:
        command = [sys.executable, "-c", "from hyperstream.cli.store_api import main; main()", "--help"]
        assert "rest" in subprocess.run(command, capture_output=True, text=True, check=True).stdout
