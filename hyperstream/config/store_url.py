"""The store address that 0.3.8's ``mongo`` section means."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from .section import Section

MONGO_KEYS = (
    "host",
    "port",
    "db",
    "tz_aware",
    "username",
    "password",
    "authentication_database",
    "connection_string",
    "modalities",
    "summaries",
)
"""Keys of the ``mongo`` section. The last two are tolerated and ignored, as in 0.3.8."""


def mongo_url(mongo: Section) -> str:
    """The ``mongodb://`` address of a ``mongo`` section.

    Defaults are MongoDB's own (localhost, 27017) and ``hyperstream`` for ``db``. ``tz_aware``
    is checked and then ignored: times are always UTC.

    Raises:
        ConfigurationError: An unknown key or a wrong value; a password without a user name.
    """
    mongo.expect(MONGO_KEYS)
    mongo.flag("tz_aware", True)
    database = mongo.text("db", "hyperstream")
    if mongo.has("connection_string"):
        return _with_database(mongo, database)
    host = mongo.text("host", "localhost")
    port = mongo.whole("port", 27017, low=1, high=65535)
    address = f"[{host}]" if ":" in host and not host.startswith("[") else host
    query = ""
    if mongo.has("authentication_database"):
        query = urlencode({"authSource": mongo.text("authentication_database")})
    return urlunsplit(("mongodb", f"{_login(mongo)}{address}:{port}", f"/{quote(database)}", query, ""))


def _login(mongo: Section) -> str:
    if not mongo.has("username") and not mongo.has("password"):
        return ""
    user = quote(mongo.text("username"), safe="")
    password = f":{quote(mongo.text('password'), safe='')}" if mongo.has("password") else ""
    return f"{user}{password}@"


def _with_database(mongo: Section, database: str) -> str:
    """The connection string naming ``database``; one it named before goes on to authenticate."""
    try:
        parts = urlsplit(mongo.text("connection_string"))
    except ValueError:
        mongo.refuse("connection_string", "is not an address: escape special signs in it (RFC 3986)")
    if parts.scheme not in ("mongodb", "mongodb+srv"):
        mongo.refuse("connection_string", "must start with mongodb:// or mongodb+srv://")
    named = parts.path.lstrip("/")
    query = parts.query
    options = {name.lower() for name, _ in parse_qsl(query)}
    if named and named != database and parts.username and "authsource" not in options:
        query = "&".join(filter(None, (query, urlencode({"authSource": named}))))
    return urlunsplit(parts._replace(path=f"/{quote(database)}", query=query))
