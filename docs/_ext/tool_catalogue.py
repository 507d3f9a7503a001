"""Writes the catalogue of tools into the page ``tools``, from the tools themselves.

Where the page says ``<!-- catalogue -->``, each shipped tool follows: its kind, versions, docstring
and parameters, an example that is computed while the page is built, and a picture of its windows.
"""

from __future__ import annotations

import sys
from collections import ChainMap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from tool_example import Shown
from tool_examples import EXAMPLES
from tool_pictures import numbers_picture, windows_picture
from tool_runs import compute, numbers_of

from hyperstream import TimeInterval
from hyperstream.tool import Catalogue, ToolReport, inspect_tools
from hyperstream.tool.shipped import shipped_plugins, shipped_tools

PLACE = "<!-- catalogue -->"


def newest() -> Iterator[tuple[str, list[ToolReport]]]:
    """Each tool's full name and its versions, oldest first; the built-in ones come first."""
    folders = {
        "": shipped_tools(),
        **{f"{name}.": path / "tools" for name, path in shipped_plugins().items()},
    }
    for prefix, folder in folders.items():
        found: dict[str, list[ToolReport]] = {}
        for report in inspect_tools(Catalogue([folder])):
            if report.error is None:
                found.setdefault(report.name, []).append(report)
        for name, reports in found.items():
            yield prefix + name, reports


def page() -> str:
    """All tools, as Markdown."""
    return "\n".join(_tool(name, reports) for name, reports in newest())


def _tool(full_name: str, reports: list[ToolReport]) -> str:
    last = reports[-1]
    versions = ", ".join(report.version for report in reports)
    lines = [
        f"### {full_name}\n",
        f"*{last.kind}*; {'versions' if len(reports) > 1 else 'version'} {versions}\n",
    ]
    lines += _docstring(last)
    if last.name in EXAMPLES:
        lines += _example(compute(last.name, EXAMPLES[last.name]))
    words, drawn = numbers_of(last.name)
    if drawn:
        lines += [f"{numbers_picture(drawn, words.startswith('histogram'))}\n", f"*{words}*\n"]
    return "\n".join(lines) + "\n"


def _docstring(report: ToolReport) -> list[str]:
    cls = Catalogue([report.path.parent.parent]).get(report.name, report.version)
    texts = [(vars(base).get("__doc__") or "").strip() for base in cls.__mro__]
    body = texts[0].partition("Parameters:\n")[0]
    # Double backquotes are those of docstrings; one is Markdown's.
    lines = [" ".join(part.split()).replace("``", "`") + "\n" for part in body.split("\n\n")]
    # What a tool does not describe itself, a base class does that several tools share.
    described = dict(ChainMap(*(_described(text.partition("Parameters:\n")[2]) for text in texts)))
    for parameter in report.parameters:
        lines.append(f"- `{parameter}`: {described.get(parameter.name, '')}".replace("``", "`"))
    return [*lines, ""]


def _described(listed: str) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in listed.splitlines():
        head, colon, rest = line.strip().partition(": ")
        if line.startswith(" " * 8) and not line.startswith(" " * 9) and colon:
            name, found[head] = head, rest
        elif name:
            found[name] += f" {line.strip()}"
    return found


def _example(shown: Shown) -> list[str]:
    lines = ["```text", shown.call]
    for title, text in shown.texts:
        lines += [f"{title}:", *(f"  {line}" for line in text.splitlines())]
    for title, rows in [*shown.sources, *shown.results]:
        lines += [f"{title}:", *(f"  {second:2g} s  {_text(value)}" for second, value in rows)]
    lines.append("```\n")
    windows = [value for _, rows in shown.results for _, value in rows if isinstance(value, TimeInterval)]
    if windows:
        marks = [second for _, rows in shown.sources for second, _ in rows]
        lines.append(windows_picture(windows, marks) + "\n")
    return lines


def _text(value: Any) -> str:
    if isinstance(value, TimeInterval):
        return f"({value.start_ms / 1000:g} s, {value.end_ms / 1000:g} s]"
    return repr(value)


def setup(app: Any) -> dict[str, bool]:
    """Sphinx calls this."""

    def fill(app: Any, name: str, source: list[str]) -> None:
        if name == "tools":
            source[0] = source[0].replace(PLACE, page())

    app.connect("source-read", fill)
    return {"parallel_read_safe": True}
