"""What SQLite reports, in our own words: which file, why, and the way out."""

from __future__ import annotations

import sqlite3

from ...utils.errors import StoreError, StoreFormatError, StoreUnavailableError

_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY: "another process kept it locked for too long; try again, or stop that process",
    sqlite3.SQLITE_LOCKED: "another connection holds it; try again",
    sqlite3.SQLITE_READONLY: "it is read-only; make the file and its directory writable, or use another file",
    sqlite3.SQLITE_FULL: "there is no room left; free some space and run again, what was committed is safe",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; check that it is a file in a writable directory",
    sqlite3.SQLITE_IOERR: "the disk reports an error; check the disk, what was committed is safe",
    sqlite3.SQLITE_PERM: "the system refuses access to it; check the permissions",
}
_UNREADABLE = {
    sqlite3.SQLITE_NOTADB: "it is not an SQLite file; name another file",
    sqlite3.SQLITE_CORRUPT: "it is damaged; restore a copy of it",
    sqlite3.SQLITE_FORMAT: "it is damaged; restore a copy of it",
    sqlite3.SQLITE_ERROR: "its tables are not those of a HyperStream store; restore a copy of it",
}


def translated(error: sqlite3.Error, path: str) -> StoreError:
    """The error of ours that stands for this one of SQLite's; raise it ``from`` the cause."""
    # the low byte is the primary code; the module's own errors (a misused cursor) have none
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _UNREADABLE:
        return StoreFormatError(f"{path} cannot be read ({error}): {_UNREADABLE[code]}.", path=path)
    reason = _UNAVAILABLE.get(code, "SQLite cannot do what was asked; nothing of it was written")
    return StoreUnavailableError(f"{path} cannot be used ({error}): {reason}.", path=path)
