"""The documented addresses of 0.3.8 lead to the classes of today."""

from __future__ import annotations

import subprocess
import sys

import pytest

import hyperstream
import hyperstream.factor
import hyperstream.meta_data
import hyperstream.models
import hyperstream.node
import hyperstream.plate
import hyperstream.workflow


@pytest.mark.parametrize("address", ["factor", "meta_data", "node", "plate"])
def test_every_name_at_an_old_address_is_the_one_of_today(address: str) -> None:
    module = getattr(hyperstream, address)
    assert module.__all__
    for name in module.__all__:
        assert getattr(module, name) is getattr(hyperstream.workflow, name)


def test_the_public_names_of_0_3_8_are_there() -> None:
    for name in ("PlateManager", "Workflow", "WorkflowManager", "IncompatiblePlatesError", "LinkageError"):
        assert name in hyperstream.__all__
        assert hasattr(hyperstream, name)


def test_every_model_is_found() -> None:
    assert all(getattr(hyperstream.models, name).__doc__ for name in hyperstream.models.__all__)


def test_importing_and_defining_a_workflow_needs_no_mongoengine() -> None:
    program = """
import sys
from hyperstream import HyperStream
with HyperStream("sqlite:///:memory:") as hs:
    house = hs.plate("house", ["h1"])
    with hs.create_workflow("w") as w:
        w.create_node("n", plates=house)[house] = hs.factors.clock(stride=60.0)
    w.execute(("2026-01-01", "2026-01-02"))
heavy = {"mongoengine", "pandas", "pyarrow", "matplotlib", "rich", "click"} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", program], check=True)
