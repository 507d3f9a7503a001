"""One example a tool that works on streams: sources as rows of (second, value)."""

from __future__ import annotations

from tool_example import Example, Rows, window
from tool_generator_examples import GENERATED

from hyperstream.utils import from_ms

ROOMS = ({"room": "1"}, {"room": "2"})
NUMBERS: Rows = [(1, 1.0), (2, 4.0), (4, 2.0), (7, 8.0)]
LISTS: Rows = [(1, [1, 2, 3]), (2, [4, 0])]
DICTS: Rows = [(1, {"a": 1, "b": 5}), (2, {"a": 3})]
DICT_LISTS: Rows = [(1, [{"a": 1, "b": 2}, {"a": 3}]), (2, [])]
ROOMED: Rows = [(1, {"room": "1", "x": 5}), (2, {"room": "2", "x": 6})]


def largest(key: str, values: list[float]) -> str:
    """What relative_apply2 calls."""
    return f"{key}: {max(values)}"


WINDOWS: Rows = [(4, window(0, 4)), (8, window(4, 8))]

EXAMPLES: dict[str, Example] = {
    **GENERATED,
    **{
        name: Example({"every": 5}, (NUMBERS, [(2.0, 3.0)]))
        for name in ("mean", "minimum", "maximum", "total")
    },
    "dummy": Example({}, (NUMBERS[:1],)),
    "ohlc": Example({"every": 5}, (NUMBERS,)),
    "store_writer": Example({"reference": "closes", "symbol": "ACME"}, (NUMBERS[:2],)),
    "aggregate": Example({"func": sum, "aggregation_meta_data": "room"}, (NUMBERS[:2], NUMBERS[1:])),
    "aggregate_into_dict_and_apply": Example(
        {"func": abs, "aggregation_meta_data": "room"}, ([(1, -1)], [(1, 2), (2, -3)])
    ),
    "aggregate_plate": Example({"aggregation_meta_data": "room"}, ([(1, {"x": 5})], [(2, {"x": 6})])),
    "aligned_merge": Example({"names": ["x", "y"]}, (NUMBERS[:3], [(1, "a"), (4, "b")])),
    "aligning_window": Example({"lower": -2.0, "upper": 1.0}, (NUMBERS,)),
    "apply": Example({"func": abs}, ([(1, -1.0), (2, 2.0)],)),
    "asset_plate_generator": Example({}, ([(1, {"hall": 1}), (5, {"attic": 2})],)),
    "asset_splitter": Example({}, ([(1, {"1": "sensor a", "2": "sensor b"})],), plates=ROOMS),
    "asset_writer": Example({"value": {"hall": 1}, "first": from_ms(5000)}),
    "centred_window": Example({"width": 3}, (NUMBERS,)),
    "clock": Example({"first": from_ms(1000), "stride": 4.0}),
    "component": Example({"key": "b"}, (DICTS,)),
    "component_filter": Example({"key": "room", "values": ["1"], "complement": False}, (ROOMED,)),
    "component_set": Example({"keys": ["a"]}, (DICTS,)),
    "copy": Example({}, (NUMBERS[:2],)),
    "count_window": Example({"count": 2}, (NUMBERS,)),
    "dict_argmax": Example({}, (DICTS,)),
    "dict_values_to_const": Example({}, (DICTS,)),
    "histogram_from_list": Example({"breaks": [0, 2, 4]}, (LISTS,)),
    "histograms_to_csv": Example({"breaks": [0, 2]}, ([(1, [0, 2, 1])],), plates=ROOMS[:1]),
    "index_of": Example({"index": 2, "selector_meta_data": "room"}, (NUMBERS[:1], NUMBERS[1:])),
    "index_of_by_stream": Example({"index": 2}, ([(0.5, "room")], NUMBERS[:2]), plates=ROOMS[1:]),
    "jsonify": Example({}, (DICTS,)),
    "list_dict_mean": Example({}, (DICT_LISTS,)),
    "list_dict_sum": Example({}, (DICT_LISTS,)),
    "list_length": Example({}, (LISTS,)),
    "list_mean": Example({}, (LISTS,)),
    "list_sum": Example({}, (LISTS,)),
    "meta_instance": Example({"func": str}, ([(1, "a")],)),
    "meta_instance_from_list": Example({"values": ["a", "b"]}, ([],)),
    "percentiles_from_list": Example({"percentiles": [0, 50, 100]}, (LISTS,)),
    "percentiles_to_csv": Example({"n_segments": 2}, ([(1, [0.5, 2.0, 3.5])],), plates=ROOMS[:1]),
    "plate_sink": Example({}, (NUMBERS[:1],), plates=ROOMS[:1]),
    "product": Example({}, (NUMBERS[:2], [(1, 2.0), (2, 0.5)])),
    "relative_apply": Example({"func": sum}, (DICT_LISTS,)),
    "relative_apply2": Example({"func": largest}, ([(1, [{"a": 1}, {"a": 3}])],)),
    "relative_window": Example(
        {"relative_start": -4, "relative_end": 0}, (NUMBERS,), alignment=[(4, None), (8, None)]
    ),
    "resample": Example({"every": 5, "statistic": "max"}, (NUMBERS,)),
    "rolling": Example({"window": 3, "statistic": "sum"}, (NUMBERS,)),
    "rolling_rows": Example({"rows": 2}, (NUMBERS,)),
    "session_window": Example({"gap": 2}, (NUMBERS,)),
    "sink": Example({}, (NUMBERS[:1],)),
    "slice": Example({"index": 1}, (LISTS,)),
    "sliding_apply": Example({"func": len, "vectorised": True}, (WINDOWS, NUMBERS)),
    "sliding_listify": Example({}, (WINDOWS, NUMBERS)),
    "sliding_sink": Example({}, (WINDOWS, NUMBERS)),
    "sliding_statistic": Example({"statistic": "max"}, (WINDOWS, NUMBERS)),
    "sliding_window": Example({"first": from_ms(2000), "lower": -4, "upper": 0, "increment": 2}),
    "splitter": Example({"element": "room", "mapping": ["1", "2"]}, (ROOMED,), plates=ROOMS),
    "splitter_from_stream": Example(
        {"element": "room"}, (ROOMED,), splitting=[(0.5, ["1", "2"])], plates=ROOMS
    ),
    "splitter_of_dict": Example({"mapping": {"a": "1", "b": "2"}}, (DICTS,), plates=ROOMS),
    "splitter_of_list": Example({"mapping": ["1", "2"]}, ([(1, [5, 6])],), plates=ROOMS),
    "splitter_time_aware": Example(
        {"time_intervals": [window(0, 3), window(3, 8)]}, (NUMBERS,), plates=ROOMS
    ),
    "splitter_time_aware_from_stream": Example(
        {}, (NUMBERS,), splitting=[(9, [window(0, 3), window(3, 8)])], plates=ROOMS
    ),
    "splitter_with_unlist": Example(
        {"element": "near", "subelement": "room", "mapping": ["1", "2"]},
        ([(1, {"id": 7, "near": [{"room": "1", "rssi": -60}, {"room": "2", "rssi": -70}]})],),
        plates=ROOMS,
    ),
    "stream_broadcaster": Example({"func": abs}, ([(1, -1)],), plates=ROOMS),
    "stream_broadcaster_from_stream": Example(
        {"func": next}, (NUMBERS[:1],), splitting=[(0.5, ["1", "2"])], plates=ROOMS
    ),
    "threshold": Example({"above": 3}, (NUMBERS,)),
    "tumbling_window": Example({"every": 3}),
}
