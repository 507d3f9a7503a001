"""The address that a ``mongo`` section means, and how addresses are shown."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperstream.config.section import Section
from hyperstream.config.store_url import mongo_url
from hyperstream.utils.errors import ConfigurationError


def url(**mongo: object) -> str:
    return mongo_url(Section(mongo, "hs.json", "mongo"))


def test_an_empty_section_means_the_local_server() -> None:
    assert url() == "mongodb://localhost:27017/hyperstream"


def test_the_authentication_database_goes_into_the_query() -> None:
    expected = "mongodb://ann:pw@h:1/d?authSource=admin"
    given = url(host="h", port=1, db="d", username="ann", password="pw", authentication_database="admin")
    assert given == expected


def test_a_user_needs_no_password() -> None:
    assert url(username="ann") == "mongodb://ann@localhost:27017/hyperstream"


def test_an_ipv6_host_gets_its_brackets() -> None:
    assert url(host="::1") == "mongodb://[::1]:27017/hyperstream"


def test_keys_that_0_3_8_tolerated_are_tolerated() -> None:
    assert url(modalities=["a"], summaries=None) == url()


def test_tz_aware_must_still_be_a_flag() -> None:
    with pytest.raises(ConfigurationError, match=r"mongo\.tz_aware"):
        url(tz_aware="yes")


@pytest.mark.parametrize(
    ("connection", "expected"),
    [
        ("mongodb://h1,h2/?replicaSet=r", "mongodb://h1,h2/d?replicaSet=r"),
        ("mongodb+srv://ann:pw@cluster.example", "mongodb+srv://ann:pw@cluster.example/d"),
        ("mongodb://ann:pw@h/users", "mongodb://ann:pw@h/d?authSource=users"),
        ("mongodb://ann:pw@h/users?w=1", "mongodb://ann:pw@h/d?w=1&authSource=users"),
        ("mongodb://ann:pw@h/users?authsource=admin", "mongodb://ann:pw@h/d?authsource=admin"),
        ("mongodb://h/users", "mongodb://h/d"),
        ("mongodb://ann:pw@h/d", "mongodb://ann:pw@h/d"),
    ],
)
def test_a_connection_string_gets_the_database(connection: str, expected: str) -> None:
    assert url(connection_string=connection, db="d") == expected


@pytest.mark.parametrize("connection", ["mongodb://ann:s3[cret@h/d", "h1,h2/s3cret", "postgres://h/s3cret"])
def test_a_connection_string_that_is_none_is_refused_unseen(connection: str) -> None:
    with pytest.raises(ConfigurationError, match=r"mongo\.connection_string") as caught:
        url(connection_string=connection)
    assert "s3" not in str(caught.value)


@given(st.text(min_size=1), st.text(min_size=1))
def test_any_name_and_password_survive_the_address(name: str, password: str) -> None:
    try:
        quote(name + password)
    except UnicodeEncodeError:  # lone surrogates are no text
        return
    parts = urlsplit(url(username=name, password=password))
    assert (unquote(parts.username or ""), unquote(parts.password or "")) == (name, password)
    assert parts.hostname == "localhost"
