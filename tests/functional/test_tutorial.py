"""The tutorial runs as it is printed, and prints what it says."""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCK = re.compile(r"```\{(testsetup|testcode|testoutput|testcleanup)\}\n(.*?)```", flags=re.DOTALL)


@pytest.mark.parametrize("page", ["tutorial", "seeing"])
def test_a_page_runs_as_it_is_printed(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": page}
    told, compared = "", 0
    with warnings.catch_warnings():
        for kind, text in BLOCK.findall((DOCS / f"{page}.md").read_text()):
            if kind == "testoutput":
                assert told.strip() == text.strip()
                compared += 1
                continue
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(text, page, "exec"), names)
            told = out.getvalue()
    assert compared >= 2
    monkeypatch.chdir(tmp_path)
