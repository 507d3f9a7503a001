from __future__ import annotations

import gzip
import json
import math
import pickle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyperstream.cli.export import export_text
from hyperstream.tool.importing import blocks
from hyperstream.utils.errors import BadRowError, ToolExecutionError, ToolInitialisationError

from .kit import empty, listed, run, seconds, stream, tool_class

JsonlReader = tool_class("jsonl_reader")
TEXT = """\
{"timestamp": "1970-01-01T00:00:02Z", "value": 1.5, "who": "a"}

{"value": [1, {"b": null}], "timestamp": "1970-01-01T00:00:01Z"}
  {"timestamp": "1970-01-01T00:00:03Z", "value": null}\t
{"timestamp": "1970-01-01T00:00:04Z", "who": 2}
"""


@pytest.fixture
def lines(tmp_path: Path) -> str:
    path = tmp_path / "some.jsonl"
    path.write_text(TEXT)
    return str(path)


def test_a_value_is_that_of_one_key_where_it_is(lines: str) -> None:
    found = run(JsonlReader(lines, value_column="value"), [], seconds(0, 9))
    assert found == [(1, [1, {"b": None}]), (2, 1.5), (3, None)]
    assert run(JsonlReader(lines, value_column="value"), [], seconds(1, 2)) == [(2, 1.5)]


def test_values_are_dictionaries_of_some_keys_or_of_all_but_the_time(lines: str) -> None:
    assert run(JsonlReader(lines, value_column=["who", "value"]), [], seconds(1, 9)) == [
        (2, {"who": "a", "value": 1.5}),
        (3, {"who": None, "value": None}),
        (4, {"who": 2, "value": None}),
    ]
    assert run(JsonlReader(lines), [], seconds(1, 9)) == [
        (2, {"value": 1.5, "who": "a"}),
        (3, {"value": None}),
        (4, {"who": 2}),
    ]


