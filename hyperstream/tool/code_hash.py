"""A hash that tells whether a function of the running session is still the same function.

It covers the byte code, constants, defaults, what the function closes over, and the global
values and functions it names (for functions of other modules: their own code only). It is
compared, never loaded. What cannot be compared by content gets a number that never comes again,
so that two different things are never taken for one.
"""

from __future__ import annotations

import functools
import hashlib
import operator
import sys
import types
import uuid
from typing import Any

from .encoding import Plain, canonical_json, encode

_PYTHON = f"python {sys.version_info.major}.{sys.version_info.minor}"


def code_hash(function: Any) -> str:
    """Sixteen hexadecimal digits; equal for the same code with the same surroundings."""
    root = function
    while isinstance(root, functools.partial):
        root = root.func
    described = _Describer(getattr(root, "__module__", None)).describe(function)
    text = canonical_json([_PYTHON, described])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class _Describer:
    """Walks what a function refers to; each thing is described once, so that circles end.

    Args:
        module: The module whose functions are followed into the globals that they name.
    """

    def __init__(self, module: str | None) -> None:
        self._module = module
        self._seen: dict[int, int] = {}

    def describe(self, thing: Any) -> Plain:
        if id(thing) in self._seen:
            return ["again", self._seen[id(thing)]]
        self._seen[id(thing)] = len(self._seen)
        for kind, how in _WAYS.items():
            if isinstance(thing, kind):
                return how(self, thing)
        name = _importable(thing)
        return ["named", name] if name else ["only", uuid.uuid4().hex]

    def _value(self, value: Any) -> Plain:
        return encode(value, lambda thing: canonical_json(self.describe(thing)))

    def _function(self, function: types.FunctionType) -> Plain:
        return [
            "function",
            self.describe(function.__code__),
            self._value(function.__defaults__),
            self._value(function.__kwdefaults__),
            self._value([_content(cell) for cell in function.__closure__ or ()]),
            self._surroundings(function) if function.__module__ == self._module else function.__module__,
        ]

    def _surroundings(self, function: types.FunctionType) -> Plain:
        known = function.__globals__
        return self._value({name: known[name] for name in sorted(_names(function.__code__)) if name in known})

    def _code(self, code: types.CodeType) -> Plain:
        constants = [self._value(item) for item in code.co_consts]
        return [code.co_code.hex(), constants, list(code.co_names), list(code.co_varnames), code.co_flags]

    def _partial(self, partial: functools.partial[Any]) -> Plain:
        return ["partial", self._value([partial.func, list(partial.args), partial.keywords])]

    def _method(self, method: types.MethodType) -> Plain:
        return ["method", self._value([method.__func__, method.__self__])]


_WAYS: dict[Any, Any] = {
    types.FunctionType: _Describer._function,
    types.CodeType: _Describer._code,
    functools.partial: _Describer._partial,
    types.MethodType: _Describer._method,
    types.ModuleType: lambda _, module: ["module", module.__name__],
    type: lambda _, kind: ["class", kind.__module__, kind.__qualname__],
    types.EllipsisType: lambda *_: "...",
}


def _importable(thing: Any) -> str | None:
    """``module:name`` of a thing that is found there under its own name (C functions, ufuncs)."""
    module = getattr(thing, "__module__", None) or "builtins"
    name = getattr(thing, "__qualname__", getattr(thing, "__name__", None))
    if not isinstance(name, str) or module not in sys.modules:
        return None
    try:
        found = operator.attrgetter(name)(sys.modules[module])
    except AttributeError:
        return None
    return f"{module}:{name}" if found is thing else None


def _names(code: types.CodeType) -> set[str]:
    inner = (_names(item) for item in code.co_consts if isinstance(item, types.CodeType))
    return set(code.co_names).union(*inner)


def _content(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # a name that is bound only later
        return None
