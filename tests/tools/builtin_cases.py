"""Cases of the split law for the built-in tools on values, windows, plates and assets."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any, get_args

from hyperstream.tool.statistics.window_statistics import Statistic

from .cases import CASES as OTHERS
from .cases import ROOMS, Case, anything, made, number, roomed, window
from .kit import at, seconds

STATISTICS = get_args(Statistic)


def listed(rng: random.Random, place: int) -> list[Any]:
    return [number(rng, place) for _ in range(rng.randint(0, 4))]


def keyed(rng: random.Random, place: int) -> dict[str, Any]:
    return {key: number(rng, place) for key in "abc" if rng.random() < 0.6}


def keyed_list(rng: random.Random, place: int) -> list[Any]:
    return [keyed(rng, place) for _ in range(rng.randint(0, 3))]


def by_room(rng: random.Random, place: int) -> dict[str, Any]:
    return {room: rng.choice((None, number(rng, place))) for room in "123" if rng.random() < 0.8}


def rooms(rng: random.Random, place: int) -> Any:
    return rng.choice(({"1": "2", "2": "1"}, {"1": "1"}, ["1", "2"], {"3": "2"}))


def slots(rng: random.Random, place: int) -> list[Any]:
    return [(room, window(rng, place)) for room in ("1", "2")]


def room_tag(rng: random.Random, place: int) -> str:
    return "room"


def in_rooms(rng: random.Random, place: int) -> dict[str, Any]:
    inner = [{"room": room, "x": number(rng, place)} for room in "123" if rng.random() < 0.7]
    return {"y": place, "inner": inner}


def histogram(rng: random.Random, place: int) -> list[int]:
    return [rng.randint(0, 9) for _ in range(4)]


def percentiles(rng: random.Random, place: int) -> Any:
    return rng.choice((None, [number(rng, place) for _ in range(5)]))


SLOTS = [("1", seconds(100, 200)), ("2", seconds(150, 500.5)), ("9", seconds(0, 600))]

CASES: Mapping[str, list[Case]] = {
    "aggregate_into_dict_and_apply": [
        Case(
            made("aggregate_into_dict_and_apply", func=repr, aggregation_meta_data="room"),
            (anything, anything, anything),
        )
    ],
    "aggregate_plate": [
        Case(made("aggregate_plate", aggregation_meta_data="room"), (keyed, keyed), times="apart")
    ],
    "aligned_merge": [
        *OTHERS["aligned_merge"],
        Case(made("aligned_merge", "0.0.1", names=["x", "y"]), (number, anything), times="same"),
    ],
    "asset_plate_generator": [
        Case(made("asset_plate_generator"), (by_room,)),
        Case(
            made("asset_plate_generator", element="inner", filters=["a", "b"]),
            (lambda *a: {"inner": keyed(*a)},),
        ),
    ],
    "asset_splitter": [Case(made("asset_splitter"), (by_room,), plates=ROOMS)],
    "asset_writer": [
        Case(made("asset_writer", value={"1": 1}, first=at(300))),
        Case(made("asset_writer", value="of all times")),
    ],
    "centred_window": [Case(made("centred_window", width=7.501), (anything,))],
    "component_filter": [
        Case(made("component_filter", key="room", values=["1", 3], complement=complement), (roomed,))
        for complement in (False, True)
    ],
    "component_set": [Case(made("component_set", keys=["x", "z"]), (roomed,))],
    "count_window": [
        Case(made("count_window", count=count, step=step), (anything,))
        for count, step in ((1, 1), (4, 1), (3, 5), (4, 2))
    ],
    "custom": [
        *OTHERS["custom"],
        Case(made("custom", "1.0.0", func=repr), alignment=anything),
    ],
    "dict_argmax": [Case(made("dict_argmax"), (keyed,))],
    "dict_values_to_const": [Case(made("dict_values_to_const", const=[1]), (keyed,))],
    "histogram_from_list": [
        Case(made("histogram_from_list", breaks=[-1, 0, 2.5]), (listed,)),
        Case(made("histogram_from_list", categorical=True), (listed,)),
    ],
    "histograms_to_csv": [
        Case(made("histograms_to_csv", breaks=[1, 2, 3]), (histogram, histogram), plates=ROOMS)
    ],
    "index_of": [
        *OTHERS["index_of"],
        Case(
            made("index_of", "0.1.0", index=2, selector_meta_data="room"), (anything, anything), plates=ROOMS
        ),
    ],
    "index_of_by_stream": [
        Case(made("index_of_by_stream", index=2), (room_tag, anything, anything), plates=ROOMS)
    ],
    "jsonify": [Case(made("jsonify"), (anything,))],
    "list_dict_mean": [Case(made("list_dict_mean"), (keyed_list,))],
    "list_dict_sum": [
        Case(made("list_dict_sum", start_dict={"a": 1}, log_new_keys=False), (keyed_list,)),
        Case(made("list_dict_sum", start_dict={"a": 1}, insert_new_keys=False), (keyed_list,)),
    ],
    "list_length": [Case(made("list_length"), (listed,))],
    "list_mean": [Case(made("list_mean"), (listed,))],
    "list_sum": [Case(made("list_sum"), (listed,))],
    "meta_instance": [Case(made("meta_instance", func=repr), (number,))],
    "percentiles_from_list": [Case(made("percentiles_from_list", percentiles=[5, 50, 99.5]), (listed,))],
    "percentiles_to_csv": [
        Case(made("percentiles_to_csv", n_segments=4), (percentiles, percentiles), plates=ROOMS)
    ],
    "plate_sink": [Case(made("plate_sink"), (number, number), plates=ROOMS)],
    "product": [Case(made("product"), (number, number), times="same")],
    "relative_apply": [
        Case(made("relative_apply", func=list), (listed,)),
        Case(made("relative_apply", func=list), (keyed_list,)),
    ],
    "relative_apply2": [
        Case(made("relative_apply2", func=lambda key, values: (key, sum(values))), (keyed_list,))
    ],
    "relative_window": [
        Case(
            made("relative_window", relative_start=start, relative_end=end, values_only=end > 0),
            (anything,),
            alignment=anything,
        )
        for start, end in ((-60, 0), (-30, 45.5), (10, 20), (-90, -30))
    ],
    "resample": [
        *OTHERS["resample"],
        Case(made("resample", every=45, statistic="var"), (number,)),
        Case(made("resample", every=45, statistic="quantile", quantile=0.3), (number,)),
    ],
    "rolling": [
        Case(made("rolling", window=61, statistic=statistic, centred=place % 2 == 0, quantile=0.2), (number,))
        for place, statistic in enumerate(STATISTICS)
    ],
    "rolling_rows": [
        Case(made("rolling_rows", rows=rows, statistic=statistic, min_count=least), (number,))
        for rows, statistic, least in ((1, "mean", 1), (4, "sum", 2), (5, "std", None), (40, "median", 1))
    ],
    "session_window": [
        Case(made("session_window", gap=gap, longest=longest), (anything,))
        for gap, longest in ((15, 600), (0.5, 2), (40, 60))
    ],
    "sink": [Case(made("sink"), (number, number))],
    "slice": [Case(made("slice", index=1), (anything,)), Case(made("slice", index="a"), (anything,))],
    "sliding_sink": [Case(made("sliding_sink"), (window, number))],
    "sliding_statistic": [
        Case(made("sliding_statistic", statistic=statistic), (window, number))
        for statistic in ("mean", "var", "median", "max")
    ],
    "splitter_from_stream": [
        Case(made("splitter_from_stream", element="room"), (roomed,), splitting=rooms, plates=ROOMS),
        Case(made("splitter_from_stream"), (by_room,), splitting=rooms, plates=ROOMS),
        Case(
            made("splitter_from_stream", use_mapping_keys_only=True),
            (by_room,),
            splitting=rooms,
            plates=ROOMS,
        ),
    ],
    "splitter_of_dict": [
        Case(made("splitter_of_dict", mapping={"a": "1", "b": 2, "z": "3"}), (keyed,), plates=ROOMS)
    ],
    "splitter_of_list": [Case(made("splitter_of_list", mapping=[2, 1, 3, 4]), (listed,), plates=ROOMS)],
    "splitter_time_aware": [Case(made("splitter_time_aware", time_intervals=SLOTS), (number,), plates=ROOMS)],
    "splitter_time_aware_from_stream": [
        Case(made("splitter_time_aware_from_stream"), (number,), splitting=slots, plates=ROOMS)
    ],
    "splitter_with_unlist": [
        Case(
            made("splitter_with_unlist", element="inner", subelement="room", mapping=["1", "2"]),
            (in_rooms,),
            plates=ROOMS,
        )
    ],
    "stream_broadcaster": [Case(made("stream_broadcaster", func=repr), (anything,), plates=ROOMS)],
    "stream_broadcaster_from_stream": [
        Case(made("stream_broadcaster_from_stream", func=next), (anything,), splitting=rooms, plates=ROOMS),
        Case(
            made("stream_broadcaster_from_stream", func=list, use_keys_not_values=True),
            (anything,),
            splitting=rooms,
            plates=ROOMS,
        ),
    ],
    "tumbling_window": [
        Case(made("tumbling_window", every=45, offset=10)),
        Case(made("tumbling_window", every=7.3)),
    ],
}
