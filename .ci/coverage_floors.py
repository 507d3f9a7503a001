"""Hold every room to its coverage floor; called by ``make coverage`` with coverage.py's JSON report.

Where the promise is kept (intervals, stores, ledger, run loop) every branch is walked; elsewhere
90 % of a room's branches are. Exit status 1 and one line for each room below its floor.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import PurePosixPath

EVERY_BRANCH = ("time_interval", "stores", "tool/run")
ELSEWHERE = 90.0


def room(path: str) -> tuple[str, float]:
    """The room that a file belongs to and its floor in percent."""
    inside = PurePosixPath(path).with_suffix("").relative_to("hyperstream")
    for name in EVERY_BRANCH:
        if inside.is_relative_to(name):
            return str(inside), 100.0
    return inside.parts[0] if len(inside.parts) > 1 else "(top)", ELSEWHERE


def main(report: str) -> int:
    """Print the rooms with what they reach; 1 when one is below its floor."""
    with open(report, encoding="utf-8") as file:
        files: dict[str, dict[str, dict[str, int]]] = json.load(file)["files"]
    walked: dict[tuple[str, float], list[int]] = defaultdict(lambda: [0, 0])
    for path, entry in files.items():
        summary = entry["summary"]
        sums = walked[room(path)]
        # A line that never ran hides the branches that do not exist for coverage.py: count both.
        sums[0] += summary["covered_branches"] + summary["covered_lines"]
        sums[1] += summary["num_branches"] + summary["num_statements"]
    low = 0
    for (name, floor), (covered, total) in sorted(walked.items()):
        reached = 100.0 * covered / total if total else 100.0
        below = reached < floor
        low += below
        if below or floor < 100.0:
            print(f"{name:32} {reached:6.1f} %  floor {floor:5.1f} %{'  BELOW' if below else ''}")
    print("Coverage: every room holds its floor" if not low else f"Coverage: {low} below the floor")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
