"""The commands ``serve`` and ``token``: real processes, where they listen, how they end."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from hyperstream import HyperStream
from hyperstream.cli.main import main
from hyperstream.utils.errors import ConfigurationError
from hyperstream.web import TokenBook
from hyperstream.web.serving import check_exposure, is_loopback, listening
from tests.stopwatch import Stopwatch

from .events import following
from .processes import serving
from .servers import client_of


def test_the_command_serves_until_a_signal_even_with_push_clients(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'store.db'}"
    with HyperStream(store) as hs:
        hs.channel_manager.database["temp"].write([("2025-11-10", 20.5)])
    with serving(store, folder=tmp_path) as server:
        assert server.said == "No token is needed."
        with httpx.Client(base_url=server.address, timeout=60) as client:
            assert client.get("/healthz").json()["status"] == "ok"
            with following(client, "/api/push/database/temp", start="2025-11-09") as follower:
                assert follower.rows(1) == [20.5]
                with Stopwatch() as watch:
                    status, errors = server.end()
                    assert watch.seconds < 9  # before the grace of ten seconds is over
                assert list(follower) == []
    assert status in (0, -15)
    lines = [json.loads(line) for line in errors.splitlines()]
    assert [line["path"] for line in lines] == ["/healthz", "/api/push/database/temp"]


def test_what_went_wrong_is_told_to_who_runs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(hyperstream: HyperStream, *_: Any, **__: Any) -> None:
        hyperstream.close()
        (tmp_path / "store.db").write_bytes(b"not a database" * 1000)
        with client_of(hyperstream) as client:
            assert client.get("/api/store").status_code >= 500

    monkeypatch.setattr("hyperstream.web.serve", failing)
    store = f"sqlite:///{tmp_path / 'store.db'}"
    answer = CliRunner().invoke(main, ["serve", "--quiet", "--store", store])
    assert answer.exit_code == 0, answer.output
    assert "GET /api/store: " in answer.stderr
    assert "Traceback" in answer.stderr


def test_tokens_are_made_listed_and_revoked_by_command(tmp_path: Path) -> None:
    runner, file = CliRunner(), str(tmp_path / "tokens.json")
    made = runner.invoke(main, ["token", "new", "ann", "--write", "--tokens", file])
    token = made.stdout.strip()
    assert TokenBook(Path(file)).find(token) is not None
    listed = runner.invoke(main, ["token", "list", "--tokens", file]).stdout
    assert "ann" in listed
    assert "write" in listed
    assert token not in listed
    assert runner.invoke(main, ["token", "revoke", "ann", "--tokens", file]).exit_code == 0
    assert runner.invoke(main, ["token", "revoke", "ann", "--tokens", file]).exit_code == 1
    assert TokenBook(Path(file)).find(token) is None


class TestAddresses:
    @pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
    def test_of_this_machine_only_need_no_token(self, host: str) -> None:
        check_exposure(host, None, insecure=False)

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
    def test_that_others_can_reach_need_a_token_or_a_flag(self, host: str, tmp_path: Path) -> None:
        assert not is_loopback(host)
        empty = TokenBook(tmp_path / "tokens.json")
        for tokens in (None, empty):
            with pytest.raises(ConfigurationError, match="hyperstream token new"):
                check_exposure(host, tokens, insecure=False)
        check_exposure(host, None, insecure=True)
        empty.new("ann")
        check_exposure(host, empty, insecure=False)

    def test_that_are_taken_or_not_ours_are_errors(self) -> None:
        with (
            socket.create_server(("127.0.0.1", 0)) as taken,
            pytest.raises(ConfigurationError, match="Cannot listen on 127"),
        ):
            listening("127.0.0.1", taken.getsockname()[1])
        with pytest.raises(ConfigurationError, match="Cannot listen"):
            listening("no.such.host.invalid", 0)

    def test_are_checked_by_the_command_before_anything_is_opened(self, tmp_path: Path) -> None:
        store = f"sqlite:///{tmp_path / 'store.db'}"
        command = ["serve", "--host", "0.0.0.0", "--store", store, "--tokens", str(tmp_path / "none.json")]
        answer = CliRunner().invoke(main, command)
        assert (answer.exit_code, "no token" in answer.stderr) == (1, True)
        assert not (tmp_path / "store.db").exists()
