from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from hyperstream.tool import MultiOutputTool, Tool
from hyperstream.tool.loading import load_module, load_tool_file, module_name
from hyperstream.utils.errors import ToolLoadError
from tests.unit.tool.tool_files import plain, tool_file, write


def load(path: Path) -> type:
    return load_tool_file(tool_file(path))


def error_of(path: Path) -> ToolLoadError:
    with pytest.raises(ToolLoadError) as caught:
        load(path)
    assert str(path) in str(caught.value)
    assert "Other tools are unaffected." in str(caught.value)
    assert caught.value.file == path
    return caught.value


def test_a_loaded_class_carries_where_it_came_from(tmp_path: Path) -> None:
    path = write(tmp_path, "sliding_mean", plain("SlidingMean"))
    cls = load(path)
    assert issubclass(cls, Tool)
    assert (cls.tool_name, cls.tool_version, cls.source_file) == ("sliding_mean", "0.1.0", str(path))
    assert len(cls.source_hash) == 64
    assert cls().full_name == "sliding_mean 0.1.0"
    assert cls.accepts()[0].kind == "float"


def test_the_same_content_gives_the_same_class(tmp_path: Path) -> None:
    path = write(tmp_path, "clock", plain("Clock"))
    first = load(path)
    os.utime(path, (0, 0))
    assert load(path) is first
    assert first(stride=2) == load(path)(stride=2.0)


def test_a_changed_file_is_loaded_anew(tmp_path: Path) -> None:
    path = write(tmp_path, "clock", plain("Clock", "One."))
    first = load(path)
    path.write_text(plain("Clock", "Two."))
    second = load(path)
    assert (first.summary(), second.summary()) == ("One.", "Two.")
    assert first.source_hash != second.source_hash
    assert first() != second()


def test_a_change_that_breaks_a_file_leaves_what_was_loaded_alone(tmp_path: Path) -> None:
    path = write(tmp_path, "clock", plain("Clock"))
    first = load(path)
    path.write_text("raise ValueError('broken now')")
    error_of(path)
    assert sys.modules[first.__module__].Clock is first


def test_two_files_of_one_name_are_two_modules(tmp_path: Path) -> None:
    one = load(write(tmp_path / "one", "clock", plain("Clock", "One.")))
    two = load(write(tmp_path / "two", "clock", plain("Clock", "Two.")))
    assert (one.summary(), two.summary()) == ("One.", "Two.")
    assert one.__module__ != two.__module__


def test_neither_working_directory_nor_path_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "clock", plain("Clock"))
    monkeypatch.chdir("/")
    before = list(sys.path)
    assert load(path).__name__ == "Clock"
    assert sys.path == before


def test_dataclasses_and_future_annotations_work_in_a_tool_file(tmp_path: Path) -> None:
    text = """
        from __future__ import annotations
        from dataclasses import dataclass
        from hyperstream.tool import Tool

        @dataclass
        class Settings:
            width: float = 1.0

        class Modern(Tool):
            settings: Settings
            every: float = 1.0

            def _execute(self, sources, alignment_stream, interval):
                yield from ()
        """
    cls = load(write(tmp_path, "modern", text))
    settings = vars(sys.modules[cls.__module__])["Settings"]()
    assert cls(settings=settings, every=2).every == 2.0
    with pytest.raises(ValueError, match="is not a Settings"):
        cls(settings=3)


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("x = (1,\n", 1, "SyntaxError: '(' was never closed"),
        ("\n\ndef f(:\n    pass\n", 3, "SyntaxError"),
        ("\tx = 1\n        y = 2\n", 1, "IndentationError"),
        ("x = 1\x00\n", None, "null bytes"),
        ("\n\nraise ValueError('not today')\n", 3, "ValueError: not today"),
        ("import sys\nsys.exit()\n", 2, "SystemExit"),
        ("import sys\nsys.exit('good bye')\n", 2, "SystemExit: good bye"),
        ("raise GeneratorExit\n", 1, "GeneratorExit"),
        ("import no_such_module_anywhere\n", 1, "ModuleNotFoundError: No module named"),
        ("from hyperstream.tool import Nothing\n", 1, "ImportError: cannot import name"),
        ("undefined\n", 1, "NameError: name 'undefined' is not defined"),
        ("def f():\n    f()\nf()\n", 2, "RecursionError"),
        ("", None, "there is no class Clock (the folder 'clock' in camel case); it defines no class"),
        ("class Klock: pass\n", None, "there is no class Clock"),
        ("class Klock: pass\n", None, "it defines Klock"),
        ("from datetime import datetime\n", None, "it defines no class"),
        ("def __getattr__(name):\n    return object\n", None, "there is no class Clock"),
        ("Clock = 3\n", None, "Clock is none of the five kinds of tool"),
        ("class Clock:\n    def _execute(self): pass\n", 2, "Clock is none of the five kinds of tool"),
        (
            "from hyperstream.tool import BaseTool\nclass Clock(BaseTool):\n    def _execute(self): pass\n",
            3,
            "derive it from one of Tool, AggregateTool, MultiOutputTool, SelectorTool, PlateCreationTool",
        ),
        ("from hyperstream.tool import Tool\nclass Clock(Tool): pass\n", None, "has no _execute method"),
        ("from hyperstream.tool import Tool as Clock\n", None, "has no _execute method"),
    ],
)
def test_a_file_that_cannot_be_used_is_an_error_that_says_where_and_why(
    tmp_path: Path, text: str, line: int | None, why: str
) -> None:
    error = error_of(write(tmp_path, "clock", text))
    assert why in str(error)
    if line is not None:
        assert error.line == line
        assert f"line {line}: " in str(error)


