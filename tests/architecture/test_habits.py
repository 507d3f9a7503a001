"""What the house asks of every file: size, relative imports, nothing unfinished, nothing silenced."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 400
LONGEST_FUNCTION = 45  # without its docstring
OPTIONAL = {"matplotlib", "pandas", "pyarrow", "rich", "semantic_version", "vega_datasets"}
"""Packages that are imported only when they are used: extras, and what would make every start slower."""


def files(*folders: str) -> dict[str, str]:
    """Content of the Python files in some folders, by path."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return {str(path.relative_to(ROOT)): path.read_text() for path in paths}


PACKAGE = files("hyperstream")
TOOLS = files("tools", "plugins")
SHIPPED = PACKAGE | TOOLS
UNFINISHED = re.compile(
    r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError|#\s*type:\s*ignore(?!\[)|#\s*noqa(?!:)"
)
KIT = re.compile(r"hyperstream\.(tool\.(?!run)|batch$|itertools2|prices|utils)")
"""What tool files may name beside `hyperstream` itself: the kit for tools, columns of cells, small things."""


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


class TestEveryFile:
    def test_is_read_in_one_sitting(self) -> None:
        assert {name for name, text in SHIPPED.items() if text.count("\n") > LONGEST_MODULE} == set()

    def test_has_functions_that_are_read_at_one_glance(self) -> None:
        found = [
            (name, function.name, function.lineno)
            for name, text in SHIPPED.items()
            for function in functions(ast.parse(text))
            if length(function) > LONGEST_FUNCTION
        ]
        assert found == []

    def test_is_finished_and_silences_nothing(self) -> None:
        found = [
            (name, number, line.strip())
            for name, text in SHIPPED.items()
            for number, line in enumerate(text.splitlines(), 1)
            if UNFINISHED.search(line)
        ]
        assert found == []


class TestEveryModuleOfThePackage:
    def test_names_other_rooms_relatively(self) -> None:
        found = [
            (name, line, module)
            for name, text in PACKAGE.items()
            for line, module in imports(ast.parse(text))
            if module.split(".")[0] == "hyperstream"
        ]
        assert found == []

    def test_imports_within_functions_only_what_is_optional(self) -> None:
        found = [
            (name, line, module)
            for name, text in PACKAGE.items()
            for function in functions(ast.parse(text))
            for line, module in imports(function)
            if module.split(".")[0] not in OPTIONAL
        ]
        assert found == []


def test_a_tool_file_imports_only_the_public_face_and_the_kit_for_tools() -> None:
    found = [
        (name, module)
        for name, text in TOOLS.items()
        for _, module in imports(ast.parse(text))
        if module.startswith("hyperstream.") and not KIT.match(module)
    ]
    assert found == []
