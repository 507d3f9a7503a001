"""Stream keys: one for each identity, readable, and exact for any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.stores.keys import KeyParts, StreamKey, channel_prefix, describe_key, parse_key, stream_key
from hyperstream.utils.errors import ArgumentValueError, StoreFormatError

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
pairs = st.lists(st.tuples(words, words), max_size=4)


@settings(max_examples=40, deadline=None)
@given(words, words, pairs, words)
def test_a_key_tells_what_it_was_made_of(
    channel: str, name: str, meta: list[tuple[str, str]], version: str
) -> None:
    key = stream_key(channel, name, meta, version)
    assert parse_key(key) == KeyParts(channel, name, tuple(sorted(meta)), version)
    assert key == stream_key(channel, name, reversed(meta), version)
    assert key.startswith(channel_prefix(channel))


@settings(max_examples=40, deadline=None)
@given(words, words, words)
def test_the_prefix_of_a_channel_fits_no_other_channel(channel: str, other: str, name: str) -> None:
    assert stream_key(other, name).startswith(channel_prefix(channel)) == (other == channel)


def test_a_key_reads_well_in_a_database_shell() -> None:
    assert stream_key("mongo", "température", [("b", "2"), ("a", "1")]) == (
        '["mongo","température",[["a","1"],["b","2"]]]'
    )


@pytest.mark.parametrize("text", ["", "[", "3", "{}", '["mongo"]', '["mongo","a",[1]]', '["mongo","a",3]'])
def test_another_text_is_no_key(text: str) -> None:
    with pytest.raises(StoreFormatError, match="is not a stream key") as caught:
        parse_key(StreamKey(text))
    assert caught.value.key == text


def test_a_text_that_no_database_can_keep_is_refused() -> None:
    with pytest.raises(ArgumentValueError, match="cannot be stored as text"):
        stream_key("mongo", "half a character: \ud800")


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        (stream_key("mongo", "hour"), "hour in database"),
        (stream_key("mongo", "hour", [("house", "h2")]), "hour: [house=h2] in database"),
        (
            stream_key("mongo", "hour", [("a", "1"), ("b", "2")], "mean@1"),
            "hour: [a=1, b=2] (mean@1) in database",
        ),
    ],
)
def test_people_see_name_meta_data_and_channel(key: StreamKey, shown: str) -> None:
    assert describe_key(key) == shown
