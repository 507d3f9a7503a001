"""Which channels there are, which streams, and what is computed of one."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from ..channels.channel_manager import ALIASES
from ..stores.ledger.model import GIVEN, LEGACY, NEVER, NO_FINGERPRINT, Ledger
from ..stream.stream import Stream
from .context import Web
from .json_values import iso
from .queries import Channel, Name, Tags, meta_data
from .stream_lookup import find_stream

router = APIRouter(prefix="/api", tags=["streams"])


class ChannelEntry(BaseModel):
    """One channel."""

    id: str = Field(examples=["mongo"])
    aliases: list[str] = Field(examples=[["database"]])
    kind: str = Field(examples=["DatabaseChannel"])


class StreamEntry(BaseModel):
    """One stream, and the time of its newest row."""

    name: str = Field(examples=["temp_hour"])
    meta_data: dict[str, str] = Field(examples=[{"house": "h1"}])
    newest: str | None = Field(examples=["2026-11-10T01:00:00.000Z"])


class StreamPage(BaseModel):
    """Some streams of a channel; ``total`` says how many fit."""

    channel: str
    total: int
    streams: list[StreamEntry]


class PartEntry(BaseModel):
    """An interval ``(start, end]`` and what computed it."""

    start: str
    end: str
    tool: str
    version: str
    parameters: str


class LedgerEntry(BaseModel):
    """What is known of one stream."""

    channel: str
    name: str
    meta_data: dict[str, str]
    revision: int
    newest: str | None
    complete: str | None
    parts: list[PartEntry]


@router.get("/streams", summary="The channels")
def list_channels(web: Web) -> list[ChannelEntry]:
    """All channels of the server; streams live in channels."""
    return [
        ChannelEntry(
            id=channel_id,
            aliases=[alias for alias, meant in ALIASES.items() if meant == channel_id],
            kind=type(channel).__name__,
        )
        for channel_id, channel in web.hyperstream.channel_manager.items()
    ]


@router.get("/streams/{channel}", summary="The streams of a channel")
def list_streams(
    web: Web,
    channel: Channel,
    name: Annotated[
        str, Query(description="Pattern with * and ?", examples=["temp_*"], max_length=512)
    ] = "*",
    tag: Tags = None,
    skip: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1_000,
) -> StreamPage:
    """Those whose name fits the pattern and whose meta data has all the tags, in order of their ids."""
    found = web.hyperstream.channel_manager.get_channel(channel)
    pairs = set(meta_data(tag).items())
    with web.looking:
        found.update_streams(found.up_to_timestamp)
        there = dict(found.streams)
    fitting = sorted(
        stream_id
        for stream_id in there
        if fnmatchcase(stream_id.name, name) and pairs.issubset(stream_id.meta_data)
    )
    page = [there[stream_id] for stream_id in fitting[skip : skip + limit]]
    ledgers = found.ledgers(page)
    entries = [StreamEntry(**_named(stream), newest=_newest(ledgers[stream.key])) for stream in page]
    return StreamPage(channel=found.channel_id, total=len(fitting), streams=entries)


@router.get("/ledger/{channel}/{name:path}", summary="What is computed of a stream, and by what")
def read_ledger(web: Web, channel: Channel, name: Name, tag: Tags = None) -> LedgerEntry:
    """Computed intervals with tool, version and parameters; how far a source is complete."""
    stream = find_stream(web, channel, name, meta_data(tag))
    ledger = stream.home.ledger(stream)
    return LedgerEntry(
        channel=stream.channel_id,
        **_named(stream),
        revision=ledger.rev,
        newest=_newest(ledger),
        complete=None if ledger.complete is None else iso(ledger.complete),
        parts=_parts(ledger),
    )


def _named(stream: Stream) -> dict[str, Any]:
    return {"name": stream.stream_id.name, "meta_data": dict(stream.stream_id.meta_data)}


def _newest(ledger: Ledger) -> str | None:
    return None if ledger.last == NEVER else iso(ledger.last)


def _parts(ledger: Ledger) -> list[PartEntry]:
    found = []
    for part in ledger.parts:
        fingerprint = ledger.fps[part.fp]
        if part.fp == NO_FINGERPRINT or fingerprint is None:
            continue
        special = {GIVEN: "(written directly)", LEGACY: "(set by hand)"}.get(fingerprint)
        found.append(
            PartEntry(
                start=iso(part.a),
                end=iso(part.b),
                tool=special or fingerprint.tool,
                version=fingerprint.version,
                parameters=fingerprint.parameters,
            )
        )
    return found
