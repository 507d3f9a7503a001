"""Functions as bytes, which 0.3.8 did by dumping their byte code; here only the names remain.

Byte code fits one version of Python, and loading it from a database runs whatever somebody wrote
there. A function that has to be stored is registered, or defined in a tool file, and stored by name.
"""

from __future__ import annotations

from typing import Any, NoReturn

from .errors import RetiredNameError

_INSTEAD = (
    "code is never kept in a database. Register the function with the HyperStream object, or define it in "
    "a tool file, and it is stored by its name."
)


def func_dump(function: Any) -> NoReturn:
    """Refused: a RetiredNameError."""
    msg = f"func_dump({function!r}) is no more: {_INSTEAD}"
    raise RetiredNameError(msg)


def func_load(code: Any, defaults: Any = None, closure: Any = None, globs: Any = None) -> NoReturn:
    """Refused: a RetiredNameError; the code is not looked at."""
    msg = f"func_load is no more: {_INSTEAD}"
    raise RetiredNameError(msg)
