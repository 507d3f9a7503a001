from __future__ import annotations

import pytest

from hyperstream import Batch, StreamInstance
from hyperstream.tool.run.output import Output
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
