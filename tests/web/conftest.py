"""One HyperStream over SQLite and one server for the tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from hyperstream import HyperStream

from .servers import client_of


@pytest.fixture(scope="module")
def hs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HyperStream]:
    folder: Path = tmp_path_factory.mktemp("web")
    hyperstream = HyperStream(f"sqlite:///{folder / 'store.db'}")
    yield hyperstream
    hyperstream.close()


@pytest.fixture(scope="module")
def client(hs: HyperStream) -> Iterator[httpx.Client]:
    with client_of(hs) as client:
        yield client
