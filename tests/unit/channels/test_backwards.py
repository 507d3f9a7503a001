from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.batch.batch import Batch
from hyperstream.channels.backwards import read_last
from hyperstream.stores.keys import stream_key
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.streams import StreamStore

KEY = stream_key("mongo", "s")


def store_of(*batches):
    store = StreamStore(MemoryStore())
    for times in batches:
        store.write(KEY, Batch(times, times))
    return store


def last(store, a, b, n, read=None):
    found = read_last(read or (lambda x, y: store.read(KEY, x, y)), store.ledger(KEY), a, b, n)
    return found.values_list()


TIMES = st.lists(st.one_of(st.integers(0, 50), st.integers(0, 10**13)), unique=True, max_size=30)


@settings(deadline=None, max_examples=100)
@given(TIMES, st.integers(0, 35), st.integers(-1, 10**13), st.integers(0, 10**13), st.booleans())
def test_it_gives_the_end_of_the_window(times, n, a, width, one_by_one):
    times = sorted(times)
    store = store_of(*([[t] for t in times] if one_by_one else [times] * bool(times)))
    wanted = [t for t in times if a < t <= a + width]
    assert last(store, a, a + width, n) == (wanted[-n:] if n else [])


def test_a_stream_that_does_not_exist_has_no_last_row():
    assert last(store_of(), -1, 10**13, 1) == []


def test_rows_that_were_purged_are_looked_behind():
    store = store_of(list(range(1000)), list(range(10**9, 10**9 + 1000)))
    store.purge(KEY, 999, 10**10)
    assert last(store, -1, 10**13, 2) == [998, 999]


def test_little_is_read_of_a_long_stream():
    store = store_of(*(list(range(i, i + 4096)) for i in range(0, 40 * 4096, 4096)))
    read = []

    def counted(a, b):
        for rows in store.read(KEY, a, b):
            read.append(len(rows))
            yield rows

    assert last(store, -1, 10**13, 1, counted) == [40 * 4096 - 1]
    assert sum(read) <= 2 * 4096
    read.clear()
    assert last(store, -1, 10**13, 5000, counted) == list(range(40 * 4096 - 5000, 40 * 4096))
    assert sum(read) <= 12 * 4096


def test_the_tail_alone_answers_for_live_rows():
    store = store_of(*([1000 * t] for t in range(200)))
    read = []

    def counted(a, b):
        for rows in store.read(KEY, a, b):
            read.append(len(rows))
            yield rows

    assert last(store, -1, 10**13, 3, counted) == [197_000, 198_000, 199_000]
    assert sum(read) == 3
