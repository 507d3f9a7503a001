"""Ledgers: what is written is read, and a change that comes too late is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ...stores.keys import StreamKey, stream_key
from ...stores.ledger.model import Claim, Ledger, Part
from ...stores.port import Append, Change, Publish, Store
from .base import FULL, INC, KEY, OTHER, OTHER_INC, RUN, StoreLaws, chunk, segment


def _longer(key: StreamKey, ledger: Ledger, time: int) -> Append:
    new = replace(ledger, rev=ledger.rev + 1, last=time, tail=(*ledger.tail, chunk(time)))
    return Append(key, ledger.rev, new, new.tail[-1])


both_ways = pytest.mark.parametrize("base", [True, False], ids=["knowing the old one", "blindly"])


class LedgerLaws(StoreLaws):
    """Reading and changing ledgers."""

    def test_a_new_store_has_no_streams(self, store: Store) -> None:
        """Nothing to read, nothing to list."""
        assert store.read_ledgers([KEY, OTHER]).ledgers == {}
        assert store.read_ledgers([]).ledgers == {}
        assert list(store.keys()) == []

    def test_a_ledger_comes_back_equal_in_every_field(self, store: Store) -> None:
        """Full ones and the emptiest."""
        self.make(store)
        self.make(store, Ledger(OTHER_INC, rev=1), OTHER)
        assert store.read_ledgers([OTHER, KEY]).ledgers == {KEY: FULL, OTHER: Ledger(OTHER_INC, rev=1)}

    def test_store_time_comes_with_the_ledgers(self, store: Store) -> None:
        """It is the same clock, in milliseconds."""
        before, read, after = store.now(), store.read_ledgers([KEY]).now, store.now()
        assert before <= read <= after
        assert read > 1_400_000_000_000

    def test_a_stream_is_made_once(self, store: Store) -> None:
        """Revision 0 stands for "there is none"."""
        self.make(store)
        assert store.change([Publish(KEY, 0, Ledger(OTHER_INC, rev=1))]) == [False]
        assert self.one(store) == FULL

    @both_ways
    def test_each_kind_of_change_is_read_back(self, store: Store, base: bool) -> None:
        """Claims, tail, map and counters, alone and together."""
        ledger = self.make(store)
        ledger = self.publish(store, ledger, base=base, claims=(), next=12)
        ledger = self.publish(store, ledger, base=base, claims=(Claim(12, 14, 0, 5, "ü", 3),), gc=3)
        ledger = self.publish(store, ledger, base=base, tail=ledger.tail[1:], whole=((1, 9),))
        ledger = self.publish(store, ledger, base=base, tail=(*ledger.tail, chunk(600), chunk(601)))
        ledger = self.publish(store, ledger, base=base, tail=(ledger.tail[0], ledger.tail[2]), last=601)
        ledger = self.publish(store, ledger, base=base, tail=(), span=99)
        ledger = self.publish(store, ledger, base=base, parts=(Part(0, 5, 1),), complete=None)
        ledger = self.publish(store, ledger, base=base, fps=(None,), ins=((),), parts=())
        ledger = self.publish(store, ledger, base=base, about='{"columns":["ü"]}')
        self.publish(store, ledger, base=base, tail=(chunk(700),))

    @both_ways
    def test_appends_and_flushes_take_turns(self, store: Store, base: bool) -> None:
        """What was appended behind a flushed chunk stays, in order."""
        ledger = self.make(store, Ledger(INC, rev=1))
        for time in (10, 20, 30):
            ledger = self.append(store, ledger, time)
        ledger = self.publish(
            store, ledger, segment(1, 10, 20), base=base, tail=ledger.tail[2:], whole=((1, 1),)
        )
        ledger = self.append(store, ledger, 40)
        ledger = self.append(store, ledger, 50, True, parts=(Part(0, 50, 1),), fps=FULL.fps, complete=50)
        ledger = self.append(store, ledger, 60, True, about="columns")
        ledger = self.publish(store, ledger, base=base, tail=())
        self.append(store, ledger, 60)

    def test_a_change_from_another_revision_is_refused(self, store: Store) -> None:
        """Older and newer ones, published or appended; nothing of them is written."""
        ledger = self.make(store, replace(FULL, rev=5))
        for rev in (1, 4, 6):
            new = replace(ledger, rev=rev + 1, tail=(chunk(900),), parts=())
            late: list[Change] = [
                Publish(KEY, rev, new, (), RUN),
                Append(KEY, rev, new, chunk(900), True, RUN),
            ]
            assert store.change(late) == [False, False]
        assert self.one(store) == ledger
        assert store.read_runs(KEY) == []

    def test_a_change_from_another_incarnation_is_refused(self, store: Store) -> None:
        """A stream that was deleted and made again may stand at the same revision."""
        ledger = self.make(store)
        old = replace(ledger, inc=OTHER_INC, rev=2)
        changes: list[Change] = [Publish(KEY, 1, old), Append(KEY, 1, old, chunk(900), True)]
        assert store.change(changes) == [False, False]
        assert self.one(store) == ledger

    def test_a_stream_that_is_not_there_takes_no_change(self, store: Store) -> None:
        """Only revision 0 of a `Publish` makes one."""
        changes: list[Change] = [
            Publish(KEY, 1, FULL),
            Append(KEY, 1, FULL, chunk(1)),
            Append(KEY, 0, FULL, chunk(1)),
        ]
        assert store.change(changes) == [False, False, False]
        assert list(store.keys()) == []

    def test_changes_of_one_call_do_not_depend_on_each_other(self, store: Store) -> None:
        """One may be refused and the others applied; two to one stream apply in order."""
        first = self.make(store, Ledger(INC, rev=1))
        second, third = replace(first, rev=2, next=5), replace(first, rev=3, next=6)
        changes = [
            Publish(OTHER, 7, Ledger(OTHER_INC, rev=8)),
            Publish(KEY, 1, second),
            Publish(KEY, 1, replace(second, next=99)),
            Publish(KEY, 2, third),
            Publish(OTHER, 0, Ledger(OTHER_INC, rev=1)),
        ]
        assert store.change(changes) == [False, True, False, True, True]
        assert self.one(store) == third
        assert store.change([]) == []

    @pytest.mark.parametrize("late", [None, 0, 7, 19])
    def test_a_group_of_appends_is_judged_stream_by_stream(self, store: Store, late: int | None) -> None:
        """The one that somebody has overtaken is refused, the others are applied, two to one in order."""
        keys = [stream_key("mongo", "live", [("n", f"{i:02}")]) for i in range(20)]
        ledgers = [self.make(store, Ledger(key.encode(), rev=1), key) for key in keys]
        if late is not None:
            ledgers[late] = replace(ledgers[late], rev=2, next=9)
            assert store.change([Publish(keys[late], 1, ledgers[late])]) == [True]
        group = [_longer(key, replace(ledger, rev=1), 10) for key, ledger in zip(keys, ledgers, strict=True)]
        group.append(_longer(keys[3], group[3].ledger, 20))
        expected = [place != late for place in range(21)]
        assert store.change(group) == expected
        wanted = {change.key: change.ledger for change in group}
        if late is not None:
            wanted[keys[late]] = ledgers[late]
        assert store.read_ledgers(keys).ledgers == wanted

    def test_keys_are_sorted_and_told_apart_by_channel(self, store: Store) -> None:
        """Also where the name of one channel begins with that of another."""
        channels = ["mongo", "mongo2", 'mon"go', "assets", "ünal"]
        keys = [stream_key(channel, name) for channel in channels for name in ("b", "a", "")]
        store.change([Publish(key, 0, replace(FULL, inc=key.encode())) for key in keys])
        assert list(store.keys()) == sorted(keys)
        for channel in channels:
            assert list(store.keys(channel)) == sorted(stream_key(channel, name) for name in ("", "a", "b"))
        assert list(store.keys("mon")) == []

    def test_thousands_of_streams_are_changed_read_and_listed_at_once(self, store: Store) -> None:
        """More than any page or list of values holds."""
        keys = [stream_key("mongo", "many", [("n", f"{i:04}")]) for i in range(2_100)]
        made = {key: Ledger(key.encode(), rev=1, next=i + 1) for i, key in enumerate(keys)}
        assert all(store.change([Publish(key, 0, ledger) for key, ledger in made.items()]))
        assert store.read_ledgers(keys).ledgers == made
        assert list(store.keys("mongo")) == keys

    def test_a_deleted_stream_is_gone_and_can_be_made_again(self, store: Store) -> None:
        """Its ledger, tail and segments; the new incarnation begins empty."""
        store.change([Publish(KEY, 0, FULL, (segment(1, 0, 10),))])
        store.delete_ledger(KEY, INC)
        store.delete_ledger(KEY, INC)
        assert store.read_ledgers([KEY]).ledgers == {}
        assert list(store.keys()) == []
        assert list(store.list_segments(INC)) == []
        self.append(store, self.make(store, Ledger(OTHER_INC, rev=1)), 5)

    def test_deleting_another_incarnation_leaves_the_stream(self, store: Store) -> None:
        """Only what is left of the old one goes."""
        ledger = self.make(store)
        store.insert_segments(INC, [segment(1, 0, 10)])
        store.insert_segments(OTHER_INC, [segment(1, 0, 10)])
        store.delete_ledger(KEY, OTHER_INC)
        assert self.one(store) == ledger
        assert list(store.list_segments(INC)) == [segment(1, 0, 10, b"")]
        assert list(store.list_segments(OTHER_INC)) == []
