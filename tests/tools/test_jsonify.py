from __future__ import annotations

import json

import pytest

from .kit import at, run, seconds, stream, tool_class

Jsonify = tool_class("jsonify")


def test_time_and_value_become_json_with_sorted_keys() -> None:
    rows = [(1, {"b": 1, "a": [None, 2.5]}), (2.5, "text")]
    assert run(Jsonify(), [stream(rows)], seconds(0, 9)) == [
        (1, '["1970-01-01 00:00:01+00:00", {"a": [null, 2.5], "b": 1}]'),
        (2.5, '["1970-01-01 00:00:02.500000+00:00", "text"]'),
    ]


def test_times_and_intervals_inside_have_a_form_too() -> None:
    ((_, text),) = run(Jsonify(), [stream([(1, {"at": at(5), "during": seconds(1, 2)})])], seconds(0, 9))
    assert json.loads(text)[1] == {
        "at": "1970-01-01T00:00:05+00:00",
        "during": {"start": "1970-01-01T00:00:01+00:00", "end": "1970-01-01T00:00:02+00:00"},
    }


def test_a_value_without_json_form_is_an_error() -> None:
    with pytest.raises(TypeError, match="has no JSON form"):
        run(Jsonify(), [stream([(1, 2j)])], seconds(0, 9))
