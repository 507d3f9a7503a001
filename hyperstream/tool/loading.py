"""Tool files brought to life: one class a file, loaded when it is first used.

A file that cannot be used is an error that names the file and the line, and touches nothing
else: a syntax error, anything raised at import (``sys.exit()`` too), a class of another name or
of none of the five kinds. A loaded class carries where it came from: ``tool_name``,
``tool_version``, ``source_hash`` and ``source_file``.
"""

from __future__ import annotations

import hashlib
import sys
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType

from ..utils.errors import ToolLoadError
from ..utils.names import snake_to_camel
from .aggregate_tool import AggregateTool
from .base_tool import BaseTool
from .functions import TOOL_MARK
from .multi_output_tool import MultiOutputTool
from .parameters import Declaration
from .plate_creation_tool import PlateCreationTool
from .selector_tool import SelectorTool
from .tool import Tool
from .versions import FileDateTimeVersion

KINDS = (Tool, AggregateTool, MultiOutputTool, SelectorTool, PlateCreationTool)
"""The five kinds of tools."""

_PREFIX = "hyperstream_file"
_HASH = "__hyperstream_hash__"
_CLASS = "__hyperstream_class__"
# Loading runs a file's code, which may load other tools: the same thread may come in again.
_loading = threading.RLock()


@dataclass(frozen=True, slots=True)
class ToolFile:
    """One version of one tool, as a file.

    Attributes:
        name: Tool name, that of its folder.
        file: Its file name, taken apart.
        path: Where it lies, absolute.
    """

    name: str
    file: FileDateTimeVersion
    path: Path

    @property
    def version(self) -> str:
        """Its semantic version."""
        return str(self.file.version)

    @property
    def full_name(self) -> str:
        """Name and version, ``clock 1.0.0``."""
        return f"{self.name} {self.version}"


def load_tool_file(tool_file: ToolFile) -> type[BaseTool]:
    """The class in a tool file.

    The same content gives the same class, however often it is asked for; a file that changed is
    loaded anew. Neither the working directory nor ``sys.path`` matters.

    Raises:
        ToolLoadError: The file cannot be used; ``file`` and ``line`` say where.
    """
    with _loading:
        module = load_module(tool_file.path, {TOOL_MARK: (tool_file.name, tool_file.version)})
        checked: type[BaseTool] | None = vars(module).get(_CLASS)
        if checked is not None:
            return checked
        cls = _tool_class(module, tool_file)
        vars(module)[_CLASS] = cls
        cls.tool_name = tool_file.name
        cls.tool_version = tool_file.version
        cls.source_hash = vars(module)[_HASH]
        cls.source_file = str(tool_file.path)
        return cls


def load_module(path: Path, names: dict[str, object] | None = None) -> ModuleType:
    """The module that a Python file makes, under a name derived from its path.

    Args:
        path: The file.
        names: Globals that it finds when it starts.

    Raises:
        ToolLoadError: It cannot be read, compiled or run.
    """
    source = _read(path)
    digest = hashlib.sha256(source).hexdigest()
    name = module_name(path)
    with _loading:
        known = sys.modules.get(name)
        if known is not None and vars(known).get(_HASH) == digest:
            return known
        module = ModuleType(name)
        module.__dict__.update({**(names or {}), "__file__": str(path), _HASH: digest})
        code = _compile(path, source)
        # Classes look their module up while they are made, so it has to be known before.
        sys.modules[name] = module
        try:
            _run(path, code, module)
        except ToolLoadError:
            _restore(name, known)
            raise
        return module


def module_name(path: Path) -> str:
    """Name of the module that a file makes: readable, and unlike that of any other path."""
    folded = hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    readable = "".join(char if char.isalnum() else "_" for char in f"{path.parent.name}_{path.stem}")
    return f"{_PREFIX}__{readable}_{folded}"


def _restore(name: str, known: ModuleType | None) -> None:
    if known is None:
        sys.modules.pop(name, None)
    else:
        sys.modules[name] = known


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unusable(path, None, f"{type(error).__name__}: {error.strerror or error}") from error


def _compile(path: Path, source: bytes) -> CodeType:
    try:
        return compile(source, str(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        raise _unusable(path, line, f"{type(error).__name__}: {getattr(error, 'msg', error)}") from error


def _run(path: Path, code: CodeType, module: ModuleType) -> None:
    try:
        exec(code, module.__dict__)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # sys.exit() at import must not end the program
        line = next(
            (
                frame.lineno
                for frame in reversed(traceback.extract_tb(error.__traceback__))
                if frame.filename == str(path)
            ),
            None,
        )
        raise _unusable(path, line, f"{type(error).__name__}: {error}".rstrip(": ")) from error


def _tool_class(module: ModuleType, tool_file: ToolFile) -> type[BaseTool]:
    wanted = snake_to_camel(tool_file.name)
    # Looked up in its own names: a module may answer to any name through __getattr__.
    cls = vars(module).get(wanted)
    path = tool_file.path
    if cls is None:
        own = [
            name
            for name, item in vars(module).items()
            if isinstance(item, type) and item.__module__ == module.__name__
        ]
        found = f"it defines {', '.join(own[:10])}" if own else "it defines no class"
        why = f"there is no class {wanted} (the folder {tool_file.name!r} in camel case); {found}"
        raise _unusable(path, None, why)
    line = _line_of(cls)
    if not (isinstance(cls, type) and issubclass(cls, KINDS)):
        kinds = ", ".join(kind.__name__ for kind in KINDS)
        raise _unusable(
            path, line, f"{wanted} is none of the five kinds of tool; derive it from one of {kinds}"
        )
    if cls._execute in {kind._execute for kind in KINDS}:
        raise _unusable(path, line, f"{wanted} has no _execute method, so it computes nothing")
    _check_declaration(path, line, cls)
    return cls


def _check_declaration(path: Path, line: int | None, cls: type[BaseTool]) -> None:
    try:
        declaration = Declaration(cls)
    except (TypeError, ValueError) as error:
        raise _unusable(path, line, f"its parameters cannot be read: {error}") from error
    if declaration.unnamed:
        why = f"its constructor takes *{declaration.unnamed}; every parameter needs a name"
        raise _unusable(path, line, why)
    reserved = KNOWN if declaration.annotated else RESERVED
    taken = [parameter.name for parameter in declaration.parameters if parameter.name in reserved]
    if taken:
        raise _unusable(
            path, line, f"parameter {taken[0]!r} has a name that every tool has already; rename it"
        )


RESERVED = frozenset(name for name in dir(BaseTool) if isinstance(getattr(BaseTool, name), property)) | {
    "execute",
    "get_model",
    "validate",
}
"""Names that no parameter can have: the framework asks a tool for these."""

KNOWN = frozenset(name for name in dir(Tool) if not name.startswith("_")) - {"lookback", "lookahead"}
"""Names that an annotated parameter cannot have: it would hide what every tool class has."""


def _line_of(cls: object) -> int | None:
    for member in vars(cls).values() if isinstance(cls, type) else ():
        code = getattr(member, "__code__", None)
        if code is not None:
            return int(code.co_firstlineno)
    return None


def _unusable(path: Path, line: int | None, why: str) -> ToolLoadError:
    where = f"line {line}: " if line is not None else ""
    msg = f"Tool file {path} cannot be used: {where}{why}. Other tools are unaffected."
    return ToolLoadError(msg, file=path, line=line, why=why)
