from __future__ import annotations

import datetime as dt
import pickle
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hyperstream.tool.importing.texts import Texts
from hyperstream.tool.importing.times import TimeReader
from hyperstream.utils import to_ms
from hyperstream.utils.errors import ArgumentValueError

FORMATS = [
    None,
    "%Y/%m/%d %H:%M",
    "%d.%m.%Y",
    "%YM%m",
    "%Y%m%d%H%M%S.%f",
    "%Y-%m-%d %I %p",
    "%y%j",
    "%%%Y",
    "%Y %Z",
]
MOMENTS = st.datetimes(dt.datetime.fromisoformat("0001-01-02"), dt.datetime.fromisoformat("9999-12-30"))


@st.composite
def written(draw: st.DrawFn) -> tuple[str | None, list[str]]:
    """A format, and times in it; some of them damaged."""
    form = draw(st.sampled_from(FORMATS))
    zones = draw(st.sampled_from([["", "Z", "+01:00", "-0530", "+01"], [""], ["Z"]]))
    units = draw(
        st.sampled_from([["seconds", "milliseconds", "microseconds", "minutes", "hours"], ["seconds"]])
    )

    def text(when: dt.datetime) -> str:
        if form is None:
            separator = draw(st.sampled_from("T T_"))
            iso = when.isoformat(separator, draw(st.sampled_from(units)))
            return draw(st.sampled_from([iso + draw(st.sampled_from(zones)), iso[:10]]))
        # strftime leaves out the zeros of early years.
        return when.replace(tzinfo=dt.UTC).strftime(form.replace("%Y", f"{when.year:04}"))

    texts = [text(when) for when in draw(st.lists(MOMENTS, max_size=30))]
    texts *= draw(st.integers(1, 3))
    if texts and draw(st.booleans()):
        place = draw(st.integers(0, len(texts) - 1))
        at = draw(st.integers(0, len(texts[place])))
        texts[place] = texts[place][:at] + draw(st.sampled_from("09 -:ZxA١\udc80,.")) + texts[place][at + 1 :]
    return form, texts


@settings(max_examples=300, deadline=None)
@given(written(), st.sampled_from(["UTC", "Europe/London", "Asia/Kolkata"]))
def test_many_times_are_read_as_each_of_them_is(given: tuple[str | None, list[str]], zone: str) -> None:
    form, texts = given
    reader = TimeReader(form, zone)
    times, bad = reader.many(texts)
    wrong = dict(bad)
    for place, text in enumerate(texts):
        try:
            assert reader.one(text) == times[place]
            assert place not in wrong
        except ValueError:
            assert place in wrong


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        (None, "2016-10-28", "2016-10-28T00:00:00"),
        (None, " 2016-10-28T12:30 ", "2016-10-28T12:30:00"),
        (None, "2016-10-28 12:30:00.1239Z", "2016-10-28T12:30:00.123"),
        (None, "2016-10-28T12:30:00+02:00", "2016-10-28T10:30:00"),
        (None, "20161028T123000", "2016-10-28T12:30:00"),
        ("%YM%m", "2000M01", "2000-01-01T00:00:00"),
        ("%d.%m.%Y %H:%M", "28.10.2016 12:30", "2016-10-28T12:30:00"),
        ("%m/%d/%Y", "1/2/2010", "2010-01-02T00:00:00"),
        ("%Y-%m-%d %H:%M %z", "2016-10-28 12:30 +0200", "2016-10-28T10:30:00"),
        ("seconds", "1.5", "1970-01-01T00:00:01.500"),
        ("seconds", -1, "1969-12-31T23:59:59"),
        ("milliseconds", "1.9", "1970-01-01T00:00:00.001"),
        (None, dt.datetime.fromisoformat("2016-10-28T01:00"), "2016-10-28T01:00:00"),
        (None, dt.date(2016, 10, 28), "2016-10-28T00:00:00"),
        (None, "1969-12-31T23:59:59.999999", "1969-12-31T23:59:59.999"),
    ],
)
def test_a_time_of_each_form(form: str | None, text: object, expected: str) -> None:
    reader = TimeReader(form)
    ms = to_ms(dt.datetime.fromisoformat(expected))
    assert reader.one(text) == ms
    assert reader.many([text] * 10)[0].tolist() == [ms] * 10
    assert pickle.loads(pickle.dumps(reader)).one(text) == ms


