import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.batch.batch import Batch
from hyperstream.batch.instance import StreamInstance
from hyperstream.channels.live_store import LiveStore
from hyperstream.stores.keys import stream_key
from hyperstream.stores.ledger.model import Fingerprint
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.streams import KEPT, ComputeRequest, StreamStore
from hyperstream.utils.clock import SimulatedClock
from hyperstream.utils.errors import HyperStreamError
from hyperstream.utils.time_utils import from_ms

KEY = stream_key("memory", "s")
CLOCK = SimulatedClock("1970-01-02")
END = 1000
TIMES = st.integers(1, END - 1)


def batch(*rows):
    return Batch.from_instances([StreamInstance(from_ms(t), value) for t, value in rows])


def write(store, rows):
    """As a memory channel does it."""
    if isinstance(store, LiveStore) and store.lengthen(KEY, rows, CLOCK):
        return len(rows)
    return store.write(KEY, rows)


def compute(store, span):
    request = ComputeRequest(Fingerprint("tool", "1.0.0"), lambda fingerprint: True)
    claimed = store.claim(KEY, *span, request)
    if claimed is not None:
        claimed.commit(batch((claimed.b, "computed")))


def content(store, a=-1, b=END):
    return [tuple(row) for rows in store.read(KEY, a, b) for row in rows]


ROWS = st.lists(st.tuples(TIMES, st.sampled_from([1, 2])), max_size=3).map(
    lambda rows: batch(*sorted(dict(rows).items()))
)
SPANS = st.tuples(TIMES, TIMES).map(sorted).filter(lambda span: span[0] < span[1]).map(tuple)
STEPS = st.one_of(
    st.tuples(st.just("next"), st.integers(1, 9)),
    st.tuples(st.just("next"), st.integers(1, 9)),
    st.tuples(st.just("write"), ROWS),
    st.tuples(st.just("read"), SPANS),
    st.tuples(st.just("settle"), SPANS),
    st.tuples(st.just("mark"), SPANS),
    st.tuples(st.just("purge"), SPANS),
    st.tuples(st.just("compute"), SPANS),
    st.tuples(st.just("replace"), SPANS),
    st.tuples(st.just("drop"), st.none()),
    st.tuples(st.just("ledger"), st.none()),
)


def perform(store, what, argument, clock):
    """One step; what can be seen of it."""
    if what == "next":
        clock[0] += argument
        return write(store, batch((clock[0], "live")))
    if what == "read":
        return content(store, *argument)
    if what == "ledger":
        ledger = store.ledger(KEY)
        return ledger.last, ledger.complete, [(part.a, part.b, part.fp) for part in ledger.parts]
    actions = {
        "write": lambda: write(store, argument),
        "settle": lambda: store.settle(KEY, (argument,)).parts and None,
        "mark": lambda: store.mark(KEY, (argument,)),
        "purge": lambda: store.purge(KEY, *argument),
        "replace": lambda: store.replace(KEY, *argument, batch((argument[1], "replaced"))),
        "compute": lambda: compute(store, argument),
        "drop": lambda: store.drop(KEY),
    }
    return actions[what]()


def outcome(*step):
    try:
        return perform(*step)
    except HyperStreamError as error:
        return type(error)


@settings(deadline=None, max_examples=150)
@given(st.lists(STEPS, max_size=25))
def test_nobody_can_tell_it_from_a_plain_store(steps):
    plain, live = StreamStore(MemoryStore(), codec=KEPT), LiveStore(MemoryStore(), codec=KEPT)
    clocks = [0], [0]
    for what, argument in steps:
        assert outcome(live, what, argument, clocks[1]) == outcome(plain, what, argument, clocks[0])
        assert content(live) == content(plain)


@pytest.fixture
def store():
    store = LiveStore(MemoryStore(), codec=KEPT)
    store.write(KEY, batch((1, 1)))
    return store


def committed(store):
    return store.store.read_ledgers([KEY]).ledgers[KEY].last


def test_rows_wait_until_the_ledger_is_asked_for(store):
    assert store.lengthen(KEY, batch((2, 2)), CLOCK)
    assert store.lengthen(KEY, batch((3, 3), (4, 4)), CLOCK)
    assert committed(store) == 1
    assert [value for _, value in content(store)] == [1, 2, 3, 4]
    assert [value for _, value in content(store, 2, 3)] == [3]
    assert committed(store) == 1
    assert store.ledger(KEY).last == 4
    assert store.lengthen(KEY, batch((5, 5)), CLOCK)
    assert store.ledgers([KEY])[KEY].last == 5
    assert store.lengthen(KEY, batch((6, 6)), CLOCK)
    assert store.computed(KEY) == ()
    assert committed(store) == 6


def test_a_full_list_is_committed(store):
    for t in range(2, 5000):
        assert store.lengthen(KEY, batch((t, t)), CLOCK)
    assert committed(store) > 4000
    assert len(content(store, -1, 5000)) == 4999


def test_what_is_not_simple_is_left_to_the_store(store):
    for rows in (batch(), batch((1, 1)), batch((1, 2)), batch((3, 1), (2, 1)), batch((10**12, 1))):
        assert not store.lengthen(KEY, rows, CLOCK)
    assert not store.lengthen(stream_key("memory", "other"), batch((5, 1)), CLOCK)
    store.settle(KEY, ((0, 10),))
    assert not store.lengthen(KEY, batch((10, 1)), CLOCK)
    assert store.lengthen(KEY, batch((11, 1)), CLOCK)
    store.write(KEY, batch((12, 1)), covers=20)
    assert not store.lengthen(KEY, batch((13, 1)), CLOCK)
    assert store.lengthen(KEY, batch((21, 1)), CLOCK)


def test_a_stream_that_a_tool_claimed_is_never_gathered(store):
    request = ComputeRequest(Fingerprint("tool", "1.0.0"), lambda fingerprint: True)
    claimed = store.claim(KEY, 10, 20, request)
    store.write(KEY, batch((2, 2)))
    assert not store.lengthen(KEY, batch((3, 3)), CLOCK)
    claimed.release()


def test_the_last_rows_are_known_without_the_store(store):
    assert store.waiting(KEY, -1, END, 1) is None
    store.lengthen(KEY, batch((2, 2), (3, 3)), CLOCK)
    assert store.waiting(KEY, -1, END, 2) == batch((2, 2), (3, 3))
    assert store.waiting(KEY, -1, END, 1) == batch((3, 3))
    assert store.waiting(KEY, -1, 2, 1) == batch((2, 2))
    assert store.waiting(KEY, -1, END, 3) is None
    assert store.waiting(KEY, -1, END, 0) is None


def test_rows_are_not_lost_when_they_cannot_be_committed(store, monkeypatch):
    store.lengthen(KEY, batch((2, 2)), CLOCK)

    def fail(*args, **options):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(StreamStore, "write", fail)
        with pytest.raises(MemoryError):
            store.ledger(KEY)
    assert store.ledger(KEY).last == 2


def test_threads_may_write_and_read_at_once(store):
    seen = []

    def follow():
        while len(seen) < 50:
            values = [value for _, value in content(store, 1)]
            seen.append(values)
            store.ledger(KEY)

    reader = threading.Thread(target=follow)
    reader.start()
    for t in range(2, 900):
        assert write(store, batch((t, t))) == 1
    reader.join()
    assert all(values == list(range(2, 2 + len(values))) for values in seen)
    assert len(content(store)) == 899
