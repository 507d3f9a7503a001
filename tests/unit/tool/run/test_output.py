from __future__ import annotations

import pytest

from hyperstream import Batch, StreamInstance
from hyperstream.tool.run import output as output_module
from hyperstream.tool.run.output import Output
from hyperstream.tool.run.room import Room, weight
from hyperstream.utils.errors import ToolExecutionError, ToolOutputError

from .bench import at, rows, seconds


def output() -> Output:
    return Output("same 1.0.0", seconds(0, 10))


def test_instances_and_batches_come_together_in_the_order_of_time():
    found = output()
    found.extend([StreamInstance(at(9), "x"), rows(2, 5), StreamInstance(at(3), "y")])
    found.add(rows(1))
    assert [int(ms) for ms in found.batch().timestamps] == [1000, 2000, 3000, 5000, 9000]
    assert found.batch().values_list() == [1, 2, "y", 5, "x"]


def test_a_single_batch_is_passed_on_as_it_is():
    found, batch = output(), rows(1, 2)
    found.add(batch)
    assert found.batch() is batch


def test_nothing_at_all_is_fine():
    assert len(output().batch()) == 0


class Instance(StreamInstance):
    """A subclass is an instance too."""


def test_subclasses_of_instances_are_taken():
    found = output()
    found.extend([Instance(at(1), 1)])
    assert len(found.batch()) == 1


@pytest.mark.parametrize("when", [0, -1, 10.001, 99])
def test_a_timestamp_outside_the_interval_is_named(when):
    found = output()
    found.extend([StreamInstance(at(5), 1), StreamInstance(at(when), 1)])
    with pytest.raises(ToolOutputError, match="the start is left out") as caught:
        found.batch()
    assert caught.value.timestamp == at(when)
    assert str(at(when)) in str(caught.value)


def test_both_ends_of_the_interval_are_as_always():
    found = output()
    found.extend([StreamInstance(at(0.001), 1), StreamInstance(at(10), 1)])
    assert len(found.batch()) == 2


def test_a_repeated_timestamp_is_an_error_even_with_an_equal_value():
    found = output()
    found.extend([StreamInstance(at(5), 1), StreamInstance(at(5), 1)])
    with pytest.raises(ToolOutputError, match=r"twice.*one value per timestamp"):
        found.batch()


@pytest.mark.parametrize("item", [(at(1), 1), None, 3, "text", {"a": 1}])
def test_what_is_no_instance_is_an_error_that_shows_it(item):
    with pytest.raises(ToolOutputError, match=r"StreamInstance or Batch") as caught:
        output().extend([item])
    assert type(item).__name__ in str(caught.value)
    assert isinstance(caught.value, ToolExecutionError)


def test_the_last_timestamp_is_that_of_the_last_item_taken():
    found = output()
    assert found.last_timestamp is None
    found.add(Batch.empty())
    assert found.last_timestamp is None
    found.add(rows(1, 2))
    assert found.last_timestamp == at(2)
    found.add(StreamInstance(at(7), 1))
    assert found.last_timestamp == at(7)


class Shelf:
    """Takes rows ahead of a commit, or refuses."""

    def __init__(self, takes: bool = True) -> None:
        self.takes = takes
        self.staged: list[list[int]] = []

    def stage(self, rows: Batch) -> bool:
        if self.takes:
            self.staged.append([int(ms) // 1000 for ms in rows.timestamps])
        return self.takes


class TestMuchOutput:
    """Sixteen bytes a row of numbers; room for three rows."""

    def small(self, *shelves: Shelf) -> list[Output]:
        room = Room(3 * 16)
        return [Output("same 1.0.0", seconds(0, 10), room, shelf) for shelf in shelves]

    def test_what_is_too_much_is_written_ahead_and_only_the_rest_is_given(self):
        shelf = Shelf()
        (found,) = self.small(shelf)
        found.extend([rows(3, 1), rows(5, 4), rows(2)])
        assert shelf.staged == [[1, 3, 4, 5]]
        assert found.last_timestamp == at(2)
        assert found.batch().timestamps.tolist() == [2000]

    def test_the_output_that_holds_most_makes_room(self):
        shelves = Shelf(), Shelf()
        first, second = self.small(*shelves)
        first.add(rows(1))
        second.add(rows(1, 2))
        first.add(rows(2))
        assert [shelf.staged for shelf in shelves] in ([[[1, 2]], []], [[], [[1, 2]]])
        assert sorted(len(output.batch()) for output in (first, second)) == [0, 2]

    def test_where_nothing_can_be_written_ahead_everything_is_held(self):
        shelf = Shelf(takes=False)
        (found,) = self.small(shelf)
        found.extend([rows(4, 3, 2, 1), rows(7), rows(6, 5)])
        assert (shelf.staged, len(found.batch())) == ([], 7)

    def test_without_a_place_for_it_everything_is_held(self):
        found = Output("same 1.0.0", seconds(0, 10), Room(1))
        found.extend([rows(1, 2), rows(3)])
        assert len(found.batch()) == 3

    def test_what_is_written_ahead_is_checked_before(self):
        (found,) = self.small(Shelf())
        with pytest.raises(ToolOutputError, match="the start is left out"):
            found.add(rows(1, 2, 3, 99))

    def test_a_failure_tells_how_far_it_came_when_all_is_written(self):
        (found,) = self.small(Shelf())
        found.add(rows(1, 2, 3, 4))
        assert found.last_timestamp == at(4)

    def test_instances_are_weighed_too(self, monkeypatch):
        monkeypatch.setattr(output_module, "_INSTANCES", 4)
        shelf = Shelf()
        (found,) = self.small(shelf)
        found.extend(StreamInstance(at(second), "text") for second in range(1, 11))
        assert shelf.staged == [[1, 2, 3, 4], [5, 6, 7, 8]]
        assert found.last_timestamp == at(10)
        for second in (1, 2):
            found.add(StreamInstance(at(second), "text"))
        assert shelf.staged[2:] == [[1, 2, 9, 10]]


def test_the_weight_of_a_batch_counts_what_its_values_hold():
    assert weight(rows(1, 2, 3)) == 48
    assert weight(Batch.empty()) == 0
    short, long = (weight(Batch([1, 2], [["x" * size], {"a": "x" * size}])) for size in (1, 1001))
    assert long - short == 2000
    assert weight(Batch.from_instances([StreamInstance(at(1), 2.0)])) > 100
