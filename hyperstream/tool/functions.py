"""Functions as parameters, without ever keeping code.

A function is written down as a reference that another process can follow:

- ``registered:<name>@<version>``: registered by the user (`FunctionRegistry`),
- ``tool:<name>@<version>:<qualified name>``: defined at the top of a versioned tool file,
- ``<module>:<name>``: one of a short list of functions of the standard library and NumPy.

Any other function works too, in this process: its reference is ``session:<name>#<hash>``, which
changes when its code or what it refers to changes, and which nobody can load.
Nothing stored is unpickled, evaluated or imported by a name that is not on the list.
"""

from __future__ import annotations

import functools
import importlib
import operator
import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ..utils.errors import ArgumentTypeError, ArgumentValueError, UnregisteredFunctionError
from .code_hash import code_hash

_Function = TypeVar("_Function", bound=Callable[..., Any])

MARK = "__hyperstream_reference__"
"""Attribute of a registered function that holds its reference."""

TOOL_MARK = "__hyperstream_tool__"
"""Global of a module made from a tool file: ``(name, version)``."""

_BUILTINS = (
    "abs all any bool dict divmod enumerate float frozenset int len list max min next pow range repr "
    "reversed round set sorted str sum tuple zip"
)
_NUMPY = (
    "abs all any argmax argmin ceil cumsum diff exp floor log log10 log1p log2 max mean median min "
    "nanmax nanmean nanmedian nanmin nanstd nansum nanvar prod ptp round sign sqrt std sum var"
)
_WHOLE_MODULES = ("math", "operator", "statistics", "hyperstream.itertools2", "hyperstream.utils.statistics")
_ALLOWED: Mapping[str, frozenset[str]] = {
    "builtins": frozenset(_BUILTINS.split()),
    "numpy": frozenset(_NUMPY.split()),
}
# These give access to any attribute of anything, so no stored name may lead to them.
_FORBIDDEN = frozenset({"attrgetter", "itemgetter", "methodcaller", "call"})


class FunctionRegistry:
    """The functions that one HyperStream knows by name and version."""

    def __init__(self) -> None:
        self._functions: dict[str, Callable[..., Any]] = {}

    def register(self, name: str, version: str = "1.0.0") -> Callable[[_Function], _Function]:
        """A decorator that registers a function, so that stored workflows can name it.

        Args:
            name: Letters, digits, ``_``, ``.`` and ``-``.
            version: Semantic version; give a new one when the function changes.

        Raises:
            ArgumentValueError: Bad name or version, or another function has both already.
        """
        reference = f"registered:{_checked(name)}@{_version(version)}"

        def mark(function: _Function) -> _Function:
            known = self._functions.get(reference)
            if known is not None and code_hash(known) != code_hash(function):
                msg = (
                    f"Another function is registered as {name!r} version {version}. "
                    "Results were perhaps computed with it; register the new one under a new version."
                )
                raise ArgumentValueError(msg, name=name, version=version)
            _mark(function, reference)
            self._functions[reference] = function
            return function

        return mark

    def resolve(self, reference: str) -> Callable[..., Any]:
        """The function registered under a reference.

        Raises:
            UnregisteredFunctionError: None is.
        """
        if reference in self._functions:
            return self._functions[reference]
        name, _, version = reference.removeprefix("registered:").partition("@")
        msg = (
            f"The function {name!r} version {version} is not registered here. Register it before it is "
            f"needed: @hs.register({name!r}, version={version!r})."
        )
        raise UnregisteredFunctionError(msg, reference=reference)


def refer(function: Any) -> str:
    """The reference of a function (or of another object that has no plain form).

    References that start with ``session:`` cannot be followed by another process.
    """
    known = getattr(function, MARK, None) or _tool_reference(function) or _allowed_reference(function)
    if known:
        return str(known)
    name = getattr(function, "__qualname__", type(function).__qualname__)
    return f"session:{name}#{code_hash(function)}"


def is_portable(reference: str) -> bool:
    """Whether another process can follow the reference."""
    return not reference.startswith("session:")


