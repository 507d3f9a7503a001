"""The requests that a user of flask-bigtempo sends, over a real socket, on both stores."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet
import pytest

from hyperstream import HyperStream
from hyperstream.web import Limits

from ..unit.frames.frames_of_all_kinds import same_frame
from .servers import client_of

DAYS = [f"2026-01-0{day}T00:00:00.000Z" for day in range(1, 6)]
EPOCHS = [1767225600000 + 86_400_000 * day for day in range(5)]
SPLIT: dict[str, Any] = {
    "columns": ["close", "volume"],
    "index": DAYS[:4],
    "data": [[70.0, 10], [71.5, 12], [70.9, 9], [72.1, 14]],
}
PATH = "/api/store/prices/ACME"


def transcript(client: httpx.Client) -> None:
    """Create, read in every shape, replace a range, ask for ranges, delete twice, and every refusal."""
    unknown = client.get(PATH)
    assert (unknown.status_code, unknown.headers["content-type"]) == (404, "application/problem+json")
    assert "no series of reference 'prices' and symbol 'ACME'" in unknown.json()["detail"]

    created = client.post(PATH, params={"json_format": "split"}, content=json.dumps(SPLIT))
    assert (created.status_code, created.json()) == (200, {"status": True})

    # five shapes, two ways to write dates
    cells = dict(zip(SPLIT["columns"], zip(*SPLIT["data"], strict=True), strict=True))
    for date_format, times in (("iso", DAYS[:4]), ("epoch", EPOCHS[:4])):
        texts = list(map(str, times))
        rows = [dict(zip(SPLIT["columns"], row, strict=True)) for row in SPLIT["data"]]
        expected: dict[str, Any] = {
            "split": {**SPLIT, "index": times},
            "records": rows,
            "index": dict(zip(texts, rows, strict=True)),
            "columns": {name: dict(zip(texts, column, strict=True)) for name, column in cells.items()},
            "values": SPLIT["data"],
        }
        for shape, body in expected.items():
            answer = client.get(PATH, params={"json_format": shape, "date_format": date_format})
            assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
            assert answer.json() == body, (shape, date_format)
    assert client.get(PATH).json() == client.get(PATH, params={"json_format": "columns"}).json()

    # pandas reads what it would have written itself
    for shape in ("split", "index", "columns"):
        text = client.get(PATH, params={"json_format": shape}).text
        frame = pd.read_json(io.StringIO(text), orient=shape)
        assert frame["close"].tolist() == [70.0, 71.5, 70.9, 72.1]

    # what lies between the first and the last new row is replaced, and the rest stays
    body = {"close": {DAYS[1]: 1.0, DAYS[3]: 3.0}, "volume": {DAYS[1]: 1, DAYS[3]: 3}}
    assert client.put(PATH, json=body).json() == {"status": True}
    found = client.get(PATH, params={"json_format": "split"}).json()
    assert found["index"] == [DAYS[0], DAYS[1], DAYS[3]]
    assert found["data"] == [[70.0, 10], [1.0, 1], [3.0, 3]]

    # unsorted bodies too
    unsorted = {"columns": ["close", "volume"], "index": [EPOCHS[2], EPOCHS[1]], "data": [[20, 2], [10, 1]]}
    assert client.put(PATH, params={"json_format": "split"}, json=unsorted).status_code == 200
    assert client.get(PATH, params={"json_format": "split"}).json()["data"] == [
        [70, 10],
        [10, 1],
        [20, 2],
        [3, 3],
    ]

    # both ends are included
    for bounds, count in (
        ({"start": DAYS[1]}, 3),
        ({"end": DAYS[1]}, 2),
        ({"start": DAYS[1], "end": DAYS[2]}, 2),
        ({"start": "2026-01-02T00:00:00", "end": "2026-01-02"}, 1),
        ({"start": EPOCHS[3]}, 1),
        ({"start": "2026-01-02T01:00:00+01:00", "end": DAYS[1]}, 1),
        ({"start": "2027-01-01"}, 0),
    ):
        assert len(client.get(PATH, params={"json_format": "values", **bounds}).json()) == count, bounds

    assert client.delete(PATH).json() == {"status": True}
    assert client.delete(PATH).json() == {"status": True}
    assert client.get(PATH).status_code == 404
    assert client.patch(PATH).status_code == 405


REFUSED = [
    ({}, "{", "no JSON"),
    ({}, "", "no JSON"),
    ({}, "[1, 2]", "{column: {time: cell}}"),
    ({}, '{"x": {"2026-01-01": NaN}}', "NaN is no JSON"),
    ({}, '{"x": {"2026-01-01": 1e400}}', "too large for a float"),
    ({}, '{"x": {"soon": 1}}', "'soon' is no time"),
    ({}, '{"x": {"now": 1}}', "'now' is no time"),
    ({}, '{"x": {"0000-01-01": 1}}', "outside the years"),
    ({}, '{"x": {"10000-01-01": 1}}', "is no time"),
    ({}, '{"x": {"2026-01-01": 1, "2026-01-01": 2}}', "there twice"),
    ({}, '{"x": {"2026-01-01": 1, "2026-01-01T00:00:00Z": 2}}', "more than once"),
    ({}, '{"x": {"2026-01-01T00:00:00.0001Z": 1}}', "to the millisecond"),
    ({}, b'{"x": {"2026-01-01": "\xff"}}', "no UTF-8"),
    ({}, "[" * 100_000, "nested too deeply"),
    ({}, '{"x": {"2026-01-01": ' + "[" * 95 + "]" * 95 + "}}", "nested deeper than 90"),
    ({}, '{"x": {"2026-01-01": ' + "9" * 5000 + "}}", "no JSON"),
    ({}, '{"x": {"2026-01-01": ' + "9" * 30 + "}}", "64 bits"),
    ({}, '{"x": {"2026-01-01": "\\ud800"}}', "surrogate"),
    ({"json_format": "split"}, '{"x": {"2026-01-01": 1}}', '"columns", "index" and "data"'),
    ({"json_format": "split"}, '{"columns": ["x"], "index": [1, 2], "data": [[1]]}', "one row of data"),
    ({"json_format": "split"}, '{"columns": ["x", "x"], "index": [], "data": []}', "a name of their own"),
    ({"json_format": "records"}, '[{"x": 1}]', "under the name 'index'"),
    ({"json_format": "values"}, "[[1]]", "neither times nor names"),
    ({"json_format": "table"}, "{}", "json_format"),
    ({"mode": "overwrite"}, "{}", "mode"),
]


@pytest.fixture(scope="module")
def big_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    limits = Limits(points=30_000, body_bytes=10_000_000)
    file = tmp_path_factory.mktemp("store") / "store.db"
    with HyperStream(f"sqlite:///{file}") as hs, client_of(hs, limits=limits) as client:
        yield client


def test_the_original_requests_on_the_embedded_store(client: httpx.Client) -> None:
    transcript(client)


@pytest.mark.parametrize(("params", "body", "why"), REFUSED, ids=[why for _, _, why in REFUSED])
def test_a_bad_body_is_refused_with_the_reason_and_changes_nothing(
    client: httpx.Client, params: dict[str, str], body: str | bytes, why: str
) -> None:
    before = client.get("/api/store").json()
    answer = client.put("/api/store/bad/body", params=params, content=body)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert why in answer.json()["detail"]
    assert client.get("/api/store").json() == before


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"start": "soon"}, 400),
        ({"end": "0000-01-01"}, 400),
        ({"start": "10000-01-01"}, 400),
        ({"json_format": "table"}, 400),
        ({"date_format": "unix"}, 400),
        ({"columns": "q"}, 422),
        ({"limit": "0"}, 400),
        ({"limit": "30001"}, 413),
    ],
)
def test_a_bad_question_is_refused_by_name(
    big_client: httpx.Client, params: dict[str, str], status: int
) -> None:
    big_client.put("/api/store/a/b", json={"x": {"2026-01-01": 1}})
    answer = big_client.get("/api/store/a/b", params=params)
    assert answer.status_code == status
    assert next(iter(params)) in (answer.json().get("parameter"), answer.json()["detail"].split(":")[0])


def test_a_changed_type_is_a_422_and_numbers_fit_where_json_cannot_tell(client: httpx.Client) -> None:
    path = "/api/store/types/x"
    client.put(path, json={"f": {"2026-01-01": 1.5}, "i": {"2026-01-01": 1}, "s": {"2026-01-01": "a"}})
    fits = {"f": {"2026-01-02": 2}, "i": {"2026-01-02": 2.0}, "s": {"2026-01-02": None}}
    assert client.put(path, json=fits).status_code == 200
    assert client.get(path, params={"json_format": "values"}).json() == [[1.5, 1, "a"], [2.0, 2, None]]
    for body in ({"f": {"2026-01-03": "x"}}, {"i": {"2026-01-03": 1.5}}, {"s": {"2026-01-03": 1}}):
        answer = client.put(path, json=body)
        assert answer.status_code == 422
        assert "holds" in answer.json()["detail"]
    assert len(client.get(path, params={"json_format": "values"}).json()) == 2


def test_times_and_categories_of_python_are_written_by_json(hs: HyperStream, client: httpx.Client) -> None:
    index = pd.date_range("2026-01-01", periods=1, tz="UTC")
    frame = pd.DataFrame({"t": pd.to_datetime(["2020-01-01"]), "c": pd.Categorical(["u"])}, index=index)
    hs.store.save(frame, "python", "x")
    body = {"t": {"2026-01-02": "2021-01-01T00:00:00.000Z"}, "c": {"2026-01-02": "v"}}
    assert client.put("/api/store/python/x", json=body).status_code == 200
    found = hs.store.retrieve("python", "x")
    assert found.dtypes.astype(str).to_dict() == {"t": str(frame["t"].dtype), "c": "category"}
    assert found["c"].tolist() == ["u", "v"]


def test_modes_are_those_of_python(client: httpx.Client) -> None:
    path = "/api/store/modes/x"
    client.put(path, json={"x": dict(zip(DAYS[:3], [0, 1, 2], strict=True))})
    client.put(path, params={"mode": "upsert"}, json={"x": {DAYS[0]: 5, DAYS[2]: 7}})
    assert client.get(path, params={"json_format": "values"}).json() == [[5], [1], [7]]
    clash = client.put(path, params={"mode": "append"}, json={"x": {DAYS[2]: 8, DAYS[3]: 9}})
    assert clash.status_code == 409
    assert client.get(path, params={"json_format": "values"}).json() == [[5], [1], [7]]


@pytest.mark.parametrize(
    "name", ["a/b", "../../etc/passwd", "$where", "é€😀", "a?b#c", "' OR 1=1", "a b+c", "%2e%2e", "a__b"]
)
def test_any_name_is_only_a_name(hs: HyperStream, client: httpx.Client, name: str) -> None:
    from urllib.parse import quote

    path = f"/api/store/{quote(name, safe='')}/{quote(name, safe='')}"
    assert client.put(path, json={"x": {"2026-01-01": 1}}).status_code == 200
    assert (name, name) in hs.store.list()
    assert client.get(path).json() == {"x": {"2026-01-01T00:00:00.000Z": 1}}
    assert client.get(f"/api/store/{quote(name, safe='')}").json()["total"] == 1 if "/" not in name else True
    assert client.delete(path).json() == {"status": True}
    assert (name, name) not in hs.store.list()


def test_names_with_control_characters_are_refused(client: httpx.Client) -> None:
    for name in ("a%0d%0ab", "%00", "x" * 600):
        assert client.put(f"/api/store/a/{name}", json={"x": {"2026-01-01": 1}}).status_code in (400, 404)
    assert client.get("/api/store/a").json()["total"] == 0


def test_arrow_parquet_and_csv_go_in_and_out(hs: HyperStream, client: httpx.Client) -> None:
    index = pd.date_range("2026-01-01", periods=3, tz="Europe/Prague", name="when")
    frame = pd.DataFrame({"x": [1.5, np.nan, np.inf], "n": [1, 2, 3], "s": ["a", None, 'q"\n,']}, index=index)
    hs.store.save(frame, "forms", "x")
    path = "/api/store/forms/x"
    table = hs.store.retrieve("forms", "x", form="arrow")
    arrow = client.get(path, headers={"Accept": "application/vnd.apache.arrow.stream"})
    parquet = client.get(path, params={"format": "parquet"})
    comma = client.get(path, headers={"Accept": "text/csv"})
    assert comma.text.splitlines()[:2] == ["when,x,n,s", "2025-12-31T23:00:00.000Z,1.5,1,a"]
    read = pa.ipc.open_stream(arrow.content).read_all()
    same_frame(read.drop(["when"]).to_pandas(), table.drop(["when"]).to_pandas())
    assert str(read.schema.field("when").type) == "timestamp[ms, tz=UTC]"
    assert pa.parquet.read_table(io.BytesIO(parquet.content)).drop(["x"]).equals(read.drop(["x"]))
    for answer in (arrow, parquet, comma):
        kind = answer.headers["content-type"]
        copied = client.put("/api/store/forms/y", content=answer.content, headers={"Content-Type": kind})
        assert copied.status_code == 200, copied.text
        values = client.get("/api/store/forms/y", params={"json_format": "values"}).json()
        assert values == [[1.5, 1, "a"], [None, 2, None], [None, 3, 'q"\n,']]
        client.delete("/api/store/forms/y")
    for kind in ("application/vnd.apache.arrow.stream", "application/vnd.apache.parquet"):
        bad = client.put("/api/store/forms/z", content=b"nonsense", headers={"Content-Type": kind})
        assert bad.status_code == 422
    assert client.put(path, content=b"", headers={"Content-Type": "image/png"}).status_code == 415
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


def test_an_etag_spares_the_rows_until_they_change(client: httpx.Client) -> None:
    path = "/api/store/etag/x"
    client.put(path, json={"x": {"2026-01-01": 1}})
    tag = client.get(path).headers["etag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(path, params={"end": "2027-01-01"}, headers={"If-None-Match": tag}).status_code == 200
    client.put(path, json={"x": {"2026-01-01": 2}})
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_long_answers_come_in_pieces_compressed_and_page_by_page(big_client: httpx.Client) -> None:
    count = 25_000
    times = [1767225600000 + 1000 * row for row in range(count)]
    body = {"columns": ["x"], "index": times, "data": [[row] for row in range(count)]}
    path = "/api/store/long/x"
    assert big_client.put(path, params={"json_format": "split"}, json=body).status_code == 200
    whole = big_client.get(path, params={"json_format": "split", "date_format": "epoch"})
    assert whole.headers["content-encoding"] == "gzip"
    assert whole.headers.get("transfer-encoding") == "chunked"
    assert whole.json() == body
    found, address = [], f"{path}?json_format=values&limit=9000"
    while address:
        page = big_client.get(address)
        found += page.json()
        address = page.links.get("next", {}).get("url")
    assert found == body["data"]


def test_more_rows_than_the_server_gives_are_a_413_that_names_the_way_out(big_client: httpx.Client) -> None:
    half = {"columns": ["x"], "data": [[row] for row in range(20_000)]}
    path = "/api/store/toomuch/x"
    for start in (0, 20_000):
        body = {**half, "index": [1000 * row for row in range(start, start + 20_000)]}
        assert big_client.put(path, params={"json_format": "split"}, json=body).status_code == 200
    answer = big_client.get(path)
    assert answer.status_code == 413
    assert "limit=" in answer.json()["detail"]
    body = {"columns": ["x"], "index": list(range(40_000)), "data": [[row] for row in range(40_000)]}
    assert big_client.put(path, params={"json_format": "split"}, json=body).status_code == 413


def test_lists_are_sorted_and_paged(big_client: httpx.Client) -> None:
    for symbol in "cab":
        big_client.put(f"/api/store/listed/{symbol}", json={"x": {"2026-01-01": 1}})
    page = big_client.get("/api/store/listed", params={"skip": 1, "limit": 1}).json()
    assert page == {"total": 3, "series": [{"reference": "listed", "symbol": "b"}]}
    assert big_client.get("/api/store/none").json() == {"total": 0, "series": []}
    assert {"reference": "listed", "symbol": "a"} in big_client.get("/api/store").json()["series"]


def test_records_hold_their_time_under_a_name_that_is_asked_for(client: httpx.Client) -> None:
    path = "/api/store/records/x"
    rows = [{"at": DAYS[0], "x": 1}, {"at": DAYS[1], "x": 2}]
    params = {"json_format": "records", "index": "at"}
    assert client.put(path, params=params, json=rows).status_code == 200
    assert client.get(path, params=params).json() == rows
