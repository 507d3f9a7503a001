"""Laying out and drawing DOT source, without a desktop.

The extra ``graph`` brings a program that does it (see docs/decisions/060-graphviz-from-a-wheel.md); a ``dot``
of the system does as well.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from ..utils.errors import DrawingError, MissingExtraError

PROGRAMS = ("graphviz-pure", "dot")
"""Programs that understand the options of ``dot``, the preferred one first."""

DPI = 144
"""Resolution of PNG pictures: two dots a point."""

FAMILY = b'font-family="Arial, Helvetica, Liberation Sans, Arimo, sans-serif"'
"""Fonts for SVG: all but the last are as wide as the one that was measured."""

_SECONDS = 60


def draw(source: str, kind: str) -> bytes:
    """A picture of DOT source.

    Args:
        source: DOT.
        kind: ``svg`` or ``png``.

    Raises:
        MissingExtraError: (an `ImportError`) No program is there that can.
        DrawingError: The program did not.
    """
    command = [find_program(), f"-T{kind}", *([f"-Gdpi={DPI}"] if kind == "png" else [])]
    try:
        done = subprocess.run(command, input=source.encode(), capture_output=True, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _failed(command[0], str(error)) from error
    if done.returncode or not done.stdout:
        raise _failed(command[0], done.stderr.decode(errors="replace").strip() or "it wrote nothing")
    return done.stdout.replace(b'font-family="Arial"', FAMILY) if kind == "svg" else done.stdout


def find_program() -> str:
    """The program that draws: beside this Python, else on the search path.

    Raises:
        MissingExtraError: (an `ImportError`) There is none.
    """
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    for program in PROGRAMS:
        if found := shutil.which(program, path=beside):
            return found
    msg = (
        "Drawing a graph needs Graphviz, which is not installed: pip install 'hyperstream[graph]'. "
        "Without it, .dot and .mmd files can be written."
    )
    raise MissingExtraError(msg, package="graphviz-pure", extra="graph")


def _failed(program: str, why: str) -> DrawingError:
    msg = f"{Path(program).name} could not draw the graph: {why}. Write a .dot file to see what it was given."
    return DrawingError(msg, program=program)
