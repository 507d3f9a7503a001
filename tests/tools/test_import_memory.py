"""Reading a file takes no more memory than a few pieces of it, however long it is, in a single call."""

from __future__ import annotations

import json
import subprocess
import sys
from operator import add
from pathlib import Path

import numpy as np
import pytest

START = np.datetime64("2020-01-01T00:00:00")

CHILD = """
import json, resource, sys
from hyperstream import HyperStream, TimeInterval

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

store, column, *files = sys.argv[1:]
with HyperStream(store, console_logger=False, file_logger=False) as hs:
    peaks, counts = [], []
    for number, file in enumerate(files):
        tool = hs.plugins.data_importers.tools.csv_reader(file, value_column=json.loads(column))
        sink = hs.channel_manager.mongo[f"sink {number}"]
        counts.append(tool.execute([], sink, TimeInterval("2020-01-01", "2026-01-01")).instances)
        peaks.append(peak())
print(json.dumps({"counts": counts, "peaks": peaks}))
"""


def written(path: Path, rows: int, padding: int = 0) -> Path:
    """A file with a row every five seconds, and so many bytes that nobody asks for in each."""
    note = "x" * padding
    cells = [f",{n % 977 / 8},{n / 1000},{n * 7919 % 999_983 / 1000},{note}\n" for n in range(9973)]
    with path.open("w") as file:
        file.write("when,v1,v2,v3,note\n")
        for first in range(1, rows + 1, len(cells)):
            seconds = 5 * np.arange(first, min(first + len(cells), rows + 1))
            times = np.datetime_as_string(START + seconds, unit="s", timezone="UTC").tolist()
            file.writelines(map(add, times, cells))
    return path


def read(folder: Path, *files: Path, column: str | list[str] = "v3") -> tuple[list[int], list[float]]:
    """Instances read of each file, and the most memory (MB) that the process has had after it."""
    told = subprocess.run(
        [sys.executable, "-c", CHILD, f"sqlite:///{folder}/store.db", json.dumps(column), *map(str, files)],
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(told.stdout)
    return found["counts"], found["peaks"]


def test_a_file_four_times_as_long_takes_no_more_memory(tmp_path: Path) -> None:
    small = written(tmp_path / "small.csv", 20_000, 1000)
    large = written(tmp_path / "large.csv", 80_000, 1000)
    counts, peaks = read(tmp_path, small, large)
    assert counts == [20_000, 80_000]
    assert large.stat().st_size > 80e6
    assert peaks[1] - peaks[0] < 30


@pytest.mark.torture
@pytest.mark.parametrize(
    ("column", "rows", "padding"),
    [("v3", 3_000_000, 310), ("v3", 24_000_000, 0), (["v1", "v2", "v3"], 7_000_000, 110)],
)
def test_a_file_of_a_gigabyte_is_read_in_three_hundred_megabytes_in_one_call(
    tmp_path: Path, column: str | list[str], rows: int, padding: int
) -> None:
    huge = written(tmp_path / "huge.csv", rows, padding)
    assert huge.stat().st_size > 1e9
    counts, peaks = read(tmp_path, huge, column=column)
    assert counts == [rows]
    assert peaks[0] < 300
