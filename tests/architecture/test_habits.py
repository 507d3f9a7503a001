"""What the house asks of every file: size, relative imports, nothing unfinished, nothing silenced."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 400
LONGEST_FUNCTION = 45  # without its docstring
OPTIONAL = {"matplotlib", "pandas", "pyarrow", "rich", "vega_datasets"}
"""Packages that are imported only when they are used."""


def files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


PACKAGE = files("hyperstream")
SHIPPED = [*PACKAGE, *files("tools", "plugins")]


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and module of every absolute import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.lineno, node.module or ""


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    docstring = ast.get_docstring(function, clean=False)
    return (function.end_lineno or 0) - function.lineno + 1 - (docstring.count("\n") + 1 if docstring else 0)


@pytest.mark.parametrize("file", names(SHIPPED))
class TestEveryFile:
    def test_is_read_in_one_sitting(self, file: str) -> None:
        assert (ROOT / file).read_text().count("\n") <= LONGEST_MODULE

    def test_has_functions_that_are_read_at_one_glance(self, file: str) -> None:
        tree = ast.parse((ROOT / file).read_text())
        long = {f"{found.name}, line {found.lineno}": length(found) for found in functions(tree)}
        assert {name: size for name, size in long.items() if size > LONGEST_FUNCTION} == {}

    def test_is_finished_and_silences_nothing(self, file: str) -> None:
        found = [
            (number, line.strip())
            for number, line in enumerate((ROOT / file).read_text().splitlines(), 1)
            if re.search(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError", line)
            or re.search(r"#\s*type:\s*ignore(?!\[)|#\s*noqa(?!:)", line)
        ]
        assert found == []


@pytest.mark.parametrize("file", names(PACKAGE))
class TestEveryModuleOfThePackage:
    def test_names_other_rooms_relatively(self, file: str) -> None:
        tree = ast.parse((ROOT / file).read_text())
        assert [
            (line, module) for line, module in imports(tree) if module.split(".")[0] == "hyperstream"
        ] == []

    def test_imports_within_functions_only_what_is_optional(self, file: str) -> None:
        tree = ast.parse((ROOT / file).read_text())
        lazy = [found for function in functions(tree) for found in imports(function)]
        assert [(line, module) for line, module in lazy if module.split(".")[0] not in OPTIONAL] == []


TOOL_FILES = [path for path in files("tools", "plugins") if not path.name.startswith("__")]


@pytest.mark.parametrize("file", names(TOOL_FILES))
def test_a_tool_file_imports_only_the_public_face(file: str) -> None:
    tree = ast.parse((ROOT / file).read_text())
    inner = [module for _, module in imports(tree) if module.startswith("hyperstream.")]
    assert [module for module in inner if module not in PUBLIC] == []


PUBLIC = {
    "hyperstream.itertools2",
    "hyperstream.tool.windows",
    "hyperstream.utils",
    "hyperstream.utils.statistics",
}
"""What tool files may name beside `hyperstream` itself."""
