"""Writes tool files for tests."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from hyperstream.tool.loading import ToolFile
from hyperstream.tool.versions import FileDateTimeVersion

PLAIN = """
from hyperstream.tool import Tool

class {cls}(Tool):
    \"\"\"{doc}\"\"\"

    stride: float = 1.0

    def _execute(self, sources, alignment_stream, interval):
        yield from ()
"""


def plain(cls: str, doc: str = "Does nothing.") -> str:
    return PLAIN.format(cls=cls, doc=doc)


def write(folder: Path, name: str, text: str, file: str = "2016-11-14_v0.1.0.py") -> Path:
    """Write ``<folder>/<name>/<file>``."""
    path = folder / name / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text))
    return path


def tool_file(path: Path) -> ToolFile:
    return ToolFile(path.parent.name, FileDateTimeVersion(path.name), path)
