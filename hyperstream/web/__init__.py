"""The time-series store, streams and prices over HTTP; needs the extra ``web``.

`create_app` makes the application, `serve` runs it. What a client may ask for is bounded by `Limits`
and, where the server is to be reached from elsewhere, by the tokens of a `TokenBook`.
"""

from ..utils.extras import require

require("fastapi", "web")

from .app import create_app  # noqa: E402 - without the extra, the line above says what to install
from .context import WebContext  # noqa: E402
from .datastore_api import DatastoreAPI  # noqa: E402
from .limits import Limits  # noqa: E402
from .serving import serve  # noqa: E402
from .tokens import Token, TokenBook  # noqa: E402

__all__ = ["DatastoreAPI", "Limits", "Token", "TokenBook", "WebContext", "create_app", "serve"]
