"""CSV files: read by pyarrow or by Python alone, in whatever pieces, they give the same rows."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyperstream.tool.importing import CsvParameters, arrow, blocks
from hyperstream.tool.importing.blocks import ByRecord, Place
from hyperstream.tool.importing.delimited import Delimited
from hyperstream.tool.importing.rows import Rows

DATES = st.sampled_from(
    ["2020-01-01", "2020-01-01T00:00:01Z", "2020-01-01 00:00:02", "2020-01-01T00:00:03.5+01:00", "soon", ""]
)
PLAIN = ["1.5", "-2", "+3", "1e5", "1E-400", "1e400", ".5", "5.", "00012", "nan", "-inf", "Infinity", "1,5"]
STRANGE = [
    "NA",
    "na",
    "-999",
    "1_0",
    "0x10",
    "nan(1)",
    "1.234,5",
    "\u0661",
    "x",
    "",
    " ",
    " 1.5",
    "1.5\t",
    " NA",
]
NUMBERS = st.sampled_from([*PLAIN, *STRANGE, " -999", "9007199254740993", "\xa01"]) | st.floats().map(repr)
TEXTS = st.text(alphabet='ab ä"\n\r,;(_\x00', max_size=5)
ENDS = st.sampled_from(["\n", "\r\n"])


@st.composite
def files(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """The text of a file, and the format that it is read with."""
    delimiter = draw(st.sampled_from(",;"))
    out = io.StringIO()
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    writer = csv.writer(out, delimiter=delimiter, lineterminator=draw(ENDS), quoting=quoting)
    writer.writerow(["t", "x", "y"])
    rows = draw(st.lists(st.tuples(DATES, NUMBERS, TEXTS | NUMBERS), max_size=12))
    for row in rows:
        damage = draw(st.integers(0, 20))
        if damage == 0:
            out.write(
                draw(st.sampled_from(["\n", '"\n', '2020-01-01,"a"b,1\n', "x\n", "2020-01-01,1,2,3\n"]))
            )
        writer.writerow(row)
    text = out.getvalue()
    parameters = {
        "delimiter": delimiter,
        "value_column": draw(st.sampled_from(["x", "y", ["y", "x"], None])),
        "cells": draw(st.sampled_from(["number", "text"])),
        "missing": draw(st.sampled_from([None, [], ["", "NA"], ["-999"], [" NA"]])),
        "decimal": draw(st.sampled_from([".", ","])) if delimiter == ";" else ".",
    }
    return text[: draw(st.sampled_from([len(text), len(text) - 1]))], parameters


def layout(path: Path, **parameters: Any) -> Delimited:
    given = CsvParameters()
    vars(given).update(parameters)
    found = given.csv_importer(str(path))._file.layout
    assert isinstance(found, Delimited)
    return found


def flat(found: list[Rows]) -> tuple[Any, ...]:
    """All that rows tell, in a form that can be compared: NaN equals NaN, and -0.0 differs from 0.0."""
    width = max((len(rows.columns) for rows in found), default=0)
    columns = [
        [repr(cell) for rows in found for cell in rows.columns[place].objects()] for place in range(width)
    ]
    times = [int(time) for rows in found for time in rows.times]
    return times, columns, [row for rows in found for row in rows.bad]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=files(), encoding=st.sampled_from(["utf-8", "cp1252", "utf-16"]))
def test_pyarrow_and_python_read_the_same(
    file: tuple[str, dict[str, Any]], encoding: str, tmp_path: Path
) -> None:
    text, parameters = file
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode(encoding, "replace"))
    both = [_scanned(layout(path, **parameters, encoding=encoding), fast) for fast in (True, False)]
    assert flat(both[0]) == flat(both[1])


def _scanned(found: Delimited, fast: bool) -> list[Rows]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrow, "is_worth_it", lambda size: fast)
        return [rows for _, rows in found.scan()]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=files(), size=st.integers(1, 40))
def test_the_size_of_the_pieces_makes_no_difference(
    file: tuple[str, dict[str, Any]], size: int, tmp_path: Path
) -> None:
    text, parameters = file
    path = tmp_path / "file.csv"
    path.write_text(text, newline="")
    found = layout(path, **parameters)
    at_once = [rows for _, rows in found.scan()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", size)
        pieces = list(found.scan())
    assert flat([rows for _, rows in pieces]) == flat(at_once)
    again = [rows for _, rows in found.read([piece for piece, _ in pieces])]
    assert flat(again) == flat(at_once)
    every_other = list(found.read([piece for piece, _ in pieces[::2]]))
    assert flat([rows for _, rows in every_other]) == flat([rows for _, rows in pieces[::2]])
    assert [number for number, _ in every_other] == list(range(len(pieces[::2])))


def test_a_record_is_never_cut_in_two() -> None:
    cut = ByRecord(",")
    for lines, last, expected in (
        (b"a,b\nc,d\n", False, (8, True)),
        (b'a,"b""x"\n"c",d\n', False, (15, True)),
        (b'a,"b\nc"\nd,e\n', False, (12, False)),
        (b'a,b\nc,"d\n', False, (4, False)),
        (b'a,b\nc,"d\n', True, (9, False)),
        (b'a,"b\n', False, (0, False)),
        (b'a,x"y\nc,d\n', False, (10, False)),
        (b'a,"b"x\nc,d\n', False, (11, False)),
    ):
        assert cut(lines, last) == expected, lines


def test_a_piece_tells_its_lines() -> None:
    stream = io.BytesIO(b'a,"b\nc"\n' + b"d,e\n" * 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", 9)
        found = list(blocks.blocks(stream, 0, 1, ByRecord(",")))
    assert [place for place, _ in found] == [
        Place(0, 8, 1, False),
        Place(8, 8, 3),
        Place(16, 4, 5),
    ]
    assert b"".join(lines for _, lines in found) == stream.getvalue()


def test_large_numbers_of_rows_are_read_by_pyarrow_to_the_last_bit(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    numbers = rng.normal(size=50_000) * 10.0 ** rng.integers(-300, 300, 50_000)
    path = tmp_path / "file.csv"
    stamps = np.arange(50_000).astype("datetime64[s]")
    path.write_text("t,x\n" + "".join(f"{t},{x!r}\n" for t, x in zip(stamps, numbers.tolist(), strict=True)))
    rows = _scanned(layout(path, value_column="x"), True)
    assert len(rows) > 1
    assert np.array_equal(np.concatenate([part.columns[0].values for part in rows]), numbers)
