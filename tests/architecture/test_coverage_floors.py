"""The script behind ``make coverage`` lets no room slip below its floor."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / ".ci" / "coverage_floors.py"


def floors(folder: Path, **reached: tuple[int, int]) -> tuple[int, str]:
    """Exit status and output for files with (covered, all) branches."""
    files = {
        name.replace("__", "/") + ".py": {
            "summary": {
                "covered_branches": covered,
                "num_branches": total,
                "covered_lines": 10,
                "num_statements": 10,
            }
        }
        for name, (covered, total) in reached.items()
    }
    report = folder / "coverage.json"
    report.write_text(json.dumps({"files": files}))
    answer = subprocess.run([sys.executable, SCRIPT, report], capture_output=True, text=True, check=False)
    return answer.returncode, answer.stdout


def test_rooms_on_their_floors_pass(tmp_path: Path) -> None:
    status, output = floors(tmp_path, hyperstream__cli__main=(9, 10), hyperstream__stores__port=(4, 4))
    assert status == 0
    assert output.endswith("every room holds its floor\n")


def test_one_branch_too_few_where_every_branch_counts_is_named(tmp_path: Path) -> None:
    for module in (
        "time_interval__spans",
        "stores__ledger__parts",
        "stores__sqlite__store",
        "tool__run__loop",
    ):
        status, output = floors(tmp_path, **{f"hyperstream__{module}": (99, 100)})
        assert status == 1
        assert f"{module.replace('__', '/')} " in output
        assert "BELOW" in output


def test_a_room_is_taken_as_a_whole_elsewhere(tmp_path: Path) -> None:
    status, _ = floors(tmp_path, hyperstream__cli__main=(0, 2), hyperstream__cli__tool=(90, 90))
    assert status == 0
    status, output = floors(tmp_path, hyperstream__cli__main=(0, 30), hyperstream__stream__view=(90, 90))
    assert status == 1
    assert "cli " in output


def test_a_module_at_the_top_has_a_floor_too(tmp_path: Path) -> None:
    status, output = floors(tmp_path, hyperstream__session=(0, 30))
    assert status == 1
    assert "(top)" in output
