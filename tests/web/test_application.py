"""The application as a whole: health, problems, tokens, what a browser may be made to send."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import httpx
import pytest

from hyperstream import HyperStream
from hyperstream.utils import errors
from hyperstream.web import Limits, TokenBook, create_app
from hyperstream.web.problems import STATUSES, status_of
from hyperstream.web.serving import LOOPBACK_NAMES

from .servers import client_of

PROBLEM = "application/problem+json"


def test_healthz_says_that_the_store_answers(client: httpx.Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


def test_healthz_is_503_where_the_store_does_not_answer(tmp_path: Path) -> None:
    hyperstream = HyperStream(f"sqlite:///{tmp_path / 'store.db'}")
    with client_of(hyperstream) as client:
        hyperstream.close()

        def gone() -> int:
            raise errors.StoreUnavailableError("the disk under /secret/place is gone")

        hyperstream.store.now = gone  # type: ignore[method-assign]
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "secret" not in answer.text


def test_metrics_count_answers_by_route(client: httpx.Client) -> None:
    client.get("/healthz")
    client.get("/nothing/like/this")
    text = client.get("/metrics").text
    assert 'hyperstream_http_requests_total{method="GET",route="/healthz",status="200"}' in text
    assert 'route="none",status="404"' in text


@pytest.mark.parametrize(
    "path", ["/nothing", "/api/nothing", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd"]
)
def test_an_unknown_path_is_a_problem_404(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["status"] == 404
    assert answer.json()["detail"].startswith("There is nothing at /")


def test_a_method_that_is_not_there_is_a_problem_405(client: httpx.Client) -> None:
    answer = client.patch("/healthz")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.json()["detail"].startswith("PATCH is not possible at /healthz")


def test_a_wrong_method_is_a_problem_405(client: httpx.Client) -> None:
    answer = client.delete("/healthz")
    assert (answer.status_code, answer.headers["content-type"]) == (405, PROBLEM)


CLIENTS = (
    errors.ArgumentTypeError,
    errors.ArgumentValueError,
    errors.ArgumentKeyError,
    errors.ChannelError,
    errors.StreamError,
    errors.PlateError,
    errors.WorkflowError,
    errors.MissingExtraError,
)


def test_what_a_client_sent_is_never_a_5xx() -> None:
    kinds = [thing for thing in vars(errors).values() if isinstance(thing, type)]
    ours = [kind for kind in kinds if issubclass(kind, errors.HyperStreamError)]
    assert {kind for kind in ours if issubclass(kind, CLIENTS) and status_of(kind("x")) >= 500} == set()
    assert {status_of(kind("x")) for kind in ours} <= set(STATUSES.values())


def test_an_unexpected_error_tells_the_client_nothing_and_the_log_everything(
    hs: HyperStream, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(hs)

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("the secret")

    import asyncio

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get("/broken")

    answer = asyncio.run(ask())
    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    assert "secret" not in answer.text
    assert "the secret" in caplog.text


class TestTokens:
    @pytest.fixture
    def book(self, tmp_path: Path) -> TokenBook:
        return TokenBook(tmp_path / "tokens.json")

    def test_decide_who_reads_and_who_writes(self, hs: HyperStream, book: TokenBook) -> None:
        read, write = book.new("reader"), book.new("writer", "write")
        with client_of(hs, tokens=book) as client:

            def status(method: str, token: str | None, path: str = "/metrics") -> int:
                headers = {"Authorization": f"Bearer {token}"} if token else {}
                return client.request(method, path, headers=headers).status_code

            assert status("GET", None) == 401
            assert status("GET", "hs_wrong") == 401
            assert status("GET", read) == status("GET", write) == 200
            assert status("PUT", read) == 403
            assert status("PUT", write) == 405
            assert status("GET", None, "/healthz") == 200
            refused = client.get("/metrics")
            assert refused.headers["www-authenticate"] == "Bearer"
            book.revoke("reader")
            assert status("GET", read) == 401

    def test_are_kept_as_hashes_for_the_owner_only(self, book: TokenBook) -> None:
        token = book.new("reader")
        assert token not in book.file.read_text()
        assert book.file.stat().st_mode & 0o777 == 0o600
        assert TokenBook(book.file).find(token) == book.tokens[0]

    def test_have_one_name_each(self, book: TokenBook) -> None:
        book.new("one")
        for name in ("one", "", "a\nb"):
            with pytest.raises(errors.ArgumentValueError, match="name"):
                book.new(name)
        with pytest.raises(errors.ArgumentValueError, match="there are: 'one'"):
            book.revoke("two")

    def test_in_a_file_of_something_else_are_an_error(self, tmp_path: Path) -> None:
        file = tmp_path / "tokens.json"
        for text in ("[]", "nonsense", '{"tokens": [{"name": "x"}]}'):
            file.write_text(text)
            with pytest.raises(errors.ConfigurationError, match="no file of tokens"):
                TokenBook(file)


class TestBrowsers:
    def test_cannot_reach_a_loopback_server_under_a_strange_name(self, hs: HyperStream) -> None:
        with client_of(hs, hosts=LOOPBACK_NAMES) as client:
            assert client.get("/healthz").status_code == 200
            assert client.get("/healthz", headers={"Host": "localhost:99"}).status_code == 200
            answer = client.get("/healthz", headers={"Host": "evil.example"})
            assert (answer.status_code, answer.headers["content-type"]) == (421, PROBLEM)

    def test_may_not_write_from_pages_of_others(self, client: httpx.Client) -> None:
        assert client.post("/healthz", headers={"Origin": "https://evil.example"}).status_code == 403
        own = str(client.base_url).rstrip("/")
        assert client.post("/healthz", headers={"Origin": own}).status_code == 405

    def test_get_no_cors_headers_unless_told(self, hs: HyperStream, client: httpx.Client) -> None:
        page = {"Origin": "https://page.example"}
        assert "access-control-allow-origin" not in client.get("/healthz", headers=page).headers
        with client_of(hs, cors_origins=["https://page.example"]) as friendly:
            answer = friendly.get("/healthz", headers=page)
            assert answer.headers["access-control-allow-origin"] == "https://page.example"
            asked = {**page, "Access-Control-Request-Method": "PUT"}
            assert friendly.options("/healthz", headers=asked).status_code == 200


def test_the_access_log_is_json_without_queries_and_tokens(
    hs: HyperStream, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    book = TokenBook(tmp_path / "tokens.json")
    token = book.new("ann")
    with caplog.at_level(logging.INFO, "hyperstream.access"), client_of(hs, tokens=book) as client:
        client.get(
            "/healthz\r\nforged%0d%0a?secret=1".replace("\r\n", ""),
            headers={"Authorization": f"Bearer {token}"},
        )
    line = next(record.getMessage() for record in caplog.records if record.name == "hyperstream.access")
    assert [found for found in ("secret", token, "\n") if found in line] == []
    entry = json.loads(line)
    assert (entry["token"], entry["status"], entry["method"]) == ("ann", 404, "GET")


def test_limits_are_whole_numbers() -> None:
    with pytest.raises(errors.ArgumentValueError, match="points is 0"):
        Limits(points=0)


def test_the_description_is_there_with_its_problems(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()
    for path in described["paths"].values():
        for operation in path.values():
            assert PROBLEM in operation["responses"]["4XX"]["content"]
    assert client.get("/docs").status_code == 200
