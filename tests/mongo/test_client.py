"""`Client` of 0.3.8, the ``mongo`` section, and what an address may say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from hyperstream import Client, HyperStream, HyperStreamConfig
from hyperstream.stores.mongo import server
from hyperstream.testing.mongod import free_port
from hyperstream.utils.errors import ConfigurationError, StoreUnavailableError


def section(url: str) -> dict[str, Any]:
    """The ``mongo`` section that means the same as an address."""
    parts = urlsplit(url)
    return {"host": parts.hostname, "port": parts.port, "db": parts.path.lstrip("/"), "tz_aware": True}


def test_a_client_looks_into_the_database_of_a_mongo_section(url: str) -> None:
    with Client(section(url)) as client:
        assert client.db.name == section(url)["db"]
        assert client.client.admin.command("ping")["ok"] == 1
        assert client.get_config_value("port") == section(url)["port"]
        assert client.get_config_value("absent", 7) == 7
        assert client.db.list_collection_names() == []
    assert client.client is None
    assert client.db is None


def test_a_client_connects_when_it_is_asked_to(url: str) -> None:
    client = Client(section(url), auto_connect=False)
    assert client.db is None
    client.connect({"connection_string": url, "db": section(url)["db"]})
    assert client.db.command("ping")["ok"] == 1
    client.close()
    client.close()


def test_a_client_without_a_server_is_an_error_and_not_the_end_of_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "OPENING_SECONDS", 0.1)
    address = f"127.0.0.1:{free_port()}"
    with pytest.raises(StoreUnavailableError, match=address):
        Client({"connection_string": f"mongodb://{address}", "db": "house"})


def test_a_client_refuses_a_section_that_it_does_not_understand() -> None:
    with pytest.raises(ConfigurationError, match="'hots'"):
        Client({"hots": "localhost"})


def test_the_mongo_section_of_a_configuration_opens_that_database(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HYPERSTREAM_STORE", raising=False)
    file = tmp_path / "hyperstream_config.json"
    file.write_text(json.dumps({"mongo": section(url)}))
    with HyperStream(config_filename=file) as hs:
        hs.channel_manager.database["s"].write([("2020-01-01", 1.0)])
        assert hs.database.info()["database"] == section(url)["db"]
    monkeypatch.setenv("HYPERSTREAM_STORE", url)
    assert HyperStreamConfig(file).store == url
    with HyperStream() as hs:
        assert hs.channel_manager.mongo["s"].window((None, None)).values() == [1.0]
