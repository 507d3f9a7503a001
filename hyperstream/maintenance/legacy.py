"""Bringing a database of HyperStream 0.3.8 into the new layout.

The old collections are only read. It may be interrupted and called again: what is there already is
recognised. Functions that 0.3.8 kept as code (pickled or marshalled) are named and never loaded;
the workflow that needs one is left out.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple, Protocol

from ..batch.batch import Batch
from ..models.definitions import (
    META_DATA_KIND,
    PLATE_KIND,
    SESSION_KIND,
    STREAM_KIND,
    WORKFLOW_KIND,
    WORKFLOW_STATUS_KIND,
    meta_data_document,
    stream_document,
)
from ..stores.keys import DATABASE, StreamKey, describe_key, parse_key, stream_key
from ..stores.port import Store
from ..stores.streams import StreamStore
from ..time_interval.spans import normalise
from ..utils.errors import StoreError, StreamError
from ..utils.time_utils import to_ms

DEFAULT_CHANNEL = DATABASE
ROWS_AT_ONCE = 50_000
DONE_KIND = "legacy_imports"
"""The kind of document that notes which streams have been brought over completely."""

_ROOT = "root"
Old = dict[str, Any]


class Source(Protocol):
    """A database of 0.3.8."""

    def documents(self, collection: str) -> list[Old]:
        """All documents of one of the small collections."""

    def stream_ids(self) -> list[Old]:
        """Every ``stream_id`` that has instances."""

    def instances(self, stream_ids: list[Old]) -> Iterator[tuple[datetime, Any]]:
        """Time and value of the instances of these ids, by time."""


@dataclass
class Imported:
    """What was brought over.

    Attributes:
        streams: Streams, by now or before.
        instances: Instances written now.
        documents: Definitions written.
        refused: What was left out, and why, one line each.
        notes: What was not as expected, one line each.
    """

    streams: int = 0
    instances: int = 0
    documents: int = 0
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Step(NamedTuple):
    """How far an import has come.

    Attributes:
        key: The stream being brought over.
        instances: Of it, so far.
        place: Which stream it is, from 1.
        total: How many there are.
        done: Whether all of it is there.
    """

    key: StreamKey
    instances: int
    place: int
    total: int
    done: bool


Progress = Callable[[Step], object]
"""Told after each `ROWS_AT_ONCE` instances, and when a stream is done."""


def import_legacy(source: Source, store: Store, progress: Progress = lambda _step: None) -> Imported:
    """Bring everything over: streams, assets, meta data, plates, workflows, sessions.

    Raises:
        StoreError: There is nothing of HyperStream 0.3.8 in that database.
        StoreUnavailableError: One of the two does not answer; calling it again continues.
    """
    done = Imported()
    _import_streams(source, store, done, progress)
    _put(store, META_DATA_KIND, _meta_data(source.documents("meta_data")), done)
    _put(store, PLATE_KIND, map(_plate, source.documents("plate_definitions")), done)
    _put(store, SESSION_KIND, map(_session, source.documents("sessions")), done)
    workflows = list(_workflows(source.documents("workflow_definitions"), done))
    _put(store, WORKFLOW_KIND, workflows, done)
    kept = {workflow["_id"] for workflow in workflows}
    status = map(_renamed, source.documents("workflow_status"))
    _put(store, WORKFLOW_STATUS_KIND, [one for one in status if one["_id"] in kept], done)
    if done == Imported():
        msg = (
            "Nothing of HyperStream 0.3.8 is in that database: it kept streams in collections streams and "
            "stream_definitions. Correct the address; the database is what follows the last slash."
        )
        raise StoreError(msg)
    return done


def _put(store: Store, kind: str, documents: Iterable[Old], done: Imported) -> None:
    new = list(documents)
    store.put_documents(kind, new)
    done.documents += len(new)


# --- streams
def _import_streams(source: Source, store: Store, done: Imported, progress: Progress) -> None:
    definitions = {_identity(one["stream_id"]): one for one in source.documents("stream_definitions")}
    ids: dict[StreamKey, list[Old]] = {key: [] for key in definitions}
    for stream_id in source.stream_ids():
        ids.setdefault(_identity(stream_id), []).append(stream_id)
    finished = {document["_id"] for document in store.get_documents(DONE_KIND)}
    for place, (identity, stored) in enumerate(ids.items(), 1):
        definition = definitions.get(identity, {})
        channel = definition.get("channel_id", DEFAULT_CHANNEL)
        parts = parse_key(identity)
        key = stream_key(channel, parts.name, parts.meta_data)
        if not definition:
            done.notes.append(f"{describe_key(key)} has instances but no definition")
        if key not in finished:
            step = Step(key, 0, place, len(ids), done=False)
            _import_stream(source, store, stored, definition, done, step, progress)
        done.streams += 1


def _import_stream(
    source: Source, store: Store, stored: list[Old], old: Old, done: Imported, step: Step, tell: Progress
) -> None:
    streams = StreamStore(store)
    rows = source.instances(stored) if stored else iter(())
    key, count = step.key, 0
    try:
        while some := list(islice(rows, ROWS_AT_ONCE)):
            times, values = zip(*some, strict=True)
            done.instances += streams.write(key, Batch(list(times), list(values)), force=True)
            count += len(some)
            tell(step._replace(instances=count))
    except StreamError as error:
        done.refused.append(f"{describe_key(key)}: {error}")
        return
    spans = list(_spans(key, old.get("calculated_intervals") or (), done))
    if spans:
        streams.mark(key, normalise(spans))
    parts = parse_key(key)
    kind = "AssetStream" if parts.channel == "assets" else "DatabaseStream"
    dates = (old.get("last_updated"), old.get("last_accessed"))
    definition = stream_document(key, parts.channel, parts.name, parts.meta_data, kind, *dates)
    _put(store, STREAM_KIND, [definition], done)
    store.put_documents(DONE_KIND, [{"_id": key, "instances": count}])
    tell(step._replace(instances=count, done=True))


def _identity(stream_id: Old) -> StreamKey:
    """Name and meta data without a channel, which 0.3.8 did not know of here."""
    pairs = [(str(tag), str(value)) for tag, value in stream_id.get("meta_data") or ()]
    return stream_key("", str(stream_id["name"]), pairs)


def _spans(key: StreamKey, intervals: Iterable[Old], done: Imported) -> Iterator[tuple[int, int]]:
    for interval in intervals:
        a, b = to_ms(interval["start"]), to_ms(interval["end"])
        if a < b:
            yield a, b
        else:
            done.notes.append(f"{describe_key(key)}: an empty computed interval at {interval['start']}")


# --- definitions
def _meta_data(nodes: list[Old]) -> Iterator[Old]:
    for node in nodes:
        tag, data, parent = str(node["tag"]), str(node["data"]), str(node.get("parent") or _ROOT)
        own = f"{tag}_{data}"
        yield meta_data_document(own if parent == _ROOT else f"{parent}.{own}", tag, data, parent)


def _plate(old: Old) -> Old:
    names = ("meta_data_id", "description", "values", "parent_plate")
    kept = {name: old[name] for name in names if old.get(name) is not None}
    # 0.3.8 took ``complement`` as leave to have no values, and never as a complement
    return {
        "_id": old["plate_id"],
        **kept,
        "complement": bool(old.get("complement")) and not old.get("values"),
    }


def _session(old: Old) -> Old:
    names = ("uname", "start", "active", "end", "history_channel")
    kept = {name: old[name] for name in names if old.get(name) is not None}
    identity = old["session_id"]
    text = str(uuid.UUID(bytes=bytes(identity))) if isinstance(identity, bytes) else str(identity)
    return {"_id": text, **kept}


def _workflows(old: list[Old], done: Imported) -> Iterator[Old]:
    for workflow in old:
        code = list(_code_in(workflow))
        if code:
            named = ", ".join(code)
            done.refused.append(
                f"workflow {workflow['workflow_id']!r} keeps code in the database ({named}), which is never "
                "loaded. Define it again with registered functions: @hs.register('a_name')"
            )
        else:
            yield _renamed(workflow)


def _code_in(workflow: Old) -> Iterator[str]:
    """Parameters that are functions, as tool and parameter."""
    for factor in workflow.get("factors") or ():
        tool = factor.get("tool") or {}
        for parameter in tool.get("parameters") or ():
            if parameter.get("is_function"):
                yield f"{tool.get('name')}: {parameter.get('key')}"


def _renamed(old: Old) -> Old:
    """With the workflow's id as the document's."""
    return {"_id": old["workflow_id"], **{k: v for k, v in old.items() if k not in ("_id", "workflow_id")}}
