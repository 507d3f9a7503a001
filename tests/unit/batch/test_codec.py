import contextlib
import datetime as dt
import math
import pickle
import struct
import threading
import zlib

import hypothesis.strategies as st
import numpy as np
import pytest
import zstandard
from hypothesis import example, given, settings

from hyperstream.batch import Batch, Column, StreamInstance, Table
from hyperstream.batch import codec as codec_module
from hyperstream.batch.codec import AT_ONCE, MAX_ROWS, PACKED, PackedCodec, decode, encode
from hyperstream.batch.integers import FEW
from hyperstream.time_interval.interval import TimeInterval
from hyperstream.utils import parallel
from hyperstream.utils.errors import ArgumentValueError, StoreFormatError, ValueNotStorableError
from hyperstream.utils.time_utils import from_ms
from tests.unit.batch.values_of_all_kinds import (
    FIRST_MS,
    LAST_MS,
    any_float,
    any_int,
    any_text,
    anything,
    columns_of_one_kind,
    decimals,
    milliseconds,
    moment,
)


def column(kind, least=0, most=3 * FEW):
    return st.integers(least, most).flatmap(lambda count: st.lists(kind, min_size=count, max_size=count))


def same_bytes(left, right) -> bool:
    """Equality that trusts nothing of what is under test."""
    if type(left) is not type(right):
        return False
    if isinstance(left, float):
        return struct.pack("<d", left) == struct.pack("<d", right)
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(map(same_bytes, left, right))
    if isinstance(left, dict):
        return list(left) == list(right) and all(same_bytes(left[key], right[key]) for key in left)
    return left == right


def check_round_trip(batch: Batch) -> Batch:
    back = decode(encode(batch))
    assert back.timestamps.tolist() == batch.timestamps.tolist()
    assert same_bytes(back.values_list(), batch.values_list())
    assert type(back.values) is type(batch.values)
    assert back == batch
    return back


# --- round trips ----------------------------------------------------------------------------
@settings(deadline=None, max_examples=120)
@given(st.one_of([column(kind) for kind in columns_of_one_kind]))
def test_columns_of_one_kind_come_back_exactly(values):
    check_round_trip(Batch([1000 * place for place in range(len(values))], values))


@settings(deadline=None, max_examples=60)
@given(column(anything, 0, FEW + 2))
@example([{"$ref": "a", "$id": 1}])
@example([{"a\0b": 1}, {"": ("x", [None])}])
@example([1, True, 1.0, None, "1"])
def test_mixed_and_nested_values_come_back_exactly(values):
    check_round_trip(Batch([1000 * place for place in range(len(values))], values))


@settings(deadline=None, max_examples=40)
@given(column(decimals | any_float | st.just(-0.0), FEW + 1, 60))
def test_decimals_among_which_some_are_none_come_back_exactly(values):
    check_round_trip(Batch(range(len(values)), values))


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 8), st.integers(-(10**6), 10**6), st.integers(0, 2**32 - 1))
def test_random_walks_of_any_number_of_places_come_back_exactly(places, start, seed):
    steps = np.random.default_rng(seed).integers(-50, 50, 100)
    values = np.round((start + np.cumsum(steps)) / 10.0**places, places)
    values[seed % 100] = -0.0
    check_round_trip(Batch(range(100), values))


def test_a_sample_that_misleads_about_the_places_costs_bytes_and_no_bits():
    # The numbers looked at first have one place, nearly all others have two or none.
    numbers = np.arange(320)
    one_place = numbers % 20 == 0
    check_round_trip(Batch(numbers, np.where(one_place, numbers / 10, numbers / 100)))
    check_round_trip(Batch(numbers, np.where(one_place, numbers / 10, np.sin(numbers))))


@settings(deadline=None, max_examples=80)
@given(st.lists(milliseconds, max_size=3 * FEW))
def test_timestamps_of_any_order_come_back_exactly(times):
    check_round_trip(Batch(times, times))


@settings(deadline=None, max_examples=40)
@given(st.integers(FEW + 1, 300), milliseconds, st.integers(1, 10**9))
def test_timestamps_at_a_constant_stride_come_back_exactly(rows, first, step):
    times = [first + step * place for place in range(rows)]
    if times[-1] <= LAST_MS:
        check_round_trip(Batch(times, [0.5] * rows))


@settings(deadline=None, max_examples=60)
@given(column(any_int | st.integers(0, 5) | st.integers(-300, 300), FEW + 1, 60))
@example([-(2**63), 2**63 - 1] * FEW)
@example([7] * 50)
def test_integers_up_to_64_bits_come_back_exactly(values):
    check_round_trip(Batch(range(len(values)), values))


