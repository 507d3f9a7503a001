"""What the commands print: times, plain tables and drawn ones."""

from __future__ import annotations

import sys

import pytest

from hyperstream.cli.output import show_table
from hyperstream.utils.time_texts import show_span, show_time
from hyperstream.utils.time_utils import MIN_DATE, parse_datetime, to_ms


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        ("2026-11-10", "2026-11-10 00:00"),
        ("2026-11-10T12:30", "2026-11-10 12:30"),
        ("2026-11-10T12:30:05", "2026-11-10 12:30:05"),
        ("2026-11-10T12:30:00.007", "2026-11-10 12:30:00.007"),
        ("1969-12-31T23:59:59.999", "1969-12-31 23:59:59.999"),
    ],
)
def test_a_time_is_only_as_fine_as_it_is(when: str, shown: str) -> None:
    assert show_time(to_ms(parse_datetime(when))) == shown


def test_the_first_years_have_four_digits_too() -> None:
    assert show_time(to_ms(MIN_DATE)) == "0001-01-01 00:00"


def test_an_interval_shows_which_end_is_in() -> None:
    assert show_span(0, 60_000) == "(1970-01-01 00:00, 1970-01-01 00:01]"


def test_a_plain_table_is_aligned_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    show_table(("a", "long name"), [("1", None), (22, "[x]")], title="Title")
    assert capsys.readouterr().out == "Title\na   long name\n1\n22  [x]\n"


def test_a_table_on_a_terminal_shows_brackets_as_they_are(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    show_table(("a", "b"), [("1", "[bold]x[/bold]")], title="Title")
    output = capsys.readouterr().out
    assert "Title" in output
    assert "[bold]x[/bold]" in output