def test_arrays_go_by_place(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text("[1, 2.5, true]\n[2, 3]\n[3]\n")
    parameters = {"date_column": 0, "date_format": "seconds"}
    assert run(JsonlReader(str(path), value_column=1, **parameters), [], seconds(0, 9)) == [(1, 2.5), (2, 3)]
    assert run(JsonlReader(str(path), **parameters), [], seconds(0, 9)) == [
        (1, [2.5, True]),
        (2, [3]),
        (3, []),
    ]


def test_what_is_exported_is_read_back(tmp_path: Path) -> None:
    rows = [(1, 1), (2, 2.5), (3, "ä"), (4, None), (5, {"a": [True, {}]}), (6, -0.0), (7, math.inf)]
    source, path = stream(rows), tmp_path / "export.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        export_text(source.window(seconds(0, 9)), "jsonl", out)
    found = run(JsonlReader(str(path), value_column="value"), [], seconds(0, 9))
    assert found == listed(source)
    assert [type(value) for _, value in found] == [type(value) for _, value in rows]


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        ('{"timestamp": "1970-01-01T00:00:02Z", "value": 1', None, "it is not JSON: Expecting ','"),
        ('{"timestamp": "1970-01-01T00:00:02Z"} {}', None, "it is not JSON: Extra data, at character 39"),
        ("5", None, "5 is not a JSON object or array"),
        ('{"value": 1}', "timestamp", "it has no 'timestamp'"),
        ('{"timestamp": "soon", "value": 1}', "timestamp", "'soon' is not a time in ISO 8601"),
        ('{"timestamp": 5, "value": 1}', "timestamp", "5 is not a time; where it counts from 1970"),
        ('{"timestamp": {}, "value": 1}', "timestamp", "{} is not a time"),
        ("[" * 10_000, None, "it is not JSON"),
    ],
)
def test_a_bad_line_is_named_by_file_line_and_key(
    tmp_path: Path, line: str, column: str | None, why: str
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(f'{{"timestamp": "1970-01-01T00:00:01Z", "value": 1}}\n\n{line}\n')
    sink = empty()
    with pytest.raises(BadRowError, match=r"bad\.jsonl, line 3") as caught:
        JsonlReader(str(path), value_column="value").execute([], sink, seconds(0, 9))
    assert (caught.value.line, caught.value.column) == (3, column)
    assert caught.value.why.startswith(why)
    assert listed(sink) == []
    tool = JsonlReader(str(path), value_column="value", bad_rows="skip")
    assert run(tool, [], seconds(0, 9)) == [(1, 1)]
    assert [row.line for row in tool.skipped] == [3]


def test_what_goes_on_on_the_next_line_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    path.write_text('["1970-01-01T00:00:01Z",\n7]\n["1970-01-01T00:00:02Z", 8]\n')
    tool = JsonlReader(str(path), date_column=0, value_column=1, bad_rows="skip")
    assert run(tool, [], seconds(0, 9)) == [(2, 8)]
    assert [row.line for row in tool.skipped] == [1, 2]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    written=st.lists(
        st.sampled_from([*TEXT.splitlines(), "{", '"x"', '{"timestamp": "soon"}', "[", "}", "]"])
    ),
    size=st.integers(1, 200),
)
def test_the_size_of_the_pieces_makes_no_difference(written: list[str], size: int, tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text("\n".join(written))
    tools = [JsonlReader(str(path), value_column="value", bad_rows="skip") for _ in range(2)]
    found = [[(at, value) for at, value in everything(tool)] for tool in tools[:1]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", size)
        found.append(everything(tools[1]))
    assert found[0] == found[1]
    assert tools[0].skipped == tools[1].skipped


def everything(tool: JsonlReader) -> list[tuple[float, object]]:  # type: ignore[valid-type]
    return [row for batch in tool._execute([], None, seconds(-1, 99)) for row in listed(batch)]  # type: ignore[attr-defined]


def test_it_can_be_sent_to_another_process(lines: str) -> None:
    tool = pickle.loads(pickle.dumps(JsonlReader(lines, value_column="who")))
    assert run(tool, [], seconds(0, 9)) == [(2, "a"), (4, 2)]


def test_a_file_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match="No such file"):
        run(JsonlReader("no_such_file.jsonl"), [], seconds(0, 9))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({}, "parameter 'filename' is missing"),
        ({"filename": "x", "encoding": "utf-9"}, "encoding is 'utf-9'"),
        ({"filename": "x", "date_format": "soon"}, "date_format is 'soon'"),
        ({"filename": "x", "time_zone": "Nowhere"}, "is no zone"),
        ({"filename": "x", "bad_rows": "ignore"}, "is not one of 'raise', 'skip'"),
    ],
)
def test_bad_parameters_are_refused(parameters: dict[str, object], message: str) -> None:
    with pytest.raises(ToolInitialisationError, match=message):
        JsonlReader(**parameters)


def test_a_line_that_is_not_in_the_encoding_is_a_bad_row(tmp_path: Path) -> None:
    path = tmp_path / "latin.jsonl"
    drinks = enumerate(("caf\u00e9", "tea"), 1)
    rows = [{"timestamp": f"1970-01-01T00:00:0{n}Z", "v": text} for n, text in drinks]
    path.write_bytes("\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode("latin-1"))
    with pytest.raises(BadRowError, match=r"latin\.jsonl, line 1: it is not in the file's encoding"):
        run(JsonlReader(str(path), value_column="v"), [], seconds(0, 9))
    skipping = JsonlReader(str(path), value_column="v", bad_rows="skip")
    assert run(skipping, [], seconds(0, 9)) == [(2, "tea")]
    right = JsonlReader(str(path), value_column="v", encoding="latin-1")
    assert run(right, [], seconds(0, 9)) == [(1, "caf\u00e9"), (2, "tea")]


def test_an_empty_file_and_one_of_empty_lines_have_no_rows(tmp_path: Path) -> None:
    for text in ("", "\n\n  \n"):
        path = tmp_path / "empty.jsonl"
        path.write_text(text)
        assert run(JsonlReader(str(path)), [], seconds(0, 9)) == []
