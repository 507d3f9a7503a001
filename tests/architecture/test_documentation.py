"""What the documentation names is there: files, modules, classes, functions."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

import hyperstream
from hyperstream.cli.main import main
from hyperstream.utils import errors

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
NAME = re.compile(r"`(hyperstream(?:\.\w+)+)(?:\(\))?`|automodule:: (\S+)")


def resolve(name: str) -> object:
    """The thing of this dotted name: a module, or something in one."""
    parts = name.split(".")
    for size in range(len(parts), 0, -1):
        try:
            thing: object = importlib.import_module(".".join(parts[:size]))
        except ModuleNotFoundError:
            continue
        for part in parts[size:]:
            thing = getattr(thing, part)
        return thing
    raise AssertionError(name)


@pytest.mark.parametrize("page", [str(page.relative_to(ROOT)) for page in PAGES])
class TestEveryPage:
    def test_links_to_files_that_are_there(self, page: str) -> None:
        file = ROOT / page
        targets = [link.partition("#")[0] for link in LINK.findall(file.read_text())]
        local = [target for target in targets if target and "://" not in target]
        assert [target for target in local if not (file.parent / target).exists()] == []

    def test_names_things_that_are_there(self, page: str) -> None:
        for name in NAME.findall((ROOT / page).read_text()):
            assert resolve(name[0] or name[1]) is not None


def test_every_public_name_is_there_and_says_what_it_is() -> None:
    for name in hyperstream.__all__:
        thing = getattr(hyperstream, name)
        assert not isinstance(thing, type) or thing.__doc__, name


def test_every_page_is_in_the_table_of_contents() -> None:
    index = (ROOT / "docs" / "index.md").read_text()
    named = {line.strip() for line in index.splitlines()}
    top = [page for page in (ROOT / "docs").glob("*.md") if page.stem != "index"]
    assert [page.stem for page in top if page.stem not in named] == []


def test_every_command_is_in_the_page_on_the_command_line() -> None:
    page = (ROOT / "docs" / "cli.md").read_text()
    for name, command in main.commands.items():
        assert f"## `hyperstream {name}" in page
        for inner in getattr(command, "commands", {}):
            assert f"`{name} {inner}" in page


def test_every_error_with_a_code_is_in_the_page_on_errors_and_no_code_is_used_twice() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and "code" in vars(kind)]
    codes = {kind.code: kind.__name__ for kind in kinds if kind.code}
    assert len(codes) == len(kinds) - 1  # the root has none
    rows = re.findall(r"^\| (HS\d+) \| `(\w+)`", (ROOT / "docs" / "errors.md").read_text(), re.M)
    assert dict(rows) == codes
