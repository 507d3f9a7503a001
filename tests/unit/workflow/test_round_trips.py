"""How often a workflow over many streams asks its stores: the times do not grow with the streams."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hyperstream import Batch, HyperStream, Workflow
from hyperstream.execution.expecting import PLACES
from hyperstream.hyperstream import open_store
from hyperstream.stores.memory import MemoryStore
from hyperstream.tool.run import RunOptions

from ...laws.watched_store import WatchedStore
from .kit import hyperstream, rows, span

ASKED = span(0, 10)
MANY = 700
"""More than SQLite is asked for in one statement."""


class Watched:
    """A HyperStream both of whose stores note what is asked of them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stores: list[WatchedStore] = []
        monkeypatch.setattr("hyperstream.hyperstream.open_store", self._noting(open_store))
        monkeypatch.setattr("hyperstream.channels.memory_channel.MemoryStore", self._noting(MemoryStore))
        self.hs: HyperStream = hyperstream(folder)

    def _noting(self, make: Callable[..., Any]) -> Callable[..., Any]:
        def made(*args: Any, **kwargs: Any) -> Any:
            self.stores.append(WatchedStore(make(*args, **kwargs)))
            return self.stores[-1]

        return made

    def workflow(self, channel: str, count: int, name: str) -> Workflow:
        """Raw streams at so many places, and one computed stream that rests on each."""
        plate = self.hs.plate(name, values=[f"p{number}" for number in range(count)])
        with self.hs.create_workflow(name) as w:
            raw = w.create_node(f"raw_{name}", channel, plates=plate)
            result = w.create_node(f"result_{name}", channel, plates=plate)
            result[plate] = self.hs.factors.apply(raw, func=abs)
        raw.channel.write_many(dict.fromkeys(raw.streams.values(), rows(1.0, -2.0)))
        return w

    def asked_by(self, job: Callable[[], object]) -> list[str]:
        """What a job asks of the stores."""
        before = [len(store.operations) for store in self.stores]
        job()
        return sorted(
            name
            for store, start in zip(self.stores, before, strict=True)
            for name in store.operations[start:]
        )


@pytest.mark.parametrize("channel", ["database", "memory"])
def test_asking_for_what_is_current_takes_as_many_round_trips_for_many_streams_as_for_two(
    channel: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(tmp_path, monkeypatch)
    seen = []
    for count in (2, MANY):
        w = watched.workflow(channel, count, f"of{count}")
        assert len(w.execute(ASKED).units) == count
        executing = watched.asked_by(lambda w=w: w.execute(ASKED))
        assert w.execute(ASKED).nothing_to_do
        planning = watched.asked_by(lambda w=w: w.plan(ASKED))
        assert executing == planning == ["read_ledgers"]
        seen.append((executing, planning))
    assert seen[0] == seen[1]
    watched.hs.close()


def test_a_plan_of_what_was_never_computed_takes_as_many_round_trips_for_many_streams_as_for_a_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(tmp_path, monkeypatch)
    few, many = (watched.workflow("database", count, f"of{count}") for count in (PLACES, MANY))
    assert watched.asked_by(lambda: few.plan(ASKED)) == watched.asked_by(lambda: many.plan(ASKED))
    assert len(many.plan(ASKED)) == MANY
    watched.hs.close()


def test_what_is_remembered_of_the_last_request_hides_neither_new_places_nor_late_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(tmp_path, monkeypatch)
    hs, w = watched.hs, watched.workflow("database", 2, "growing")
    w.execute(ASKED)
    assert w.execute(ASKED).nothing_to_do
    hs.plate("growing", values=["p0", "p1", "new"])
    w.nodes["raw_growing"].streams[(("growing", "new"),)].write(rows(3.0))
    assert [str(unit.unit) for unit in w.plan(ASKED).units] == ["result_growing(new)"]
    w.execute(ASKED)
    place = (("growing", "p1"),)
    with pytest.warns(UserWarning, match="already declared complete"):
        w.nodes["raw_growing"].streams[place].write(Batch([2500], [-7.0]))
    assert [unit.unit.plate_value for unit in w.plan(ASKED).units] == [place]
    w.execute(ASKED)
    assert w.execute(ASKED).nothing_to_do
    assert len(w.execute(ASKED, options=RunOptions(force=True)).units) == 3
    watched.hs.close()


def test_of_many_ledgers_that_were_read_before_those_are_read_again_that_another_process_has_changed(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    with hyperstream(tmp_path, url) as one, hyperstream(tmp_path, url) as other:
        ours, theirs = (hs.channel_manager["database"] for hs in (one, other))
        streams = [ours[f"s{number}"] for number in range(3 * MANY)]
        ours.write_many(dict.fromkeys(streams, rows(1.0)))
        before = ours.ledgers(streams)
        assert ours.ledgers(streams) == before
        changed, gone = streams[MANY], streams[2 * MANY]
        theirs["s700"].write(Batch([5000], [2.0]))
        theirs.purge_stream(gone.stream_id, remove_definition=True)
        after = ours.ledgers(streams)
        assert {key for key, ledger in after.items() if ledger != before[key]} == {changed.key, gone.key}
        assert after[changed.key].rev > before[changed.key].rev
        assert after[gone.key].rev == 0


def test_computing_for_the_first_time_asks_the_store_a_few_times_a_unit_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(tmp_path, monkeypatch)
    asked = {}
    for count in (10, 20):
        w = watched.workflow("database", count, f"of{count}")
        asked[count] = watched.asked_by(lambda w=w: w.execute(ASKED))
    more = {name: asked[20].count(name) - asked[10].count(name) for name in set(asked[20])}
    # Ledgers of source and result to judge by; of the source for the revision, and for its rows (which all
    # lie in its tail); of the result to claim. Then the claim and the commit.
    assert {name: count for name, count in more.items() if count} == {
        "read_ledgers": 4 * 10,
        "change": 2 * 10,
    }
    watched.hs.close()


def test_one_request_keeps_what_its_units_claim_alive_by_one_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(tmp_path, monkeypatch)
    w = watched.workflow("database", 20, "many")
    started: list[str] = []
    start = threading.Thread.start
    monkeypatch.setattr(
        threading.Thread, "start", lambda thread: (started.append(thread.name), start(thread))[1]
    )
    assert len(w.execute(ASKED).units) == 20
    assert started == ["hyperstream-leases"]
    watched.hs.close()