def follow(reference: str, registry: FunctionRegistry, load_tool: Callable[[str, str], type]) -> Any:
    """What a reference stands for.

    Args:
        reference: As `refer` gave it.
        registry: Where ``registered:`` references are looked up.
        load_tool: Gives the tool class of a name and version, for ``tool:`` references.

    Raises:
        UnregisteredFunctionError: It cannot be followed.
        ToolNotFoundError: The tool file is not there any more.
    """
    kind, _, rest = reference.partition(":")
    if kind == "registered":
        return registry.resolve(reference)
    if kind == "tool":
        source, _, name = rest.partition(":")
        module = sys.modules[load_tool(*source.split("@", 1)).__module__]
        return _member(module, name, reference)
    if _is_allowed(kind, rest):
        return _member(importlib.import_module(kind), rest, reference)
    raise _unknown(reference)


def origin(function: Any) -> str:
    """Where a function was defined, for messages: ``<lambda> at demo.py:12``."""
    if isinstance(function, functools.partial):
        return f"partial of {origin(function.func)}"
    code = getattr(function, "__code__", None)
    name = getattr(function, "__qualname__", type(function).__qualname__)
    return f"{name} at {code.co_filename}:{code.co_firstlineno}" if code else str(name)


def _member(owner: Any, name: str, reference: str) -> Any:
    try:
        return operator.attrgetter(name)(owner)
    except AttributeError as error:
        raise _unknown(reference) from error


def _unknown(reference: str) -> UnregisteredFunctionError:
    msg = (
        f"The stored function reference {reference!r} leads nowhere. Only registered functions, functions "
        "of tool files and a few of the standard library and NumPy are loaded by name."
    )
    return UnregisteredFunctionError(msg, reference=reference)


def _tool_reference(function: Any) -> str | None:
    source = getattr(function, "__globals__", {}).get(TOOL_MARK)
    name = getattr(function, "__qualname__", "<")
    if source is None or "<" in name or getattr(function, "__self__", None) is not None:
        return None
    return f"tool:{source[0]}@{source[1]}:{name}"


def _allowed_reference(function: Any) -> str | None:
    name = getattr(function, "__name__", "")
    for module in ("builtins", "numpy", *_WHOLE_MODULES):
        # A function at hand is of a module that is loaded already.
        loaded = sys.modules.get(module)
        if loaded and _is_allowed(module, name) and getattr(loaded, name, None) is function:
            return f"{module}:{name}"
    return None


def _is_allowed(module: str, name: str) -> bool:
    if module in _ALLOWED:
        return name in _ALLOWED[module]
    if module not in _WHOLE_MODULES or name in _FORBIDDEN or name.startswith("_"):
        return False
    # Not what the module itself imported: only what it means to give.
    given = importlib.import_module(module)
    return name in getattr(given, "__all__", dir(given))


def _mark(function: Any, reference: str) -> None:
    if not callable(function) or getattr(function, MARK, reference) != reference:
        msg = f"{function!r} cannot be registered as {reference!r}: it is no function, or has a name already."
        raise ArgumentTypeError(msg, function=function)
    try:
        setattr(function, MARK, reference)
    except (AttributeError, TypeError) as error:
        msg = f"{function!r} cannot be registered as {reference!r}; wrap it in a function of your own."
        raise ArgumentTypeError(msg, function=function) from error


def _checked(name: str) -> str:
    plain = name.replace("_", "").replace(".", "").replace("-", "") if isinstance(name, str) else ""
    if not (plain.isascii() and plain.isalnum() and len(name) <= 100):
        msg = f"{name!r} is not a name for a function; use letters, digits, '_', '.' and '-'."
        raise ArgumentValueError(msg, name=name)
    return name


def _version(version: str) -> str:
    # Imported here: it brings half of the standard library, and starting needs no version.
    from semantic_version import Version

    try:
        return str(Version(version))
    except ValueError as error:
        msg = f"{version!r} is not a semantic version such as '1.0.0'."
        raise ArgumentValueError(msg, version=version) from error
