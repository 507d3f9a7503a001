"""``examples/live_push.py`` runs as it is, and says what it promises."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "live_push.py"


def test_the_strategy_sees_what_the_generator_writes_each_once(capsys: pytest.CaptureFixture[str]) -> None:
    after = runpy.run_path(str(EXAMPLE))
    told = capsys.readouterr().out.splitlines()
    assert told[-1] == "30 prices written and seen, each once: True"
    assert len(told) == 1 + sum(
        price == min(after["seen"][:i]) for i, price in enumerate(after["seen"], 1) if i > 1
    )
