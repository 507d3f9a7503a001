"""Finding a stream for a client: also one that another process has just made, and never making one."""

from __future__ import annotations

from collections.abc import Mapping

from ..channels.base_channel import BaseChannel
from ..channels.stored_channel import StoredChannel
from ..stream.stream import Stream
from ..stream.stream_id import StreamId
from ..utils.errors import StreamNotFoundError
from .context import WebContext


def find_stream(web: WebContext, channel_id: str, name: str, meta_data: Mapping[str, str]) -> Stream:
    """The stream of exactly this id.

    Raises:
        ChannelNotFoundError: There is no such channel.
        StreamNotFoundError: There is no such stream in it.
        ArgumentValueError: The name cannot be a stream's.
    """
    channel = web.hyperstream.channel_manager.get_channel(channel_id)
    wanted = StreamId(name, dict(meta_data))
    with web.looking:
        found = channel.get_or_create_stream(wanted, try_create=False)
        if found is None and _written_by_others(channel, wanted):
            found = channel.get_or_create_stream(wanted)
    if found is None:
        msg = f"There is no stream '{wanted}' in channel {channel_id!r}."
        raise StreamNotFoundError(msg, wanted=wanted, channel_id=channel_id)
    return found


def _written_by_others(channel: BaseChannel, wanted: StreamId) -> bool:
    """Whether the store has a ledger of this stream: one look by key, no listing."""
    if not isinstance(channel, StoredChannel):
        return False
    key = wanted.key(channel.channel_id)
    return key in channel.find_ledgers((key,))
