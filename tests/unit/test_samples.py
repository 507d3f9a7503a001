"""Sample data: the same however it is asked for."""

from __future__ import annotations

from hyperstream import Batch, HyperStream, TimeInterval
from hyperstream.samples import temperatures

DAY = ("2026-11-10", "2026-11-11")


def test_readings_lie_on_a_grid_within_the_interval() -> None:
    found = temperatures("h1", every="10min", interval=DAY)
    assert len(found) == 144
    day = TimeInterval(*DAY)
    assert found.first_ms == day.start_ms + 600_000
    assert found.last_ms == day.end_ms
    assert all(10 < value < 30 and round(value, 1) == value for value in found.values_list())


def test_any_split_of_the_interval_gives_the_same_readings() -> None:
    day = TimeInterval(*DAY)
    middle = day.start_ms + 12_345_678
    parts = [TimeInterval.from_ms(day.start_ms, middle), TimeInterval.from_ms(middle, day.end_ms)]
    split = Batch.concat([temperatures("h1", 60, part) for part in parts])
    assert split.same_rows(temperatures("h1", "1min", DAY))


def test_places_differ_and_values_of_plates_are_places() -> None:
    assert not temperatures("h1", 60, DAY).same_rows(temperatures("h2", 60, DAY))
    with HyperStream("sqlite:///:memory:") as hs:
        (h,) = hs.plate("house", values=["h1"])
        assert hs.demo.temperatures(h, "1h", DAY).same_rows(temperatures("house=h1", "1h", DAY))
        assert len(hs.demo.temperatures(h, "1h")) == 24