@pytest.mark.parametrize("rows", [0, 1, FEW, FEW + 1, 100])
@pytest.mark.parametrize(
    "make",
    [
        lambda place: place / 3,
        lambda place: place / 10,
        lambda place: place**3,
        lambda place: place % 3 == 0,
        lambda place: f"room {place % 7}",
        lambda place: f"\0{place}",
        lambda place: moment(place**4),
        lambda place: moment(place).replace(tzinfo=None if place % 2 else dt.UTC),
        lambda place: TimeInterval.from_ms(place**2, place**3 + 1),
        lambda place: place if place % 2 else str(place),
        lambda place: (place, None, {"a": [1.5]}),
        lambda place: {"x": place, "y": None},
        lambda place: [place, "a"],
        lambda place: None,
    ],
)
def test_every_kind_of_column_comes_back_exactly(make, rows):
    check_round_trip(Batch(range(rows), list(map(make, range(rows)))))


def test_the_first_and_the_last_instant_come_back():
    for rows in (2, 2 * FEW):
        values = ([moment(FIRST_MS), moment(LAST_MS)] * rows)[:rows]
        check_round_trip(Batch([FIRST_MS, LAST_MS] * (rows // 2), values))


def test_an_empty_batch_comes_back():
    assert len(check_round_trip(Batch.empty())) == 0
    assert len(decode(encode(Batch([], np.zeros(0))))) == 0


@pytest.mark.parametrize("rows", [3, 3 * FEW])
def test_numpy_scalars_come_back_as_pythons_values(rows):
    values = [
        np.float32(1.5),
        np.int8(2),
        np.bool_(True),
        np.str_("a"),
        {"a": (np.float64(2.5),)},
        {np.str_("k"): 1},
    ]
    batch = Batch(range(6 * rows), values * rows)
    back = decode(encode(batch))
    assert same_bytes(back.values_list()[:6], [1.5, 2, True, "a", {"a": (2.5,)}, {"k": 1}])
    assert back == batch


def test_a_batch_of_instances_and_one_of_columns_give_the_same_bytes():
    columns = Batch(range(100), np.arange(100) / 10)
    assert encode(Batch.from_instances(list(columns))) == encode(columns)


def test_what_comes_back_is_read_only():
    back = decode(encode(Batch(range(100), np.arange(100))))
    for array in (back.timestamps, back.values):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_many_rows_go_into_one_payload_and_more_do_not(monkeypatch):
    check_round_trip(Batch(range(50_000), np.zeros(50_000)))
    monkeypatch.setattr(codec_module, "MAX_ROWS", 10)
    with pytest.raises(ArgumentValueError, match="11 rows are more than the 10"):
        encode(Batch(range(11), range(11)))


# --- size -----------------------------------------------------------------------------------
def bytes_a_row(times, values) -> float:
    return len(encode(Batch(times, values))) / len(values)


def test_regular_decimals_cost_about_a_byte_a_row():
    walk = 20 + np.cumsum(np.random.default_rng(0).normal(size=4096)) / 10
    assert bytes_a_row(np.arange(4096) * 1000, np.round(walk, 1)) < 0.5
    assert bytes_a_row(np.arange(4096) * 1000, np.round(walk, 2)) < 1.0
    with_gaps = np.where(np.arange(4096) % 50, np.round(walk, 2), math.nan)
    assert bytes_a_row(np.arange(4096) * 1000, with_gaps) < 1.5


def test_regular_random_floats_cost_less_than_seven_bytes_a_row():
    values = np.random.default_rng(0).random(4096)
    assert bytes_a_row(np.arange(4096) * 1000, values) < 6.9


def test_one_row_is_small():
    assert len(encode(Batch([1000], [1.5]))) < 60


# --- refusals -------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3 * FEW])
@pytest.mark.parametrize(
    ("value", "filler", "reason"),
    [
        ({1, 2}, 1.5, r"\{1, 2\} \(set\): make it a sorted list"),
        (2**63, 1, r"\(int\): integers are kept up to 64 bits"),
        ("\ud800", "a", "half a surrogate pair"),
        (
            dt.datetime(2020, 1, 1, 0, 0, 0, 1, dt.UTC),
            dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
            "to the millisecond",
        ),
        ({"a": "\ud800"}, {"a": "b"}, "half a surrogate pair"),
        ([2**70], [1], "64 bits"),
    ],
)
def test_what_cannot_come_back_is_refused_by_time_type_and_value(value, filler, reason, rows):
    instances = [StreamInstance(from_ms(1000 * place), filler) for place in range(rows)]
    instances[-1] = instances[-1]._replace(value=value)
    with pytest.raises(ValueNotStorableError, match=reason) as caught:
        encode(Batch.from_instances(instances))
    assert instances[-1].timestamp.isoformat() in str(caught.value)
    assert caught.value.timestamp == instances[-1].timestamp
    assert caught.value.value == value


# --- damage ---------------------------------------------------------------------------------
SAMPLES = [
    Batch([1000], [1.5]),
    Batch.empty(),
    Batch(range(100), np.round(np.sin(np.arange(100)), 2)),
    Batch(range(100), np.random.default_rng(0).random(100)),
    Batch([place**2 for place in range(100)], [place % 7 for place in range(100)]),
    Batch(range(100), [place % 3 == 0 for place in range(100)]),
    Batch(range(100), [f"room {place % 7}" for place in range(100)]),
    Batch(range(100), [moment(place**3) for place in range(100)]),
    Batch(range(100), [(place, None, {"a": [1.5]}) for place in range(100)]),
    Batch(range(100), [math.nan if place % 10 == 0 else place / 10 for place in range(100)]),
]
PAYLOADS = [encode(batch) for batch in SAMPLES]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_that_was_cut_or_grew_is_a_format_error(payload):
    for length in {*range(min(len(payload), 40)), len(payload) // 2, len(payload) - 1}:
        with pytest.raises(StoreFormatError):
            decode(payload[:length])
    with pytest.raises(StoreFormatError):
        decode(payload + b"\0")


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(PAYLOADS), st.integers(0, 2**20))
def test_a_flipped_bit_is_a_format_error(payload, bit):
    damaged = bytearray(payload)
    damaged[bit // 8 % len(damaged)] ^= 1 << bit % 8
    with pytest.raises(StoreFormatError):
        decode(bytes(damaged))


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=60))
def test_any_bytes_are_a_format_error(data):
    with pytest.raises(StoreFormatError):
        decode(data)


def sealed(body: bytes) -> bytes:
    """A payload whose checksum is right, whatever its body."""
    return struct.pack("<BI", 1, zlib.crc32(body)) + body


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(PAYLOADS), st.data())
def test_a_damaged_body_under_a_right_checksum_gives_a_batch_or_a_format_error(payload, data):
    body = bytearray(payload[5:])
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    length = data.draw(st.integers(0, len(body)))
    with contextlib.suppress(StoreFormatError):
        assert isinstance(decode(sealed(bytes(body[:length]))), Batch)


RAW_TIMES = struct.pack("<IBqq", 2, 0, 1, 2)
STRIDE = struct.Struct("<IBqq")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (struct.pack("<I", 0) + b"x", "1 bytes are left over"),
        (STRIDE.pack(MAX_ROWS + 1, 1, 0, 1) + b"\1", "rows are more than"),
        (STRIDE.pack(100, 1, LAST_MS, 1) + b"\1", "outside the years"),
        (STRIDE.pack(100, 1, FIRST_MS - 1, 1) + b"\1", "outside the years"),
        (struct.pack("<IB", 100, 9), "integers in form 9"),
        (struct.pack("<IBqB", 100, 2, 0, 9), "numbers of 9 bytes"),
        (STRIDE.pack(100, 1, 0, 1) + b"\x63", "damaged or not HyperStream's"),
        (STRIDE.pack(100, 1, 0, 1) + b"\1\5" + struct.pack("<BI", 0, 0), "floats in form 5"),
        (STRIDE.pack(100, 1, 0, 1) + b"\1\1" + struct.pack("<BI", 7, 0), "with 7 digits"),
        (STRIDE.pack(100, 1, 0, 1) + b"\1\1" + struct.pack("<BI", 1, 101), "101 exceptions"),
        (
            STRIDE.pack(100, 1, 0, 1) + b"\4" + struct.pack("<II", 2, 2) + b"a\0",
            "100 timestamps and 2 values",
        ),
        (STRIDE.pack(100, 1, 0, 1) + b"\4" + struct.pack("<II", 5, 2) + b"aaaaa", "cannot stand for 2"),
        (STRIDE.pack(100, 1, 0, 1) + b"\4" + struct.pack("<II", 5, 2**31) + b"aaaaa", "cannot stand for"),
        (STRIDE.pack(100, 1, 0, 1) + b"\3" + struct.pack("<II", 5, 5) + b"aaaaa", "cannot stand for 5"),
    ],
)
def test_every_kind_of_nonsense_is_named(body, reason):
    with pytest.raises(StoreFormatError, match=reason):
        decode(sealed(body))


