"""Names and attributes that are made when they are first asked for, so that a start brings in little.

A package gives its names by `lazy_names` where most programs use only a few of the modules behind
them; type checkers, editors and the documentation see the imports under ``TYPE_CHECKING``. This is
the one place that imports by name, and it imports only what a package has listed of its own.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping
from functools import cached_property
from importlib import import_module
from typing import Any, Self, TypeVar, overload

T = TypeVar("T")


def lazy_names(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The ``__getattr__`` and ``__dir__`` of a package (PEP 562); what was found once stays in the package.

    Args:
        package: The package's ``__name__``.
        homes: Each name, and the module below the package that has it.
    """

    def find(name: str) -> Any:
        home = homes.get(name)
        if home is None:
            msg = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(msg)
        found = getattr(import_module(f".{home}", package), name)
        setattr(sys.modules[package], name, found)
        return found

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *homes})

    return find, names


class LateAttribute(cached_property[T]):
    """An attribute that is made when it is first read, once, however many threads ask for it.

    >>> class House:
    ...     @LateAttribute
    ...     def garden(self) -> list[str]:
    ...         return ["oak"]
    >>> house = House()
    >>> house.garden is house.garden
    True
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        super().__init__(make)
        self._making = threading.RLock()

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> T: ...
    def __get__(self, instance: object, owner: type[Any] | None = None) -> Any:
        """The attribute; the class itself gives this descriptor."""
        if instance is None:
            return self
        with self._making:
            return super().__get__(instance, owner)
