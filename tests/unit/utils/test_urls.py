"""Addresses as they are printed."""

from __future__ import annotations

import pytest

from hyperstream.stores.opening import open_store
from hyperstream.utils.errors import ConfigurationError
from hyperstream.utils.urls import without_password


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("mongodb://ann:s3cret@h/d", "mongodb://ann:***@h/d"),
        ("mongodb://ann:s3@cret@h/d", "mongodb://ann:***@h/d"),
        ("mongodb://ann:s3[cr/et@h/d", "mongodb://ann:***@h/d"),
        ("mongodb://ann@h/d", "mongodb://ann@h/d"),
        ("sqlite:////data/x.db", "sqlite:////data/x.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("memory://", "memory://"),
    ],
)
def test_a_password_is_never_shown(address: str, shown: str) -> None:
    assert without_password(address) == shown


def test_a_mistyped_address_is_refused_without_its_password() -> None:
    with pytest.raises(ConfigurationError) as caught:
        open_store("mongo://ann:s3cret@h/d")
    assert "mongo://ann:***@h/d" in str(caught.value)
    assert "s3cret" not in str(vars(caught.value))
