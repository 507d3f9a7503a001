"""Parameters as people read them."""

from __future__ import annotations

import json

from hyperstream.utils.plain_texts import LONGEST_LINE, show_parameters


def test_what_is_not_set_is_left_out() -> None:
    text = json.dumps(
        {"every": {"@microseconds": 3_600_000_000}, "over": None, "offset": {"@microseconds": 0}}
    )
    assert show_parameters(text) == "every=1h"
    assert show_parameters("") == ""


def test_a_long_value_is_cut() -> None:
    assert show_parameters(json.dumps({"names": "x" * 50})) == f'names="{"x" * 36}...'


def test_of_many_the_first_are_shown_and_the_others_counted() -> None:
    shown = show_parameters(json.dumps({f"parameter_{place}": place for place in range(20)}))
    assert shown.startswith("parameter_0=0, parameter_1=1, ")
    assert shown.endswith(", and 12 more")
    assert len(shown) <= LONGEST_LINE + len("and 12 more")
