"""Finding the workflow that a command is about: one in the store, or one that a Python file defines."""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from ..hyperstream import HyperStream
from ..utils.errors import ArgumentValueError
from ..workflow import Workflow
from .opening import open_hyperstream

RUN_NAME = "__hyperstream__"
"""The ``__name__`` of a file that is run here: what is under ``if __name__ == "__main__"`` is not run."""

STORE_VARIABLE = "HYPERSTREAM_STORE"


@contextmanager
def open_workflow(name: str, store: str | None, config_filename: str) -> Iterator[Workflow]:
    """A workflow and, while it is open, the HyperStream around it (``workflow.host``).

    Args:
        name: The id of a committed workflow; or a Python file that defines one, and after a colon its id
            where it defines several: ``examples/heating.py``, ``examples/many.py:heating``. The file makes
            its own ``HyperStream()``; what stands under ``if __name__ == "__main__":`` is left out.
        store: Address of the store; a file finds it in the environment, so it has to leave it open.
        config_filename: The configuration, for a committed workflow.

    Raises:
        ArgumentValueError: (a `ValueError`) There is no such workflow.
        StoreUnavailableError: The store is not there.
    """
    file, _, workflow_id = name.partition(":") if ".py:" in name else (name, "", "")
    with ExitStack() as stack:
        if file.endswith(".py"):
            defined = _run(Path(file), store, stack)
            yield _one(file, defined, workflow_id)
        else:
            hs = stack.enter_context(open_hyperstream(store, config_filename))
            known = hs.workflow_manager.workflows
            yield known[name] if name in known else hs.workflow_manager.load_workflow(name)


def _run(file: Path, store: str | None, stack: ExitStack) -> dict[str, Workflow]:
    """Run a file, and give the workflows that it leaves at its top level, by id."""
    if not file.is_file():
        msg = f"There is no file {file}; name a Python file that defines a workflow, or a committed workflow."
        raise ArgumentValueError(msg, file=str(file))
    with _environment(file, store):
        left: Mapping[str, Any] = runpy.run_path(str(file), run_name=RUN_NAME)
    values = list(left.values())
    for value in values:
        if isinstance(value, HyperStream):
            stack.callback(value.close)
    return {value.workflow_id: value for value in values if isinstance(value, Workflow)}


@contextmanager
def _environment(file: Path, store: str | None) -> Iterator[None]:
    """The file's folder on the search path, as if it were run by Python, and the store in the environment."""
    before = os.environ.get(STORE_VARIABLE)
    folder = str(file.resolve().parent)
    sys.path.insert(0, folder)
    if store is not None:
        os.environ[STORE_VARIABLE] = store
    try:
        yield
    finally:
        sys.path.remove(folder)
        if before is not None:
            os.environ[STORE_VARIABLE] = before
        elif store is not None:
            del os.environ[STORE_VARIABLE]


def _one(file: str, defined: Mapping[str, Workflow], workflow_id: str) -> Workflow:
    """The workflow of this id, or the only one."""
    if workflow_id in defined:
        return defined[workflow_id]
    if len(defined) == 1 and not workflow_id:
        return next(iter(defined.values()))
    names = ", ".join(f"{file}:{each}" for each in defined)
    if not defined:
        msg = f"{file} defines no workflow at its top level; it needs: with hs.create_workflow(...) as w: ..."
    else:
        msg = f"Which workflow of {file} is meant? There are {names}."
    raise ArgumentValueError(msg, file=file, workflows=list(defined))
