"""The kit can be imported where pytest is not installed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hyperstream import testing


def test_the_kit_itself_needs_no_pytest() -> None:
    code = "import sys; sys.modules['pytest'] = None; import hyperstream.testing as kit; print(kit.__all__)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "['ChannelContract', 'StoreContract']"


def test_the_contracts_are_at_hand() -> None:
    assert testing.StoreContract.__name__ == "StoreContract"
    assert testing.ChannelContract.__name__ == "ChannelContract"


def test_another_name_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'PlateContract'"):
        testing.PlateContract  # noqa: B018
