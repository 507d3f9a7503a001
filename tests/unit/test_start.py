"""What a start brings in: only what every program needs, so that the first answer comes at once."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

HEAVY = (
    "click",
    "email",
    "fastapi",
    "importlib.metadata",
    "matplotlib",
    "mongoengine",
    "pandas",
    "pyarrow",
    "pymongo",
    "rich",
    "semantic_version",
)


ROOMS = (
    "hyperstream.drawing",
    "hyperstream.execution",
    "hyperstream.frames.store",
    "hyperstream.models.base",
    "hyperstream.stores.mongo",
    "hyperstream.workflow.factories",
    "hyperstream.workflow.plate_manager",
    "hyperstream.workflow.workflow",
)
"""Of our own, what many programs never use."""


def imported(names: tuple[str, ...], before: str = "") -> list[str]:
    """Which of these a new process has imported once it has made a `HyperStream`."""
    program = f"""
import sys
import hyperstream
with hyperstream.HyperStream("sqlite:///:memory:") as hs:
    {before or "pass"}
print(*[name for name in {names!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return done.stdout.split()


def test_starting_imports_nothing_heavy() -> None:
    assert imported(HEAVY + ROOMS) == []


def test_a_room_comes_in_when_it_is_used() -> None:
    assert imported(ROOMS, "hs.plate('house', ['h1'])") == ["hyperstream.workflow.plate_manager"]
    assert imported(ROOMS, "hs.store.list()") == ["hyperstream.frames.store"]


@pytest.mark.parametrize("name", ["", ".workflow", ".frames"])
def test_every_public_name_is_there_and_listed(name: str) -> None:
    package = importlib.import_module(f"hyperstream{name}")
    assert all(getattr(package, public) is not None for public in package.__all__)
    assert set(package.__all__) <= set(dir(package))


def test_the_client_of_old_is_there_when_asked_for() -> None:
    import hyperstream

    assert hyperstream.Client.__module__ == "hyperstream.client"
    assert not hasattr(hyperstream, "Clients")
