"""What happens when a tool fails: raise, skip with a record, or try again after a while.

Only errors of tools are meant: whatever a tool raises, and values that no store can keep. A store that does
not answer, or an interval that cannot be asked for, is raised whatever the policy says.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from ..utils.errors import ArgumentValueError, ToolExecutionError

logger = logging.getLogger(__name__)

T = TypeVar("T")

Sleep = Callable[[float], object]
"""Waits so many seconds."""

LONGEST_WAIT = 300.0
"""Seconds that two attempts lie apart at most."""


@dataclass(frozen=True, slots=True)
class OnFailure:
    """What to do when a tool fails.

    Attributes:
        attempts: How often it is tried in all, at least once.
        wait_seconds: Before the second attempt.
        growth: By how much each further wait is longer, up to five minutes.
        skip: After the last attempt, go on with what does not rest on it, rather than raise. The failure
            is recorded in the store either way.

    Raises:
        ArgumentValueError: (a `ValueError`) Fewer than one attempt, a negative wait, or a growth below 1.
    """

    attempts: int = 1
    wait_seconds: float = 1.0
    growth: float = 2.0
    skip: bool = False

    def __post_init__(self) -> None:
        if self.attempts < 1 or self.wait_seconds < 0 or self.growth < 1:
            msg = f"{self} cannot be kept to: one attempt at least, no negative wait, a growth of 1 or more."
            raise ArgumentValueError(msg, policy=self)

    @classmethod
    def parse(cls, value: OnFailure | str | Mapping[str, Any] | None) -> OnFailure:
        """The policy that ``"raise"``, ``"skip"``, ``"retry"`` (three attempts) or a stored one stands for.

        Raises:
            ArgumentValueError: (a `ValueError`) Anything else.
        """
        if isinstance(value, cls):
            return value
        if value is None:
            return RAISE
        if isinstance(value, Mapping):
            try:
                return cls(**value)
            except TypeError as error:
                msg = f"The stored policy {dict(value)!r} cannot be read; was it written by a newer version?"
                raise ArgumentValueError(msg, policy=value) from error
        if isinstance(value, str) and value in _NAMED:
            return _NAMED[value]
        msg = f"There is no policy {value!r} for failures; use 'raise', 'skip', 'retry' or OnFailure(...)."
        raise ArgumentValueError(msg, policy=value)

    def as_document(self) -> dict[str, Any]:
        """The policy as plain values."""
        return asdict(self)

    def attempt(self, action: Callable[[], T], sleep: Sleep = time.sleep) -> T:
        """Do something, again after a while where a tool failed and attempts are left.

        Raises:
            ToolExecutionError: The last attempt failed.
        """
        wait = self.wait_seconds
        for left in range(self.attempts - 1, 0, -1):
            try:
                return action()
            except ToolExecutionError as error:
                more = "one attempt" if left == 1 else f"{left} attempts"
                logger.warning("%s Trying again in %g s, %s left.", error, wait, more)
            sleep(wait)
            wait = min(wait * self.growth, LONGEST_WAIT)
        return action()


RAISE = OnFailure()
SKIP = OnFailure(skip=True)
RETRY = OnFailure(attempts=3)

_NAMED: Mapping[str, OnFailure] = {"raise": RAISE, "skip": SKIP, "retry": RETRY}
