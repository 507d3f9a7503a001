"""Finding the workflow that a command is about: one in the store, or one that a Python file defines."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any

from ..hyperstream import HyperStream
from ..utils.errors import ArgumentValueError
from ..workflow import Workflow, WorkflowManager
from ..workflow.host import needed
from .opening import open_hyperstream

DEFINE = "define"
"""What a file may call the function that takes a HyperStream and gives a workflow."""


@contextmanager
def open_workflow(target: str, store: str | None, config_filename: str) -> Iterator[Workflow]:
    """The workflow that ``FILE.py``, ``FILE.py:NAME`` or an id names; closed at the end.

    A file is executed as it is imported: what stands under ``if __name__ == "__main__":`` is left out. It has
    a function ``define(hs)`` that gives the workflow, or the workflow among its names.

    Raises:
        ArgumentValueError: There is no such file, or it defines no workflow, or several.
    """
    file, _, name = target.partition(".py:")
    if not target.endswith(".py") and not name:
        with open_hyperstream(store, config_filename) as hyperstream:
            yield hyperstream.workflow_manager.load_workflow(target)
        return
    path = Path(f"{file}.py") if name else Path(target)
    module = _imported(path)
    try:
        define = getattr(module, name or DEFINE, None)
        if callable(define) and not isinstance(define, Workflow):
            with _made(define, store, config_filename, path) as workflow:
                yield workflow
        else:
            yield _among(vars(module), name, path)
    finally:
        _close(module)


def manager_of(workflow: Workflow) -> WorkflowManager:
    """The workflows of the same HyperStream."""
    host = needed(workflow.host)
    assert isinstance(host, WorkflowManager)
    return host


@contextmanager
def _made(
    define: Callable[[HyperStream], Any], store: str | None, config_filename: str, path: Path
) -> Iterator[Workflow]:
    hyperstream = HyperStream(store, config_filename=config_filename)
    try:
        workflow = define(hyperstream)
        if not isinstance(workflow, Workflow):
            msg = f"{define.__name__}(hs) in {path} gave {workflow!r}; it has to return the workflow."
            raise ArgumentValueError(msg, path=str(path))
        yield workflow
    finally:
        hyperstream.close()


def _imported(path: Path) -> ModuleType:
    if not path.is_file():
        msg = f"There is no file {path}. Name a Python file that defines a workflow, or a committed workflow."
        raise ArgumentValueError(msg, path=str(path))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # As Python does it for a script: what lies beside it can be imported.
    sys.path.insert(0, str(path.resolve().parent))
    sys.modules[path.stem] = module
    # The output is the command's own, so that others can read it; what the file prints is shown beside it.
    with redirect_stdout(sys.stderr):
        spec.loader.exec_module(module)
    return module


def _among(names: dict[str, Any], name: str, path: Path) -> Workflow:
    found = {id(value): value for value in names.values() if isinstance(value, Workflow)}
    if name:
        found = {0: names[name]} if isinstance(names.get(name), Workflow) else {}
    if len(found) == 1:
        return next(iter(found.values()))
    what = f"{len(found)} workflows: name one as {path}:NAME" if found else "no workflow"
    msg = (
        f"{path} defines {what}. Give it a function {DEFINE}(hs) that returns its workflow, or let the "
        "workflow be one of its names."
    )
    raise ArgumentValueError(msg, path=str(path))


def _close(module: ModuleType) -> None:
    """A file that made its own HyperStream is not going to close it."""
    for value in {id(value): value for value in vars(module).values()}.values():
        if isinstance(value, HyperStream):
            value.close()
