"""Every statement finds its rows by an index, in the index's order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from hyperstream.stores.sqlite import ledgers, records, schema, segments

FOUND_BY = {
    ledgers.select_ledgers(1): "sqlite_autoindex_ledger_1 (stream=?)",
    ledgers.select_ledgers(ledgers.KEYS_AT_ONCE): "sqlite_autoindex_ledger_1 (stream=?)",
    ledgers.SELECT_ONE_REVISION: "sqlite_autoindex_ledger_1 (stream=?)",
    ledgers.select_revisions(ledgers.KEYS_AT_ONCE): "sqlite_autoindex_ledger_1 (stream=?)",
    ledgers.select_tails(1): "PRIMARY KEY (s=?)",
    ledgers.select_tails(ledgers.KEYS_AT_ONCE): "PRIMARY KEY (s=?)",
    ledgers.SELECT_KEYS: "COVERING INDEX sqlite_autoindex_ledger_1 (stream>? AND stream<?)",
    ledgers.UPDATE_ALL: "sqlite_autoindex_ledger_1 (stream=?)",
    ledgers.UPDATE_SHORT: "sqlite_autoindex_ledger_1 (stream=?)",
    ledgers.UPDATE_LAST: "sqlite_autoindex_ledger_1 (stream=?)",
    ledgers.UPDATE_PARTS: "sqlite_autoindex_ledger_1 (stream=?)",
    ledgers.DELETE: "sqlite_autoindex_ledger_1 (stream=?)",
    ledgers.DELETE_TAIL: "PRIMARY KEY (s=?)",
    ledgers.DELETE_OLDEST: "PRIMARY KEY (s=? AND seq=?)",
    segments.SELECT_TOUCHING: "segment_by_time (s=? AND (a,b)>(?,?) AND a<?)",
    segments.SELECT_REACH: "COVERING INDEX segment_by_number (s=? AND n=?)",
    segments.SELECT_LISTED: "COVERING INDEX segment_by_number (s=? AND (n,a,b,c)>(?,?,?,?))",
    segments.SELECT_NEXT_INCARNATION: "SEARCH segment USING COVERING INDEX segment_by_",
    segments.DELETE_NUMBERS: "COVERING INDEX segment_by_number (s=? AND n>? AND n<?)",
    segments.DELETE_HULL: "COVERING INDEX segment_by_number (s=? AND n>? AND n<?)",
    records.SELECT_FAILED: "SEARCH run USING INDEX run_failed (stream=?)",
    records.SELECT_ALL: "PRIMARY KEY (kind=? AND id>?)",
    records.SELECT_ONE: "PRIMARY KEY (kind=? AND id=?)",
    records.DELETE: "PRIMARY KEY (kind=? AND id=?)",
}


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.prepare(connection, ":memory:")
    yield connection
    connection.close()


def plan(connection: sqlite3.Connection, statement: str) -> list[str]:
    values = (None,) * statement.count("?")
    return [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]


@pytest.mark.parametrize("statement", FOUND_BY)
def test_rows_are_found_by_an_index_and_neither_scanned_nor_sorted(
    connection: sqlite3.Connection, statement: str
) -> None:
    steps = plan(connection, statement)
    assert any(FOUND_BY[statement] in step for step in steps), steps
    assert not any("SCAN" in step or "TEMP B-TREE" in step for step in steps), steps


@pytest.mark.parametrize("statement", [records.SELECT_RUNS, records.SELECT_RUN])
def test_run_records_are_found_by_an_index_and_sorted_by_age(
    connection: sqlite3.Connection, statement: str
) -> None:
    steps = plan(connection, statement)
    assert "run_by_time (stream=? AND b>?)" in steps[0]
    assert not any("SCAN" in step for step in steps)


def test_no_statement_was_left_out() -> None:
    public = {
        value
        for module in (ledgers, segments, records)
        for name, value in vars(module).items()
        if name.isupper() and not name.startswith("_") and isinstance(value, str)
    }
    searching = {value for value in public if " WHERE " in value}
    assert len(searching) > 10
    assert searching <= {*FOUND_BY, records.SELECT_RUNS, records.SELECT_RUN}
