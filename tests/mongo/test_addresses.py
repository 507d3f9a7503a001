"""Addresses with TLS, and those whose servers DNS tells: genuine connections, and clear errors."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dns.message
import dns.resolver
import dns.rrset
import pytest

from hyperstream import Batch, HyperStream
from hyperstream.stores.mongo import server as server_module
from hyperstream.stores.opening import open_store
from hyperstream.testing.mongod import HOST, Mongod
from hyperstream.utils.errors import ConfigurationError, StoreUnavailableError
from tests.stopwatch import Stopwatch

from .conftest import database_url


# --- TLS
@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an authority (``ca.pem``), a server's certificate of it, and a strange authority."""
    folder = tmp_path_factory.mktemp("keys")
    program = shutil.which("openssl")
    assert program, "these tests make certificates with the command openssl; install it"

    def openssl(words: str) -> None:
        command = [program, *words.split()]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    new = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    for name in ("ca", "stranger"):
        openssl(f"req -x509 {new} -days 2 -subj /CN={name} -keyout {name}.key -out {name}.pem")
    openssl(f"req {new} -subj /CN=db -addext subjectAltName=IP:{HOST} -keyout db.key -out db.csr")
    openssl("x509 -req -in db.csr -CA ca.pem -CAkey ca.key -days 2 -copy_extensions copy -out db.crt")
    (folder / "db.pem").write_text((folder / "db.key").read_text() + (folder / "db.crt").read_text())
    return folder


@pytest.fixture(scope="module")
def secured(program: None, keys: Path) -> Iterator[Mongod]:
    """A server that talks TLS only."""
    options = f"--tlsMode requireTLS --tlsCertificateKeyFile {keys}/db.pem --tlsCAFile {keys}/ca.pem"
    with Mongod(
        options=(*options.split(), "--tlsAllowConnectionsWithoutCertificates"),
        address_options=f"tls=true&tlsCAFile={keys}/ca.pem",
    ) as server:
        yield server


def test_a_secured_server_is_used_like_any_other(secured: Mongod) -> None:
    with HyperStream(database_url(secured.url, "house")) as hs:
        hs.channel_manager.database["s"].write(Batch([1, 2], [1.0, 2.0]))
        assert hs.channel_manager.database["s"].window((None, None)).values() == [1.0, 2.0]


def test_a_server_whose_authority_is_not_the_one_named_is_refused(
    secured: Mongod, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "OPENING_SECONDS", 0.3)
    address = f"mongodb://{secured.address}/house?tls=true&tlsCAFile={keys}/stranger.pem"
    with pytest.raises(StoreUnavailableError, match="certificate is not trusted") as caught:
        open_store(address)
    assert secured.address in str(caught.value)
    assert "tlsCAFile=" in str(caught.value)


@pytest.mark.parametrize("name", ["absent.pem", "ca.key"])
def test_an_authority_that_cannot_be_read_is_named(keys: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(f"{keys}/{name}")):
        open_store(f"mongodb://{HOST}/house?tls=true&tlsCAFile={keys}/{name}")


# --- servers told by DNS
class Names:
    """A name server, on the loopback interface, for one cluster of one member."""

    def __init__(self, port: int) -> None:
        self._records = {
            "_mongodb._tcp.cluster.example.test.": ("SRV", f"0 0 {port} member.example.test."),
            "cluster.example.test.": ("TXT", '"authSource=admin"'),
        }
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((HOST, 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            data, sender = self._socket.recvfrom(4096)
            if not data:
                return
            asked = dns.message.from_wire(data)
            name = asked.question[0].name
            answer = dns.message.make_response(asked)
            kind, record = self._records[name.to_text().lower()]
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, record))
            self._socket.sendto(answer.to_wire(), sender)

    def close(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.sendto(b"", (HOST, self.port))
        self._thread.join()
        self._socket.close()


@pytest.fixture
def names(mortal: Mongod, monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    """Makes this process ask our name server, which knows our server."""
    names = Names(mortal.port)
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [HOST], names.port
    monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
    known = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **more: Any) -> Any:
        return known(HOST if host == "member.example.test" else host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield names
    names.close()


@pytest.mark.usefixtures("names")
def test_an_srv_address_leads_to_the_server_that_dns_tells(mortal: Mongod) -> None:
    with HyperStream("mongodb+srv://cluster.example.test/told?tls=false") as hs:
        hs.channel_manager.database["s"].write(Batch([1], [1.0]))
    with HyperStream(database_url(mortal.url, "told")) as hs:
        assert hs.channel_manager.database["s"].window((None, None)).values() == [1.0]


def test_an_srv_address_whose_name_leads_nowhere_is_an_error_within_five_seconds() -> None:
    with Stopwatch() as watch:
        with pytest.raises(StoreUnavailableError, match=r"nowhere\.invalid") as caught:
            open_store("mongodb+srv://ann:s3cret@cluster.nowhere.invalid/house")
        assert watch.seconds < 5
    assert "s3cret" not in str(caught.value)
