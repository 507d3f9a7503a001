from __future__ import annotations

import logging
import sys

import pytest

import hyperstream.utils
from hyperstream.tool import check_input_stream_count
from hyperstream.utils import timeit, touch
from hyperstream.utils.errors import StreamNotFoundError, handle_exception
from hyperstream.utils.moved import MOVED


def test_every_exported_name_is_there():
    assert [name for name in hyperstream.utils.__all__ if not hasattr(hyperstream.utils, name)] == []


def test_names_of_0_3_8_that_lie_higher_now_are_found_on_demand():
    assert [name for name in MOVED if not hasattr(hyperstream.utils, name)] == []
    assert hyperstream.utils.check_input_stream_count is check_input_stream_count
    with pytest.raises(AttributeError, match=r"'hyperstream\.utils' has no attribute 'nothing'"):
        _ = hyperstream.utils.nothing


def test_documented_errors_are_found_where_0_3_8_kept_them_too():
    assert hyperstream.utils.StreamNotFoundError is StreamNotFoundError
    assert hyperstream.utils.handle_exception is handle_exception


# --- touch ----------------------------------------------------------------------------------
def test_touch_makes_a_file_and_sets_its_times(tmp_path):
    path = tmp_path / "file"
    touch(path)
    assert path.read_bytes() == b""
    path.write_text("kept")
    touch(str(path), (1000.0, 2000.0))
    assert (path.stat().st_atime, path.stat().st_mtime) == (1000.0, 2000.0)
    assert path.read_text() == "kept"


# --- timeit ---------------------------------------------------------------------------------
def test_timeit_logs_how_long_a_call_took(caplog):
    @timeit
    def double(number: int) -> int:
        """Twice."""
        return 2 * number

    with caplog.at_level(logging.INFO, logger="hyperstream"):
        assert double(3) == 6
    assert double.__doc__ == "Twice."
    assert "double took 0.0" in caplog.text


def test_timeit_logs_a_failed_call_too_and_lets_it_fail(caplog):
    @timeit
    def fail() -> None:
        raise KeyError("x")

    with caplog.at_level(logging.INFO, logger="hyperstream"), pytest.raises(KeyError):
        fail()
    assert "fail took" in caplog.text


# --- handle_exception -----------------------------------------------------------------------
def test_an_uncaught_exception_is_logged_with_its_traceback(caplog):
    error = ValueError("lost")
    handle_exception(ValueError, error, None)
    record = caplog.records[-1]
    assert (record.name, record.levelno) == ("hyperstream", logging.CRITICAL)
    assert record.exc_info[1] is error


def test_ctrl_c_passes(caplog, capsys):
    handle_exception(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not caplog.records
    assert "KeyboardInterrupt" in capsys.readouterr().err
    assert sys.excepthook is not handle_exception
