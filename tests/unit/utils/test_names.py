from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.utils.names import camel_to_snake, snake_to_camel


@pytest.mark.parametrize(
    ("snake", "camel"),
    [
        ("clock", "Clock"),
        ("sliding_window", "SlidingWindow"),
        ("relative_apply2", "RelativeApply2"),
        ("stream_broadcaster_from_stream", "StreamBroadcasterFromStream"),
        ("", ""),
    ],
)
def test_names_go_both_ways(snake, camel):
    assert snake_to_camel(snake) == camel
    assert camel_to_snake(camel) == snake


@pytest.mark.parametrize(
    ("camel", "snake"), [("CSVReader", "csv_reader"), ("ReadCSV", "read_csv"), ("A1B", "a1_b")]
)
def test_a_run_of_capitals_is_one_word(camel, snake):
    assert camel_to_snake(camel) == snake


@settings(max_examples=100, deadline=None)
@given(st.lists(st.from_regex(r"[a-z][a-z]+[0-9]?", fullmatch=True), min_size=1, max_size=4).map("_".join))
def test_every_folder_name_comes_back_from_its_class_name(snake):
    assert camel_to_snake(snake_to_camel(snake)) == snake
