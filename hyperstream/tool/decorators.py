"""Checks that a tool puts on its ``_execute``, at the call and before anything is read."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from ..utils.errors import ArgumentValueError

_Method = TypeVar("_Method", bound=Callable[..., Any])


def check_input_stream_count(expected_number_of_streams: int) -> Callable[[_Method], _Method]:
    """A decorator for ``_execute`` that checks how many sources there are.

    The number is kept as ``_execute.input_stream_count``, so that a workflow can check it too.

    Args:
        expected_number_of_streams: Exactly so many.

    Raises:
        ArgumentValueError: (a `ValueError`, when ``_execute`` is called) There are more or fewer.
    """

    def decorate(method: _Method) -> _Method:
        @functools.wraps(method)
        def checked(self: Any, *args: Any, **kwargs: Any) -> Any:
            sources = kwargs["sources"] if "sources" in kwargs else args[0] if args else None
            given = len(sources) if sources else 0
            if given != expected_number_of_streams:
                raise _wrong_count(type(self).__name__, expected_number_of_streams, given)
            return method(self, *args, **kwargs)

        checked.input_stream_count = expected_number_of_streams  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return decorate


def _wrong_count(name: str, expected: int, given: int) -> ArgumentValueError:
    if not expected:
        msg = f"{name}: No input streams expected, {given} given. Connect the tool without sources."
    else:
        msg = f"{name}: {expected} input stream(s) expected, {given} given. Connect exactly {expected}."
    return ArgumentValueError(msg, tool=name, expected=expected, given=given)


def check_tool_defined(method: _Method) -> _Method:
    """A decorator for methods of things that need a tool, ``self.tool``.

    Raises:
        ArgumentValueError: (a `ValueError`, when the method is called) There is none.
    """

    @functools.wraps(method)
    def checked(self: Any, *args: Any, **kwargs: Any) -> Any:
        if getattr(self, "tool", None) is None:
            msg = f"{type(self).__name__}.{method.__name__} needs a tool, and none is set; set .tool first."
            raise ArgumentValueError(msg)
        return method(self, *args, **kwargs)

    return checked  # type: ignore[return-value]


def check_output_format(expected_formats: Collection[str]) -> Callable[[_Method], _Method]:
    """A decorator that checks that a method gives a dictionary with exactly these keys.

    Args:
        expected_formats: The keys.

    Raises:
        ArgumentValueError: (a `ValueError`, when the method is called) It gives something else.
    """
    wanted = sorted(expected_formats)

    def decorate(method: _Method) -> _Method:
        @functools.wraps(method)
        def checked(*args: Any, **kwargs: Any) -> Any:
            result = method(*args, **kwargs)
            if not isinstance(result, dict) or sorted(result) != wanted:
                got = sorted(map(str, result)) if isinstance(result, dict) else result
                msg = f"{method.__name__} should give a dictionary with the keys {wanted}, and gave {got!r}."
                raise ArgumentValueError(msg, expected=wanted)
            return result

        return checked  # type: ignore[return-value]

    return decorate
