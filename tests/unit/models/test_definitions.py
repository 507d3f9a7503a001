import subprocess
import sys
from datetime import UTC, datetime

import pytest

import hyperstream.models
from hyperstream.models.base import from_document, to_document
from hyperstream.models.definitions import stream_document
from hyperstream.models.session import SessionModel, UnameModel
from hyperstream.models.stream import StreamDefinitionModel, StreamIdModel
from hyperstream.stores.documents import pack_document, unpack_document
from hyperstream.utils.errors import StoreFormatError, ValueNotStorableError

NOON = datetime(2016, 10, 28, 12, tzinfo=UTC)


def test_plain_definitions_are_what_the_model_would_write():
    plain = stream_document("key", "mongo", "ticker", (("house", "1"),), "DatabaseStream", NOON, NOON)
    model = StreamDefinitionModel(
        key="key",
        channel_id="mongo",
        stream_id=StreamIdModel(name="ticker", meta_data=[["house", "1"]]),
        stream_type="DatabaseStream",
        last_updated=NOON,
        last_accessed=NOON,
    )
    assert to_document(model) == plain
    assert to_document(from_document(StreamDefinitionModel, plain)) == plain


def test_a_definition_goes_through_a_store():
    plain = stream_document("key", "mongo", "ticker", (), "Stream")
    stored = unpack_document("stream", *pack_document("stream", plain))
    model = from_document(StreamDefinitionModel, stored)
    assert (model.key, model.stream_id.name, model.last_updated) == ("key", "ticker", None)


def test_a_session_goes_through_a_store():
    session = SessionModel(
        session_id="id", uname=UnameModel(sysname="Linux"), start=NOON, active=True, history_channel="mongo"
    )
    document = to_document(session)
    assert document["_id"] == "id"
    assert from_document(SessionModel, document).uname.sysname == "Linux"


@pytest.mark.parametrize(
    "model",
    [
        StreamDefinitionModel(key="key", channel_id="mongo"),
        StreamDefinitionModel(key="key", channel_id="mongo", stream_id=StreamIdModel(name="x" * 513)),
        SessionModel(session_id="id"),
    ],
)
def test_an_incomplete_model_is_refused_before_anything_is_written(model):
    with pytest.raises(ValueNotStorableError, match="nothing was written"):
        to_document(model)


@pytest.mark.parametrize(
    "document",
    [
        {"_id": "key"},
        {"_id": "key", "colour": "red"},
        {"_id": "key", "channel_id": "mongo", "stream_id": "s"},
        {"_id": "key", "channel_id": 3, "stream_id": {"name": "s"}},
        {"_id": "key", "channel_id": "mongo", "stream_id": {"name": "s"}, "last_updated": "noon"},
    ],
)
def test_what_is_stored_wrongly_is_named(document):
    with pytest.raises(StoreFormatError, match="'key' is not a StreamDefinitionModel"):
        from_document(StreamDefinitionModel, document)


def test_models_need_no_connection_and_leave_none_behind():
    code = (
        "import hyperstream.models.stream, hyperstream.models.session, mongoengine.connection as c;"
        "print(c._connections, c._connection_settings)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["{}", "{}"]


def test_models_are_imported_from_the_package_as_in_0_3_8():
    assert hyperstream.models.SessionModel is SessionModel
    assert [name for name in hyperstream.models.__all__ if not hasattr(hyperstream.models, name)] == []
    with pytest.raises(AttributeError, match=r"'hyperstream\.models' has no attribute 'nothing'"):
        _ = hyperstream.models.nothing
