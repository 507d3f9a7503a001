from __future__ import annotations

import os

import pytest

from hyperstream.tool.run import (
    RunOptions,
    RunReport,
    VersionPolicy,
    current_options,
    new_run_id,
    options_in_force,
)
from hyperstream.tool.run.report import PLAIN, host_name
from hyperstream.utils.errors import ArgumentValueError

from .bench import seconds, spans


def test_options_are_checked_when_made():
    assert RunOptions(policy="minor").policy is VersionPolicy.MINOR
    with pytest.raises(ArgumentValueError, match="no version policy"):
        RunOptions(policy="never")
    for chunk_ms in (0, -5):
        with pytest.raises(ArgumentValueError, match=f"chunk_ms is {chunk_ms}"):
            RunOptions(chunk_ms=chunk_ms)
    assert RunOptions(chunk_ms=1).chunk_ms == 1


def test_given_options_go_before_those_of_the_request_in_progress():
    own, around = RunOptions(run_id="own"), RunOptions(run_id="around")
    assert options_in_force(None) is PLAIN
    token = current_options.set(around)
    try:
        assert options_in_force(None) is around
        assert options_in_force(own) is own
    finally:
        current_options.reset(token)


def test_a_report_adds_up_what_was_done():
    report = RunReport("t", "1.0.0", "id")
    assert report.nothing_to_do
    report.add("missing", seconds(0, 5), 3)
    report.add("late", seconds(8, 9), 1)
    report.add("missing", seconds(5, 7), 0)
    assert not report.nothing_to_do
    assert (report.calls, report.instances) == (3, 4)
    assert spans(report.computed) == [(0, 7), (8, 9)]
    assert {reason: spans(found) for reason, found in report.reasons.items()} == {
        "missing": [(0, 7)],
        "late": [(8, 9)],
    }


def test_run_ids_are_short_and_new():
    assert len(new_run_id()) == 12
    assert new_run_id() != new_run_id()


def test_a_host_is_named_with_its_process():
    assert host_name().endswith(f":{os.getpid()}")
