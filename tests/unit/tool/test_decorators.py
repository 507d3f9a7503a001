from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from hyperstream.tool import check_input_stream_count, check_output_format, check_tool_defined


def counting(number: int) -> Any:
    class Counting:
        @check_input_stream_count(number)
        def _execute(self, sources: Any, alignment_stream: Any = None, interval: Any = None) -> Any:
            yield len(sources or ())

    return Counting()


@pytest.mark.parametrize(("number", "sources"), [(0, None), (0, []), (1, ["a"]), (2, ("a", "b"))])
def test_the_right_number_of_sources_passes(number: int, sources: Any) -> None:
    tool = counting(number)
    assert list(tool._execute(sources)) == list(tool._execute(sources=sources)) == [number]
    assert tool._execute.input_stream_count == number


@pytest.mark.parametrize(
    ("number", "sources", "message"),
    [
        (0, ["a"], "Counting: No input streams expected, 1 given"),
        (1, None, r"Counting: 1 input stream\(s\) expected, 0 given"),
        (2, ["a"], r"Counting: 2 input stream\(s\) expected, 1 given"),
    ],
)
def test_a_wrong_number_is_an_error_at_the_call(number: int, sources: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        counting(number)._execute(sources)
    with pytest.raises(ValueError, match=message):
        counting(number)._execute(sources=sources)


def test_no_sources_at_all_are_none() -> None:
    assert counting(0)._execute.__wrapped__ is not None
    with pytest.raises(ValueError, match="1 input"):
        counting(1)._execute()


def test_a_method_may_need_a_tool() -> None:
    @check_tool_defined
    def run(self: Any) -> str:
        return str(self.tool)

    assert run(SimpleNamespace(tool="clock")) == "clock"
    with pytest.raises(ValueError, match=r"SimpleNamespace\.run needs a tool"):
        run(SimpleNamespace(tool=None))


def test_a_method_may_promise_the_keys_of_its_result() -> None:
    @check_output_format({"a", "b"})
    def give(result: Any) -> Any:
        return result

    assert give({"b": 1, "a": 2}) == {"b": 1, "a": 2}
    for wrong in ({"a": 1}, {"a": 1, "b": 2, "c": 3}, [1], None):
        with pytest.raises(ValueError, match="give should give a dictionary with the keys"):
            give(wrong)
