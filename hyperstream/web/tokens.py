"""Tokens that clients show: made once, kept only as hashes, compared in constant time.

A token is 256 random bits, so one round of SHA-256 is enough to keep it: nobody can try them all,
and there is no password of a person behind it that could be guessed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from ..utils.clock import Clock
from ..utils.errors import ArgumentValueError, ConfigurationError
from ..utils.time_utils import utcnow

Scope = Literal["read", "write"]
"""What a token allows; who may write may read too."""

PREFIX = "hs_"


class Token(NamedTuple):
    """What is kept of a token.

    Attributes:
        name: For people, and for the access log.
        scope: What it allows.
        hash: SHA-256 of the token, in hex.
        created: When, in ISO 8601.
    """

    name: str
    scope: Scope
    hash: str
    created: str

    def allows(self, scope: Scope) -> bool:
        """Whether it is enough for this."""
        return self.scope in ("write", scope)


class TokenBook:
    """The tokens of a server, in a JSON file that only its owner may read.

    A running server notices a change of the file, so a token that is revoked is refused at once.

    Args:
        file: Where they are kept; a file that is not there holds none.

    Raises:
        ConfigurationError: (a `ValueError`) The file holds something else.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.Lock()
        self._stamp: tuple[int, int, int] | None = None
        self._tokens: tuple[Token, ...] = ()
        self._refresh()

    def __repr__(self) -> str:
        return f"TokenBook({self.file}, {len(self)} tokens)"

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def tokens(self) -> Sequence[Token]:
        """What is kept, oldest first."""
        self._refresh()
        return self._tokens

    def new(self, name: str, scope: Scope = "read", *, clock: Clock = utcnow) -> str:
        """A new token. It is shown this once: only its hash is kept.

        Raises:
            ArgumentValueError: (a `ValueError`) The name is taken or empty, or there is no such scope.
        """
        if scope not in get_args(Scope):
            msg = f"A token is for 'read' or for 'write', not for {scope!r}."
            raise ArgumentValueError(msg, scope=scope)
        if not name or not name.isprintable() or any(token.name == name for token in self.tokens):
            msg = f"{name!r} cannot be the name of a new token: it is taken, empty or not printable."
            raise ArgumentValueError(msg, name=name)
        token = PREFIX + secrets.token_urlsafe(32)
        self._write([*self.tokens, Token(name, scope, _hashed(token), clock().isoformat())])
        return token

    def revoke(self, name: str) -> None:
        """Forget a token.

        Raises:
            ArgumentValueError: (a `ValueError`) There is none of this name.
        """
        kept = [token for token in self.tokens if token.name != name]
        if len(kept) == len(self.tokens):
            known = ", ".join(repr(token.name) for token in self.tokens) or "none"
            msg = f"There is no token {name!r}; there are: {known}."
            raise ArgumentValueError(msg, name=name)
        self._write(kept)

    def find(self, shown: str) -> Token | None:
        """The token that a client shows, or None. Takes the same time whichever it is."""
        wanted = _hashed(shown)
        found = None
        for token in self.tokens:
            if hmac.compare_digest(token.hash, wanted):
                found = token
        return found

    def _refresh(self) -> None:
        with self._lock:
            stamp = _stamp(self.file)
            if stamp != self._stamp:
                self._tokens = _read(self.file) if stamp else ()
                self._stamp = stamp

    def _write(self, tokens: Sequence[Token]) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        part = self.file.with_name(f"{self.file.name}.{os.getpid()}.part")
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            json.dump({"tokens": [token._asdict() for token in tokens]}, out, indent=2)
        part.replace(self.file)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _stamp(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _read(file: Path) -> tuple[Token, ...]:
    try:
        entries = json.loads(file.read_text("utf-8"))["tokens"]
        tokens = tuple(Token(**entry) for entry in entries)
        if not all(token.scope in get_args(Scope) and len(token.hash) == 64 for token in tokens):
            raise ValueError
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{file} is no file of tokens. Make one with: hyperstream token new NAME --tokens {file}"
        raise ConfigurationError(msg, file=str(file)) from error
    return tokens