@pytest.mark.parametrize(
    ("form", "text", "why"),
    [
        (None, "yesterday", "'yesterday' is not a time in ISO 8601; tell its form by date_format"),
        (None, "2015-02-29", "is not a time in ISO 8601"),
        (None, "0001-01-01T00:00+01:00", "years 1 to 9999"),
        (None, 5, "5 is not a time; where it counts from 1970, say date_format='seconds'"),
        (None, None, "None is not a time"),
        (None, {"a": 1}, "is not a time"),
        ("%YM%m", "2000-01", "'2000-01' is not a time of the form '%YM%m'"),
        ("%YM%m", "2000M13", "is not a time of the form"),
        ("seconds", "soon", "'soon' is not a number of seconds since 1970"),
        ("seconds", "nan", "is not a number"),
        ("seconds", "1e400", "is not a number"),
        ("seconds", True, "True is not a number"),
        ("seconds", 1e13, "in the years 1 to 9999"),
    ],
)
def test_what_is_no_time_says_why(form: str | None, text: object, why: str) -> None:
    reader = TimeReader(form)
    with pytest.raises(ValueError, match=why.replace("%", "%")):
        reader.one(text)
    assert [place for place, _ in reader.many([text] * 10)[1]] == list(range(10))


@pytest.mark.parametrize("form", ["", "soon", "%Q", "%Y-%", "2000"])
def test_a_bad_format_is_refused(form: str) -> None:
    with pytest.raises(ArgumentValueError, match="date_format is"):
        TimeReader(form)


def test_an_unknown_zone_is_refused() -> None:
    for name in ("Europe/Nowhere", "", "../x"):
        with pytest.raises(ArgumentValueError, match="is no zone that is known here"):
            TimeReader(None, name)


class TestLocalTimes:
    reader = TimeReader(None, "Europe/London")

    def ms(self, text: str) -> int:
        return to_ms(dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC))

    def test_they_are_those_of_the_zone(self) -> None:
        assert self.reader.one("2021-07-01T12:00") == self.ms("2021-07-01T11:00")
        assert self.reader.one("2021-01-01T12:00") == self.ms("2021-01-01T12:00")
        assert self.reader.one("2021-07-01T12:00Z") == self.ms("2021-07-01T12:00")

    def test_of_a_time_that_comes_twice_the_first_is_meant(self) -> None:
        assert self.reader.one("2021-10-31T01:30") == self.ms("2021-10-31T00:30")
        assert self.reader.many(["2021-10-31T01:30"] * 9)[0].tolist() == [self.ms("2021-10-31T00:30")] * 9

    def test_a_time_that_is_left_out_is_none(self) -> None:
        with pytest.raises(ValueError, match="there is no time 2021-03-28 01:30:00 in Europe/London"):
            self.reader.one("2021-03-28T01:30")
        assert len(self.reader.many(["2021-03-28T01:30"] * 9)[1]) == 9

    @settings(max_examples=200, deadline=None)
    @example(dt.datetime.fromisoformat("2064-10-26T01:00").replace(fold=1))
    @given(st.datetimes(dt.datetime.fromisoformat("1800-01-01"), dt.datetime.fromisoformat("2100-01-01")))
    def test_they_name_the_instant_that_the_zone_shows_as_them(self, when: dt.datetime) -> None:
        # Written down, a time that comes twice does not say which of the two it is: the first is meant.
        when = when.replace(microsecond=0, fold=0)
        aware = when.replace(tzinfo=ZoneInfo("Europe/London"))
        times, bad = self.reader.many([when.isoformat()] * 8)
        if bad:
            assert aware.astimezone(dt.UTC).astimezone(aware.tzinfo).replace(tzinfo=None) != when
        else:
            assert times[0] == to_ms(aware)


def test_texts_are_found_again_whatever_they_are_made_of() -> None:
    for listed in ([], ["", "a", "", "bc"], ["ä", "x€", "", "y"]):
        texts = Texts.of(listed)
        assert [texts[place] for place in range(len(texts))] == listed
