"""What a start brings in: only what every program needs, so that the first answer comes at once."""

from __future__ import annotations

import subprocess
import sys

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


def test_starting_imports_nothing_heavy() -> None:
    program = f"""
import sys
import hyperstream
hyperstream.HyperStream("sqlite:///:memory:").close()
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_the_client_of_old_is_there_when_asked_for() -> None:
    import hyperstream

    assert hyperstream.Client.__module__ == "hyperstream.client"
    assert not hasattr(hyperstream, "Clients")