def test_a_block_that_holds_less_than_it_says_is_a_format_error():
    frame = zstandard.ZstdCompressor(write_content_size=False).compress(b"a" * 900)
    body = STRIDE.pack(100, 1, 0, 1) + b"\4" + struct.pack("<II", len(frame), 1000) + frame
    with pytest.raises(StoreFormatError, match="holds 900, not 1000"):
        decode(sealed(body))


def test_a_newer_format_is_named():
    with pytest.raises(StoreFormatError, match="its format is 2 and this release reads 1"):
        decode(b"\2" + encode(Batch([1], [1]))[1:])


def test_a_damaged_payload_says_that_it_was_damaged_after_writing():
    payload = encode(Batch([1], [1]))
    with pytest.raises(StoreFormatError, match="its checksum is wrong"):
        decode(payload[:-1] + b"x")


# --- threads and processes ------------------------------------------------------------------
def test_threads_share_a_codec():
    batches = [Batch(range(200), np.random.default_rng(seed).random(200)) for seed in range(4)]
    wrong = []

    def work(batch: Batch) -> None:
        wrong.extend(1 for _ in range(30) if decode(encode(batch)) != batch)

    threads = [threading.Thread(target=work, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_codec_can_be_sent_to_another_process():
    codec = pickle.loads(pickle.dumps(PACKED))
    assert isinstance(codec, PackedCodec)
    assert codec.decode(PACKED.encode(Batch([1], ["a"]))) == Batch([1], ["a"])


def test_buffers_of_other_types_are_read_too():
    payload = encode(Batch(range(100), [any_text is None] * 100))
    assert decode(memoryview(payload)) == decode(bytearray(payload)) == decode(payload)


class TestManyAtOnce:
    """Batches of numbers are packed several at a time, and nobody can tell from the bytes."""

    @given(
        st.lists(
            st.one_of(
                column(any_float, FEW - 1, 2 * FEW),
                column(decimals, FEW - 1, 2 * FEW),
                column(any_int, FEW - 1, 2 * FEW),
                column(any_text, 1, 3),
            ),
            max_size=8,
        )
    )
    @settings(max_examples=60)
    def test_the_bytes_are_those_of_one_by_one(self, columns) -> None:
        batches = [Batch(range(len(values)), values) for values in columns]
        assert PACKED.encode_all(batches) == [encode(batch) for batch in batches]

    @pytest.mark.parametrize(
        "exception", [math.nan, -0.0, 0.1 + 0.2, 1e300], ids=["nan", "minus zero", "no decimal", "huge"]
    )
    def test_rows_of_one_matrix_may_need_different_forms(self, exception: float) -> None:
        """More pieces than are packed together; decimals, decimals but for one, and none, side by side."""
        rows = 2 * FEW
        pieces = []
        for number in range(2 * AT_ONCE + 3):
            values = np.round(np.arange(rows) * 0.1 + number, 1)
            values[:: (rows, rows // 2, 1, rows)[number % 4]] += (0.0, 0.01, 1 / 3, 0.0)[number % 4]
            if number % 4 == 3:
                values[1] = exception
            pieces.append(Batch(np.arange(rows) * (1 + number % 3) ** 2 + number * 10_000, values))
        payloads = PACKED.encode_all(pieces)
        assert payloads == [encode(piece) for piece in pieces]
        assert [decode(payload) for payload in payloads] == pieces

    def test_neighbouring_pieces_of_one_batch_come_back_as_it_was(self) -> None:
        whole = Batch(np.arange(10_000), np.arange(10_000) / 8)
        pieces = codec_module.split(whole, 1000)
        assert Batch.concat([decode(payload) for payload in PACKED.encode_all(pieces)]) == whole

    def test_tables_are_packed_by_several_threads_in_their_order(self, monkeypatch) -> None:
        monkeypatch.setattr(codec_module, "WORTH_THREADS", 1)
        monkeypatch.setattr(parallel.os, "cpu_count", lambda: 3)
        number = np.random.default_rng(1).normal(size=(40, 100))
        pieces = [
            Batch(np.arange(100), Table(100, {"x": Column(row), "t": Column([str(row[0])] * 100)}))
            for row in number
        ]
        assert PACKED.encode_all(pieces) == [encode(piece) for piece in pieces]
        bad = [Batch([place], Table(1, {"x": Column([object()])})) for place in range(5, 9)]
        with pytest.raises(ValueNotStorableError) as raised:
            PACKED.encode_all([*pieces, *bad])
        assert raised.value.timestamp == from_ms(5)
