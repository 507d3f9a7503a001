"""What MongoDB and its driver report, in our own words: which address, why, and the way out."""

from __future__ import annotations

from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    DocumentTooLarge,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
    WTimeoutError,
)

from ...utils.errors import StoreError, StoreUnavailableError, ValueNotStorableError

DUPLICATE_KEY = 11000

EMBEDDED = "To work without a server, use the embedded store: HYPERSTREAM_STORE=sqlite:///store.db"

AUTHORITY = "Name the authority that signed it in the address: tls=true&tlsCAFile=/path/to/ca.pem"

_AUTHENTICATION = (18, 8000)
_FORBIDDEN = 13
_REASONS = {
    _FORBIDDEN: "this user may not do that: the database is read-only for it, or it needs the role readWrite",
    20: "it does not allow that operation",
    50: "the operation took longer than the time it was given",
    96: "the server cannot do that: nothing of it was written",
    14031: "there is no room left on its disk; free some space and run again, what was committed is safe",
}
_TOO_LARGE = (10334, 17280, 17419, 17420)


def translated(error: PyMongoError | OverflowError, url: str) -> StoreError | ValueNotStorableError:
    """The error of ours that stands for this one of the driver's; raise it ``from`` the cause."""
    if isinstance(error, DocumentTooLarge) or _code(error) in _TOO_LARGE:
        msg = f"A document is larger than MongoDB takes ({error}); nothing of it is visible. Use less."
        return ValueNotStorableError(msg, url=url)
    if _code(error) == _FORBIDDEN and "@" not in url:
        reason = f"it wants to know who asks ({_brief(error)}). Put user:password@ before the host"
    else:
        reason = _connection_reason(error) or _operation_reason(error)
    return StoreUnavailableError(f"MongoDB at {url} cannot be used: {reason}.", url=url)


def _connection_reason(error: Exception) -> str:
    if isinstance(error, ServerSelectionTimeoutError):
        if "certificate verify failed" in str(error):
            return f"its certificate is not trusted ({_brief(error)}). {AUTHORITY}"
        return f"no server answers there ({_brief(error)}). Start it, or correct the address. {EMBEDDED}"
    if isinstance(error, NetworkTimeout):
        return f"it did not answer in time ({_brief(error)}). What it acknowledged before is safe"
    if isinstance(error, AutoReconnect):
        return f"the connection was lost ({_brief(error)}). What it acknowledged before is safe; run again"
    return ""


def _operation_reason(error: Exception) -> str:
    code = _code(error)
    if code in _AUTHENTICATION:
        return "it refuses this user name or password. Check them, and the authentication database"
    if isinstance(error, WTimeoutError) or _has_concern_errors(error):
        return "too few members of the replica set acknowledge writes. Start them, and run again"
    reason = _REASONS.get(code or 0)
    return f"{reason} ({_brief(error)})" if reason else _brief(error)


def _has_concern_errors(error: Exception) -> bool:
    return isinstance(error, BulkWriteError) and bool((error.details or {}).get("writeConcernErrors"))


def _code(error: Exception) -> int | None:
    """The server's code; of several errors in a group, the first."""
    if isinstance(error, BulkWriteError):
        errors = (error.details or {}).get("writeErrors") or [{}]
        code: int | None = errors[0].get("code")
        return code
    return error.code if isinstance(error, OperationFailure) else None


def _brief(error: Exception) -> str:
    """The driver's message without its description of the topology."""
    details = error.details if isinstance(error, BulkWriteError) else None
    if details and details.get("writeErrors"):
        return str(details["writeErrors"][0].get("errmsg", error))
    text = str(error)
    for rest in (", Timeout:", ", full error:", " (configured timeouts:", " to execute command {"):
        text = text.partition(rest)[0]
    return text.rstrip(".")
