"""`DatastoreAPI`: the time-series store inside an application that is there already.

Requests below ``/api/store`` go to the store, all others to the application. A Flask application
(WSGI) reaches it through a2wsgi, extra ``flask``; one of FastAPI or Starlette (ASGI) directly.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from ..hyperstream import HyperStream
from ..utils.errors import ArgumentTypeError, ConfigurationError
from ..utils.extras import require
from .app import ROUTERS, create_app
from .limits import Limits
from .tokens import TokenBook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..frames import FrameStore

PREFIX = "/api/store"


class DatastoreAPI:
    """Mounts a store into an application, in one line: ``DatastoreAPI(app, hs.store)``.

    Args:
        app: A Flask, FastAPI or Starlette application that has not started yet; None to call `init_app`
            later.
        store: ``hs.store``, or the `HyperStream` itself; the caller closes it.
        limits: How much one client may ask for.
        tokens: Who may come in; the application decides where it is None.

    Raises:
        ArgumentTypeError: (a `TypeError`) The application is of another kind, or this is no store.
        MissingExtraError: (an `ImportError`) A Flask application needs the extra ``flask``.
    """

    def __init__(
        self,
        app: Any = None,
        store: FrameStore | HyperStream | None = None,
        *,
        limits: Limits | None = None,
        tokens: TokenBook | None = None,
    ) -> None:
        self._store = store
        self._limits = limits
        self._tokens = tokens
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Any, store: FrameStore | HyperStream | None = None) -> None:
        """Mount the store into an application; the one given here comes before the constructor's.

        Errors as for the class, and:

        Raises:
            ConfigurationError: (a `ValueError`) No store was given, here or before.
        """
        self._store = store or self._store
        ours = self.application()
        if isinstance(app, Starlette):
            app.add_middleware(_Beside, ours=ours)
        elif callable(getattr(app, "wsgi_app", None)):
            wsgi = require("a2wsgi", "flask").ASGIMiddleware(ours)
            app.wsgi_app = _beside(app.wsgi_app, wsgi)
        else:
            msg = (
                f"A store cannot be mounted into a {type(app).__name__}: give a Flask, FastAPI or Starlette "
                "application, or mount DatastoreAPI(store=...).application() yourself (ASGI)."
            )
            raise ArgumentTypeError(msg, app=app)

    def application(self) -> ASGIApp:
        """The store alone as an ASGI application.

        Raises:
            ConfigurationError: (a `ValueError`) No store was given.
            ArgumentTypeError: (a `TypeError`) What was given is no store.
        """
        return create_app(
            self._hyperstream(),
            limits=self._limits,
            tokens=self._tokens,
            routers=[router for router in ROUTERS if router.prefix == PREFIX],
            described=False,
        )

    @property
    def instance(self) -> FrameStore:
        """The store.

        Raises:
            ConfigurationError: (a `ValueError`) No store was given.
            ArgumentTypeError: (a `TypeError`) What was given is no store.
        """
        return self._hyperstream().store

    def _hyperstream(self) -> HyperStream:
        if self._store is None:
            msg = "No store was given: DatastoreAPI(app, hs.store), or init_app(app, hs.store)."
            raise ConfigurationError(msg)
        if isinstance(self._store, HyperStream):
            return self._store
        if not callable(getattr(self._store, "retrieve", None)):
            msg = f"{self._store!r} is no store; give hs.store, or the HyperStream."
            raise ArgumentTypeError(msg, store=self._store)
        # The store's routes ask for nothing else.
        return cast(HyperStream, SimpleNamespace(store=self._store))


class _Beside:
    """ASGI middleware: what is below the prefix goes to ours."""

    def __init__(self, app: ASGIApp, ours: ASGIApp) -> None:
        self._app = app
        self._ours = ours

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        chosen = self._ours if scope["type"] == "http" and _is_ours(scope["path"]) else self._app
        await chosen(scope, receive, send)


def _beside(theirs: Callable[..., Iterable[bytes]], ours: Callable[..., Iterable[bytes]]) -> Any:
    """The same for WSGI."""

    def choose(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        chosen = ours if _is_ours(environ.get("PATH_INFO", "")) else theirs
        return chosen(environ, start_response)

    return choose


def _is_ours(path: str) -> bool:
    return path == PREFIX or path.startswith(PREFIX + "/")
