"""Decorators for any function; those for tools are with the tools."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_log = logging.getLogger(__name__)


def timeit(function: Callable[P, R]) -> Callable[P, R]:
    """The function, logging at level INFO how long each call took, failed ones too."""

    @wraps(function)
    def timed(*args: P.args, **kwargs: P.kwargs) -> R:
        begin = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            _log.info("%s took %.3f s", function.__qualname__, time.perf_counter() - begin)

    return timed
