from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperstream.tool.versions import FileDateTimeVersion, parse_spec, select
from hyperstream.utils.errors import ArgumentValueError


@dataclass
class Item:
    file: FileDateTimeVersion


def items(*names: str) -> list[Item]:
    return [Item(FileDateTimeVersion(name)) for name in names]


def chosen(found: list[Item], spec: str | None = None) -> str | None:
    item = select(found, spec)
    return item and item.file.long_filename


def test_a_file_name_tells_date_and_version() -> None:
    file = FileDateTimeVersion("2016-07-11T1209Z_v0.0.1.py")
    assert file.timestamp == datetime(2016, 7, 11, 12, 9, tzinfo=UTC)
    assert str(file.version) == "0.0.1"
    assert (file.extension, file.is_python) == (".py", True)
    assert (file.long_filename, file.filename_no_extension) == (
        "2016-07-11T1209Z_v0.0.1.py",
        "2016-07-11T1209Z_v0.0.1",
    )


def test_a_version_may_have_a_pre_release_and_a_build() -> None:
    assert str(FileDateTimeVersion("2020-01-01_v1.0.0-beta.1+lab.py").version) == "1.0.0-beta.1+lab"


def test_another_split_character_may_be_used() -> None:
    assert FileDateTimeVersion("2016-11-14@v0.1.0.json", "@").extension == ".json"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("clock.py", "no '_'"),
        ("2016-13-01_v1.0.0.py", "no ISO 8601 date"),
        ("yesterday_v1.0.0.py", "no ISO 8601 date"),
        ("2016-11-14_v1.0.py", "no version"),
        ("2016-11-14_one.py", "no version"),
        ("2016-11-14_v0.1.0~HEAD.py", "no version"),
        (f"2016-11-14_v{'9' * 5000}.0.0.py", "between date and version"),
        (f"2016-11-14_v{'9' * 150}.0.0.py", "no version"),
        ("", "no '_'"),
    ],
)
def test_a_bad_file_name_is_an_error_that_says_why(name: str, why: str) -> None:
    with pytest.raises(ArgumentValueError, match="is not the name of a versioned file") as caught:
        FileDateTimeVersion(name)
    assert why in str(caught.value)
    assert len(str(caught.value)) < 500


@given(st.text(max_size=60))
def test_any_text_is_a_name_or_a_clear_error(name: str) -> None:
    with contextlib.suppress(ArgumentValueError):
        assert FileDateTimeVersion(name).long_filename == name


def test_the_newest_is_the_latest_date_whatever_its_version() -> None:
    found = items("2016-01-01_v2.0.0.py", "2017-01-01_v0.1.0.py")
    assert chosen(found) == "2017-01-01_v0.1.0.py"


def test_ties_of_date_go_to_the_higher_version() -> None:
    found = items("2016-12-02_v0.0.10.py", "2016-12-02_v0.0.9.py")
    assert chosen(found) == "2016-12-02_v0.0.10.py"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("0.1.0", "2018-01-01_v0.1.0.py"),
        ("v0.1.0", "2018-01-01_v0.1.0.py"),
        ("^0.1", "2017-01-01_v0.1.4.py"),
        ("^1", "2016-01-01_v1.2.0.py"),
        (">=0.1 <2", "2016-01-01_v1.2.0.py"),
        ("1.x", "2016-01-01_v1.2.0.py"),
        ("2.0.0-rc.1", "2019-01-01_v2.0.0-rc.1.py"),
        ("^3", None),
    ],
)
def test_a_specification_takes_the_highest_match(spec: str, expected: str | None) -> None:
    found = items(
        "2016-01-01_v1.2.0.py",
        "2017-01-01_v0.1.4.py",
        "2018-01-01_v0.1.0.py",
        "2019-01-01_v2.0.0-rc.1.py",
    )
    assert chosen(found, spec) == expected


def test_a_specification_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(ArgumentValueError, match="'newest' is not a version specification"):
        parse_spec("newest")


def test_files_sort_oldest_first() -> None:
    names = ["2017-01-01_v0.1.0.py", "2016-01-01_v2.0.0.py", "2016-01-01_v1.0.0.py"]
    ordered = sorted(FileDateTimeVersion(name) for name in names)
    assert [file.long_filename for file in ordered] == names[::-1]


def test_nothing_is_chosen_from_nothing() -> None:
    assert select([]) is None