BODY = "\n    def _execute(self, sources, alignment_stream, interval): yield\n"
CLASS = "from hyperstream.tool import Tool\nclass Clock(Tool):\n    "


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        ("def __init__(self, *names): pass", r"its constructor takes \*names; every parameter needs a name"),
        ("def __init__(self, version): pass", "parameter 'version' has a name that every tool has already"),
        ("kind: str = 'x'", "parameter 'kind' has a name that every tool has already"),
        ("def __init__(): pass", "its parameters cannot be read"),
    ],
)
def test_parameters_that_could_not_be_recorded_are_refused(tmp_path: Path, declared: str, why: str) -> None:
    with pytest.raises(ToolLoadError, match=why):
        load(write(tmp_path, "clock", CLASS + declared + BODY))


def test_an_old_parameter_may_be_called_like_what_nobody_asks_a_tool_for(tmp_path: Path) -> None:
    constructor = "def __init__(self, kind, lookback): super().__init__(kind=kind, lookback=lookback)"
    tool = load(write(tmp_path, "clock", CLASS + constructor + BODY))("linear", 3)
    assert tool.parameters_dict == {"kind": "linear", "lookback": 3}


def test_a_file_that_is_gone_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "clock" / "2016-11-14_v0.1.0.py"
    assert "No such file" in str(error_of(path))


def test_a_file_in_another_encoding_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path, "clock", "")
    path.write_bytes(b"x = '\xff\xfe'\n")
    assert "SyntaxError" in str(error_of(path))


def test_an_interrupt_from_the_keyboard_goes_through(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        load(write(tmp_path, "clock", "raise KeyboardInterrupt"))


def test_an_error_deep_below_names_the_line_of_the_tool_file(tmp_path: Path) -> None:
    error = error_of(write(tmp_path, "clock", "import json\n\njson.loads('{')\n"))
    assert error.line == 3
    assert "JSONDecodeError" in str(error)


def test_a_failed_module_leaves_nothing_behind(tmp_path: Path) -> None:
    path = write(tmp_path, "clock", "raise ValueError")
    error_of(path)
    assert module_name(path) not in sys.modules


def test_an_old_tool_file_works_as_it_is(tmp_path: Path) -> None:
    text = '''
        """A clock of 2016."""
        from datetime import datetime, timedelta

        from hyperstream.tool import Tool, check_input_stream_count
        from hyperstream.utils import MIN_DATE, get_timedelta
        from hyperstream.stream import StreamInstance


        class Clock(Tool):
            def __init__(self, first=MIN_DATE, stride=1.0):
                super(Clock, self).__init__(first=first, stride=stride)
                if not isinstance(first, datetime):
                    raise ValueError("Expected datetime.datetime, got {}".format(type(first)))
                self._stride = get_timedelta(stride)

            @check_input_stream_count(0)
            def _execute(self, sources, alignment_stream, interval):
                date = interval.start + self._stride
                while date <= interval.end:
                    yield StreamInstance(date, date)
                    date += self._stride
        '''
    from hyperstream.time_interval import TimeInterval

    cls = load(write(tmp_path, "clock", text))
    tool = cls(stride=1800.0)
    ticks = list(tool._execute([], None, TimeInterval.from_ms(0, 3_600_000)))
    assert [instance.timestamp.isoformat() for instance in ticks] == [
        "1970-01-01T00:30:00+00:00",
        "1970-01-01T01:00:00+00:00",
    ]
    assert list(tool.parameters_dict) == ["first", "stride"]
    with pytest.raises(ValueError, match="Expected datetime"):
        cls(first=5)


def test_a_tool_of_another_kind_is_loaded_as_such(tmp_path: Path) -> None:
    text = """
        from hyperstream.tool import MultiOutputTool

        class Splitter(MultiOutputTool):
            def _execute(self, source, splitting_stream, interval, meta_data_id, output_plate_values):
                yield from ()
        """
    assert issubclass(load(write(tmp_path, "splitter", text)), MultiOutputTool)


def test_threads_that_load_one_file_get_one_class(tmp_path: Path) -> None:
    path = write(tmp_path, "clock", plain("Clock"))
    found: list[type] = []
    threads = [threading.Thread(target=lambda: found.append(load(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_plain_module_is_given_the_names_it_is_promised(tmp_path: Path) -> None:
    path = write(tmp_path, "readings", "doubled = 2 * given\n", "readings.py")
    assert load_module(path, {"given": 21}).doubled == 42
