"""Requests made up from the OpenAPI description: no 5xx, and every answer is as it is described."""

from __future__ import annotations

from typing import Any

import httpx
import pandas
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from hyperstream import Batch, HyperStream

KNOWN = {"channel": "mongo", "name": "plain", "reference": "ref", "symbol": "sym"}
"""What is there: half of the requests ask for it."""

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
PUSHES = "text/event-stream"


@pytest.fixture(scope="module", autouse=True)
def content(hs: HyperStream) -> None:
    hs.channel_manager.database["plain"].write(Batch([1000, 2000, 3000], [1.0, float("nan"), 3.0]))
    days = pandas.date_range("2026-01-01", periods=3, tz="UTC")
    hs.store.save(pandas.DataFrame({"close": [70.0, None, 71.5]}, index=days), "ref", "sym")


class Asker:
    """Sends what was made up, and counts it."""

    def __init__(self, address: str) -> None:
        self.schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
        self.address = address
        self.cases = 0
        self.statuses: set[int] = set()

    def ask(self, case: Any, known: bool) -> None:
        for name in KNOWN.keys() & set(case.path_parameters or {}) if known else ():
            case.path_parameters[name] = KNOWN[name]
        self.cases += 1
        if self._pushes(case):
            self._push(case)
            return
        answer = case.call(timeout=60)
        self.statuses.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    def _pushes(self, case: Any) -> bool:
        described = case.operation.definition.raw["responses"].get("200", {}).get("content", {})
        return PUSHES in described

    def _push(self, case: Any) -> None:
        """An answer that never ends: its head only."""
        with requests.request(
            **case.as_transport_kwargs(base_url=self.address), stream=True, timeout=60
        ) as answer:
            self.statuses.add(answer.status_code)
            assert answer.status_code < 500
            kind = PUSHES if answer.status_code == 200 else "application/problem+json"
            assert answer.headers["content-type"].startswith(kind)

    def ask_all(self, examples: int) -> None:
        """So many requests of each operation, good ones and bad ones."""
        for found in self.schema.get_all_operations():
            operation = found.ok()
            for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
                self._ask(operation.as_strategy(generation_mode=mode), examples)

    def _ask(self, strategy: Any, examples: int) -> None:
        @seed(7)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy, st.booleans())
        def send(case: Any, known: bool) -> None:
            self.ask(case, known)

        send()


def test_a_few_requests_of_each_kind_are_answered_as_described(client: httpx.Client) -> None:
    asker = Asker(str(client.base_url).rstrip("/"))
    asker.ask_all(2)
    assert {200, 400} <= asker.statuses


@pytest.mark.torture
def test_thousands_of_requests_are_answered_as_described(client: httpx.Client) -> None:
    asker = Asker(str(client.base_url).rstrip("/"))
    asker.ask_all(100)
    assert asker.cases >= 2000
    assert {200, 400} <= asker.statuses
