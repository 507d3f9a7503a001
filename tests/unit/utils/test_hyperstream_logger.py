from __future__ import annotations

import json
import logging
import subprocess
import sys
import tempfile
import warnings

import pytest

from hyperstream.utils.errors import ConfigurationError
from hyperstream.utils.hyperstream_logger import MON, HyperStreamLogger, SenMLFormatter, monitor

LOG = logging.getLogger("hyperstream.some.room")


@pytest.fixture
def shown():
    """Makes loggers and closes them."""
    made = []

    def make(*args, **kwargs):
        made.append(HyperStreamLogger(*args, **kwargs))
        return made[-1]

    yield make
    for logger in made:
        logger.close()


def record(message, *args, level=logging.INFO, **extra):
    made = logging.LogRecord("hyperstream", level, "/x/room.py", 7, message, args, None)
    made.created = 1_477_656_000.25
    made.msecs = 250
    vars(made).update(extra)
    return made


# --- a guest (D36) --------------------------------------------------------------------------
def test_nothing_outside_the_hyperstream_logger_is_touched(shown, tmp_path):
    root = logging.getLogger()
    before = (
        list(root.handlers),
        root.level,
        sys.excepthook,
        warnings.showwarning,
        vars(logging.Logger).copy(),
    )
    logger = shown(console_logger=True, file_logger={"path": tmp_path})
    during = (
        list(root.handlers),
        root.level,
        sys.excepthook,
        warnings.showwarning,
        vars(logging.Logger).copy(),
    )
    logger.close()
    after = (
        list(root.handlers),
        root.level,
        sys.excepthook,
        warnings.showwarning,
        vars(logging.Logger).copy(),
    )
    assert before == during == after
    assert not hasattr(logging, "monitor")


def test_foreign_handlers_stay_open_and_in_place(shown):
    foreign = logging.NullHandler()
    logging.getLogger("hyperstream").addHandler(foreign)
    try:
        shown(console_logger=True).close()
        assert foreign in logging.getLogger("hyperstream").handlers
    finally:
        logging.getLogger("hyperstream").removeHandler(foreign)


def test_the_library_is_quiet_until_asked():
    code = "import logging, hyperstream.utils; logging.getLogger('hyperstream.x').warning('said')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""


# --- console and file -----------------------------------------------------------------------
def test_the_console_shows_lines_in_utc(shown, capsys):
    shown(logging.INFO, console_logger=True)
    LOG.info("said %d", 1)
    LOG.debug("not said")
    line = capsys.readouterr().err
    assert line.endswith(" [INFO]  said 1\n")
    assert line[:2] == "20"


def test_debug_lines_say_where(shown, capsys):
    shown(console_logger={"level": "debug"})
    LOG.debug("said")
    assert "[DEBUG]  test_hyperstream_logger.py:" in capsys.readouterr().err


def test_the_time_of_a_line_is_utc(shown, tmp_path):
    formatter = shown(file_logger={"path": tmp_path}).handlers[0].formatter
    assert formatter.format(record("said")) == "2016-10-28 12:00:00,250 [INFO]  said"
    assert (
        formatter.format(record("said", level=logging.DEBUG))
        == "2016-10-28 12:00:00,250 [DEBUG]  room.py:7  said"
    )


def test_the_file_is_in_the_temporary_folder_by_default(shown, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    shown(file_logger=True)
    LOG.warning("said: ü")
    assert (tmp_path / "hyperstream.log").read_text(encoding="utf-8").endswith("[WARNING]  said: ü\n")


def test_the_file_goes_where_it_is_told_and_goes_on(shown, tmp_path):
    settings = {"path": tmp_path, "filename": "mine", "loglevel": "ERROR"}
    for message in ("first", "second"):
        logger = shown(file_logger=settings)
        LOG.warning("not said")
        LOG.error(message)
        logger.close()
    lines = (tmp_path / "mine.log").read_text().splitlines()
    assert [line.split("]  ")[1] for line in lines] == ["first", "second"]


@pytest.mark.parametrize("off", [None, False])
def test_what_is_not_asked_for_is_not_shown(shown, off):
    assert shown(console_logger=off, file_logger=off).handlers == []


def test_a_new_one_closes_the_earlier_unless_told_not_to(shown, tmp_path):
    first = shown(file_logger={"path": tmp_path, "filename": "first"})
    second = shown(file_logger={"path": tmp_path, "filename": "second"}, close_existing=False)
    LOG.error("both")
    third = shown(file_logger={"path": tmp_path, "filename": "third"})
    LOG.error("last")
    text = {path.stem: path.read_text() for path in tmp_path.iterdir()}
    assert ["both" in text[name] for name in ("first", "second", "third")] == [True, True, False]
    assert ["last" in text[name] for name in ("first", "second", "third")] == [False, False, True]
    ours = logging.getLogger("hyperstream").handlers
    assert not [handler for handler in first.handlers + second.handlers if handler in ours]
    assert third.handlers[0] in ours


def test_closing_gives_the_level_back(shown):
    before = logging.getLogger("hyperstream").level
    logger = shown(logging.ERROR, console_logger=True)
    assert logging.getLogger("hyperstream").level == logging.ERROR
    logger.close()
    logger.close()
    assert logging.getLogger("hyperstream").level == before == logging.NOTSET


def test_the_level_can_be_changed(shown, capsys):
    logger = shown(logging.DEBUG, console_logger=True)
    logger.set_level("WARNING")
    LOG.info("not said")
    LOG.warning("said")
    assert capsys.readouterr().err.count("said") == 1


# --- bad settings ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"console_logger": {"colour": 1}}, "console_logger: 'colour' is not known; it may have level"),
        (
            {"file_logger": {"level": 1}},
            "file_logger: 'level' is not known; it may have path, filename, loglevel",
        ),
        ({"default_loglevel": "LOUD"}, "'LOUD' is not a log level"),
        ({"console_logger": {"level": None}}, "None is not a log level"),
        ({"console_logger": {"level": True}}, "True is not a log level"),
    ],
)
def test_a_bad_setting_is_named_and_nothing_is_left_behind(settings, message):
    before = list(logging.getLogger("hyperstream").handlers)
    with pytest.raises(ConfigurationError, match=message):
        HyperStreamLogger(**settings)
    assert logging.getLogger("hyperstream").handlers == before


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"absent.*cannot be written.*name another path"):
        HyperStreamLogger(file_logger={"path": tmp_path / "absent"})


# --- monitoring -----------------------------------------------------------------------------
def test_monitoring_messages_are_above_all_levels(shown, capsys):
    logger = shown(logging.CRITICAL, console_logger=True)
    logger.monitor("count %d", 5)
    monitor("count %d", 6, n="m")
    said = capsys.readouterr().err
    assert "[MON]  count 5" in said
    assert "[MON]  count 6" in said
    assert MON == 51


def test_senml_is_one_json_object_a_message():
    formatter = SenMLFormatter()
    assert json.loads(formatter.format(record("count %d", 5, n="m1"))) == {
        "uid": "hyperstream",
        "bt": "2016-10-28T12:00:00.250Z",
        "e": [{"n": "m1", "v": "count 5"}],
    }
    assert json.loads(formatter.format(record("x")))["e"][0]["n"] == "default"
