"""Sessions: who worked with a store, when, on which machine, and what was computed meanwhile.

A session is a document in the store and a stream of history records in the history channel. The
tools that run inside it write to that stream through a context variable, so nobody is reached
for and two sessions side by side do not mix.
"""

from __future__ import annotations

import platform
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from .batch import Batch, StreamInstance
from .channels import ChannelManager
from .channels.stored_channel import StoredChannel
from .models.definitions import SESSION_KIND
from .stores.port import Document, Store
from .stream import Stream, StreamId
from .time_interval import TimeInterval
from .utils.clock import Clock
from .utils.errors import DuplicateInstanceError
from .utils.time_utils import MIN_DATE

if TYPE_CHECKING:
    from .models.session import SessionModel

_MILLISECOND = timedelta(milliseconds=1)


class SessionHost(Protocol):
    """What a session needs of the HyperStream it belongs to."""

    channel_manager: ChannelManager
    database: Store
    clock: Clock


class Session:
    """One stretch of work.

    Args:
        hyperstream: The HyperStream it belongs to.
        model: A stored session to take up; None makes a new one and stores it.
        history_channel: Channel id of the history, ``memory`` or ``mongo`` usually.

    Raises:
        ChannelNotFoundError: (a `LookupError`) There is no such channel.
    """

    def __init__(
        self, hyperstream: SessionHost, model: SessionModel | None = None, history_channel: str = "mongo"
    ) -> None:
        self._host = hyperstream
        self._document = _new(hyperstream.clock(), history_channel) if model is None else _stored(model)
        channel = hyperstream.channel_manager.get_channel(self.history_channel)
        stream_id = StreamId("session", (("uuid", self.session_id),))
        self._stream: Stream = channel.get_or_create_stream(stream_id)
        self._last = MIN_DATE
        if model is None:
            self.save()

    # --- what it is
    @property
    def session_id(self) -> str:
        """Its id, a UUID as text."""
        return str(self._document["_id"])

    @property
    def uname(self) -> dict[str, str]:
        """The machine, as `os.uname` names it: sysname, nodename, release, version, machine."""
        return dict(self._document["uname"])

    @property
    def history_channel(self) -> str:
        """Channel id of the history."""
        return str(self._document["history_channel"])

    @property
    def start(self) -> datetime:
        """When it began, UTC."""
        start: datetime = self._document["start"]
        return start

    @property
    def end(self) -> datetime | None:
        """When it was closed, UTC, or None. Setting it does not store it; `save` does."""
        return self._document.get("end")

    @end.setter
    def end(self, end: datetime) -> None:
        self._document["end"] = end

    @property
    def active(self) -> bool:
        """Whether it is open. Setting it does not store it; `save` does."""
        return bool(self._document.get("active"))

    @active.setter
    def active(self, active: bool) -> None:
        self._document["active"] = active

    def __str__(self) -> str:
        fields = {"active", "end", "history_channel", "session_id", "start", "uname"}
        return f"Session({', '.join(f'{name}={getattr(self, name)}' for name in sorted(fields))})"

    # --- history
    @property
    def history(self) -> list[StreamInstance]:
        """Every record written so far, oldest first; each value is a dictionary."""
        return self._stream.window(TimeInterval.all_time()).items()

    def write_to_history(self, **kwargs: Any) -> None:
        """Append one record, stamped now.

        Two records of the same millisecond never collide: the later one is stamped one later.
        """
        now = self._host.clock()
        stamp = max(now, self._last + _MILLISECOND)
        while True:
            try:
                self._append(StreamInstance(stamp, kwargs), is_ahead=stamp > now)
            except DuplicateInstanceError:  # another process of the same session was faster
                stamp += _MILLISECOND
            else:
                self._last = stamp
                return

    def _append(self, record: StreamInstance, is_ahead: bool) -> None:
        home = self._stream.home
        if isinstance(home, StoredChannel) and (is_ahead or home.persistent):
            # Past the channel: many records in one millisecond may be stamped a little ahead of now.
            # For all others the channel in memory has a shorter way.
            home.store.write(self._stream.key, Batch.from_instances([record]))
        else:
            self._stream.write(record)

    # --- keeping it
    def save(self) -> None:
        """Store it as it is now."""
        self._host.database.put_documents(SESSION_KIND, [self._document])

    def close(self) -> None:
        """Mark it as over, now, and store that."""
        self.active = False
        self.end = self._host.clock()
        self.save()

    @staticmethod
    def get_uname() -> dict[str, str]:
        """This machine, in the fields that `uname` has."""
        return _uname()

    @staticmethod
    def get_sessions(hyperstream: SessionHost) -> list[Session]:
        """All stored sessions, oldest first.

        Raises:
            StoreFormatError: A stored document is no session.
        """
        # Imported here: rarely needed, and mongoengine takes 0.2 s to import.
        from .models.base import from_document
        from .models.session import SessionModel

        models = [
            from_document(SessionModel, document)
            for document in hyperstream.database.get_documents(SESSION_KIND)
        ]
        found = [Session(hyperstream, model) for model in models]
        return sorted(found, key=lambda session: (session.start, session.session_id))

    @staticmethod
    def clear_sessions(
        hyperstream: SessionHost,
        inactive_only: bool = True,
        clear_history: bool = False,
        keep: Session | None = None,
    ) -> None:
        """Forget stored sessions, never the one in ``keep``.

        Args:
            hyperstream: Whose.
            inactive_only: Leave those that are still open.
            clear_history: Remove their history streams, too.
            keep: The current session.
        """
        for session in Session.get_sessions(hyperstream):
            if keep is not None and session.session_id == keep.session_id:
                continue
            if inactive_only and session.active:
                continue
            if clear_history:
                channel = hyperstream.channel_manager.get_channel(session.history_channel)
                channel.purge_stream(session._stream.stream_id, remove_definition=True)
            hyperstream.database.delete_documents(SESSION_KIND, [session.session_id])


def _new(now: datetime, history_channel: str) -> Document:
    return {
        "_id": str(uuid.uuid1()),
        "uname": _uname(),
        "start": now,
        "active": True,
        "history_channel": history_channel,
    }


def _stored(model: SessionModel) -> Document:
    from .models.base import to_document

    return to_document(model)


def _uname() -> dict[str, str]:
    # platform.uname() knows what os.uname() knows, on every system.
    found = platform.uname()
    return {
        "sysname": found.system,
        "nodename": found.node,
        "release": found.release,
        "version": found.version,
        "machine": found.machine,
    }
