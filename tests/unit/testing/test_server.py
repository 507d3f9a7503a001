"""A server for tests is stopped whatever happens."""

from __future__ import annotations

import pytest

from hyperstream.testing.server import Server


class Pretended(Server):
    """Keeps what was asked of it."""

    def __init__(self, *, fails: bool = False) -> None:
        self.asked: list[str] = []
        self.fails = fails

    def start(self) -> Pretended:
        self.asked.append("start")
        if self.fails:
            msg = "no port is free"
            raise OSError(msg)
        return self

    def stop(self) -> None:
        self.asked.append("stop")


def test_it_runs_inside_the_with_statement_and_is_stopped_after_it() -> None:
    with Pretended() as server:
        assert server.asked == ["start"]
    assert server.asked == ["start", "stop"]


def test_it_is_stopped_when_the_test_fails() -> None:
    server = Pretended()
    with pytest.raises(ZeroDivisionError), server:
        raise ZeroDivisionError
    assert server.asked == ["start", "stop"]


def test_what_a_failed_start_left_is_stopped_too() -> None:
    server = Pretended(fails=True)
    with pytest.raises(OSError, match="no port"), server:
        pass  # pragma: no cover
    assert server.asked == ["start", "stop"]
