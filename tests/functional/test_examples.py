"""The programs in ``examples/`` run as they are, and say what they promise."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
REASONS = {"missing", "late", "upstream"}


def test_prices_are_the_same_in_two_pieces_and_drawn_on_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "prices.svg"
    monkeypatch.setattr("sys.argv", ["prices.py", str(picture)])
    runpy.run_path(str(EXAMPLES / "prices.py"))
    told = capsys.readouterr().out
    assert "12 computed, 0 failed" in told
    assert "In two pieces: the same" in told
    assert picture.read_text().count("<path") > 10


@pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")
def test_heating_computes_three_units_then_none_then_two(capsys: pytest.CaptureFixture[str]) -> None:
    after = runpy.run_path(str(EXAMPLES / "heating.py"))
    told = capsys.readouterr().out
    counts = [line.partition(",")[0] for line in told.splitlines() if line.endswith((" s.", ")."))]
    assert counts == ["3 computed", "Nothing to compute: everything in (2026-11-10 00:00", "2 computed"]
    planned = [line.split() for line in told.splitlines() if line.startswith("  temp_")]
    assert [(row[0], *REASONS & set(row)) for row in planned] == [
        ("temp_hour", "missing"),
        ("temp_city", "missing"),
        ("temp_hour", "late"),
        ("temp_city", "upstream"),
    ]
    view = after["warmest"]["Bristol"].window(after["day"])
    assert view.count() == 24
    assert view.missing.is_empty
    hottest = max(view.values())
    means = [max(after["hourly"][name].window(after["day"]).values()) for name in ("h1", "h2")]
    assert hottest == max(means)
    after["hs"].close()


def test_a_correction_in_the_time_series_store_recomputes_what_rests_on_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    after = runpy.run_path(str(EXAMPLES / "time_series_store.py"))
    told = [line.partition(",")[0] for line in capsys.readouterr().out.splitlines() if "omput" in line]
    assert told == ["2 computed", "Nothing to compute: everything is current.", "1 computed"]
    assert after["close"]["ACME"].window(after["week"]).values() == [70.0, 71.0, 70.9, 72.1, 73.0]
    assert after["close"]["BOLT"].window(after["week"]).values() == [140.0, 143.0, 141.8, 144.2, 146.0]
    after["hs"].close()
