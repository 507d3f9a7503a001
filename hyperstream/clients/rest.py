"""The clients of flask-bigtempo: frames or JSON text to and from a server's time-series store.

Results are those of the original: True or False, a frame or None. Names may hold any characters,
requests end, and what can safely be sent again is. Why something was refused is in `problem`.
"""

from __future__ import annotations

import io
from types import TracebackType
from typing import Any, Self

from ..frames.forms import as_frame
from ..frames.json_reading import read_json
from ..frames.json_writing import to_json
from ..frames.pandas_writing import to_pandas
from ..utils.errors import ArgumentValueError
from ..utils.extras import require
from ..utils.time_utils import parse_datetime
from .connection import Connection, Retry

HOST = "http://localhost:5000"
JSON_FORMAT, DATE_FORMAT = "columns", "iso"
WIRES = ("json", "arrow")
_ARROW = "application/vnd.apache.arrow.stream"
_PREFIX = ("api", "store")


class StoreRestClient:
    """What both clients share; a context manager.

    Args:
        host: Address of the server.
        token: Its bearer token, where it asks for one.
        timeout: Seconds for each step of a request.
        retry: When a request is sent again; see `Retry`.

    Attributes:
        problem: Why the last request was refused (``application/problem+json`` as a dict), or None.

    Raises:
        MissingExtraError: (an `ImportError`) httpx is not installed.
    """

    def __init__(
        self,
        host: str = HOST,
        *,
        token: str | None = None,
        timeout: float = 30.0,
        retry: Retry | None = None,
    ) -> None:
        self.host = host
        self.connection = Connection(host, token=token, timeout=timeout, retry=retry)
        self.problem: dict[str, Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; twice is fine."""
        self.connection.close()

    def delete(self, reference: str, symbol: str) -> bool:
        """Remove a series; True where it is gone, also where there was none."""
        answer = self.connection.send("DELETE", (*_PREFIX, reference, symbol))
        return self._note(answer) in (200, 204)

    def _note(self, answer: Any) -> int:
        """The status; keeps the problem."""
        self.problem = None
        if answer.status_code >= 400:
            is_problem = answer.headers.get("content-type", "").startswith("application/problem+json")
            self.problem = answer.json() if is_problem else {"status": answer.status_code}
        return int(answer.status_code)

    def _save(
        self, body: bytes, reference: str, symbol: str, params: dict[str, Any], kind: str = "application/json"
    ) -> bool:
        # A range that is replaced twice by the same rows is as if it had been replaced once.
        answer = self.connection.send(
            "POST", (*_PREFIX, reference, symbol), params, body, {"Content-Type": kind}
        )
        return self._note(answer) in (200, 201)

    def _retrieve(
        self, reference: str, symbol: str, params: dict[str, Any], accept: str = "application/json"
    ) -> Any:
        for bound in ("start", "end"):
            if params.get(bound) is not None:
                params[bound] = _iso(params[bound])
        answer = self.connection.send(
            "GET", (*_PREFIX, reference, symbol), params, headers={"Accept": accept}
        )
        return answer if self._note(answer) in (200, 201) else None


def _iso(when: Any) -> str:
    """A time as ISO text in UTC; a naive one is UTC."""
    text: str = parse_datetime(when).isoformat()
    return text


class DFStoreRestClient(StoreRestClient):
    """DataFrames to and from a server.

    Args:
        host: Address of the server.
        wire: How frames travel: ``json`` as the original, or ``arrow`` (faster, exact types; needs pyarrow).
        token: Its bearer token, where it asks for one.
        timeout: Seconds for each step of a request.
        retry: When a request is sent again; see `Retry`.

    Raises:
        ArgumentValueError: (a `ValueError`) No such wire.
        MissingExtraError: (an `ImportError`) httpx or pandas is not installed.
    """

    def __init__(
        self,
        host: str = HOST,
        *,
        wire: str = "json",
        token: str | None = None,
        timeout: float = 30.0,
        retry: Retry | None = None,
    ) -> None:
        if wire not in WIRES:
            msg = f"wire={wire!r} is none of {', '.join(map(repr, WIRES))}."
            raise ArgumentValueError(msg, wire=wire)
        super().__init__(host, token=token, timeout=timeout, retry=retry)
        self._wire = wire

    def save(
        self,
        df: Any,
        reference: str,
        symbol: str,
        json_format: str = JSON_FORMAT,
        date_format: str = DATE_FORMAT,
    ) -> bool:
        """Replace what is there from the first to the last row; True where that was done.

        Raises:
            FrameError: (a `ValueError`) The frame cannot be kept as it is.
            httpx.TransportError: The server was not reached.
        """
        frame = as_frame(df)
        if self._wire == "arrow":
            from ..frames.arrow_frames import to_arrow

            return self._save(_arrow_bytes(to_arrow(frame)), reference, symbol, {}, _ARROW)
        form: Any = date_format
        params = {"json_format": json_format}
        if json_format == "records":
            params["index"] = "index"
        text = to_json(frame, json_format, form, params.get("index"))
        return self._save(text.encode(), reference, symbol, params)

    def retrieve(
        self,
        reference: str,
        symbol: str,
        start: Any = None,
        end: Any = None,
        json_format: str = JSON_FORMAT,
        date_format: str = DATE_FORMAT,
    ) -> Any:
        """The DataFrame from ``start`` to ``end``, both included, its index in UTC; None if there is none.

        ``json_format`` must be one with times: ``columns``, ``index``, ``split`` or ``records``.

        Raises:
            FrameError: (a `ValueError`) A bound is no time, or the shape has no times.
            httpx.TransportError: The server was not reached.
        """
        params = {"start": start, "end": end}
        if self._wire == "arrow":
            answer = self._retrieve(reference, symbol, params, _ARROW)
            return None if answer is None else _frame_of_arrow(answer.content)
        params.update({"json_format": json_format, "date_format": date_format})
        if json_format == "records":
            params["index"] = "index"
        answer = self._retrieve(reference, symbol, params)
        return None if answer is None else to_pandas(read_json(answer.content, json_format))


class JSONStoreRestClient(StoreRestClient):
    """JSON text in the shapes of pandas to and from a server; needs no pandas."""

    def save(
        self,
        jsondata: str | bytes,
        reference: str,
        symbol: str,
        json_format: str = JSON_FORMAT,
        date_format: str = DATE_FORMAT,
    ) -> bool:
        """Replace what is there from the first to the last row; True where that was done.

        ``date_format`` is there for old callers: the server reads both.

        Raises:
            httpx.TransportError: The server was not reached.
        """
        body = jsondata.encode() if isinstance(jsondata, str) else jsondata
        return self._save(body, reference, symbol, {"json_format": json_format})

    def retrieve(
        self,
        reference: str,
        symbol: str,
        start: Any = None,
        end: Any = None,
        json_format: str = JSON_FORMAT,
        date_format: str = DATE_FORMAT,
    ) -> str | None:
        """The JSON text from ``start`` to ``end``, both included; None if there is none.

        Raises:
            httpx.TransportError: The server was not reached.
        """
        params = {"start": start, "end": end, "json_format": json_format, "date_format": date_format}
        answer = self._retrieve(reference, symbol, params)
        return None if answer is None else str(answer.text)


def _arrow_bytes(table: Any) -> bytes:
    out = io.BytesIO()
    with require("pyarrow.ipc", "arrow").new_stream(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


def _frame_of_arrow(content: bytes) -> Any:
    from ..frames.arrow_frames import from_arrow

    return to_pandas(from_arrow(require("pyarrow.ipc", "arrow").open_stream(io.BytesIO(content)).read_all()))
