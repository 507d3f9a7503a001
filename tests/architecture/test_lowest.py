"""`make lowest` tries what pyproject.toml promises: the lowest version of each package that users install."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOR_DEVELOPERS = re.compile("docs|bench.*|test|dev")


def promised() -> dict[str, str]:
    """The lowest version of each package that the requirements and the users' extras name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    users = [one for name, some in extras.items() if not FOR_DEVELOPERS.fullmatch(name) for one in some]
    found: dict[str, str] = {}
    for requirement in [*project["dependencies"], *users]:
        name, at_least, version = requirement.partition(">=")
        if at_least:
            assert found.setdefault(name, version) == version, f"{name} has two lowest versions"
    return found


def test_the_lowest_versions_that_are_tried_are_those_that_are_promised() -> None:
    lines = (ROOT / ".ci" / "lowest.txt").read_text().splitlines()
    tried = dict(re.findall(r"^([\w-]+)==([\d.]+)$", "\n".join(lines), re.MULTILINE))
    assert tried.keys() == promised().keys()
    for name, version in promised().items():
        assert f"{tried[name]}.".startswith(f"{version}."), name
