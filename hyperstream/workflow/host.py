"""What a workflow needs of the HyperStream around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ..channels import BaseChannel, ChannelManager
from ..execution import Executor
from ..time_interval import TimeIntervals
from ..utils.clock import Clock
from ..utils.errors import LinkageError
from .node_streams import NodeStreams
from .plate import Plate
from .plate_manager import PlateManager


class Hosted(Protocol):
    """A workflow, as the HyperStream around it and its factors see it.

    Attributes:
        workflow_id: Its id.
        host: The HyperStream around it, or None.
    """

    workflow_id: str
    host: WorkflowHost | None

    @property
    def nodes(self) -> Mapping[str, NodeStreams]:
        """Its nodes by id."""


class WorkflowHost(Protocol):
    """Where channels and plates are found, and what is told of changes; a `WorkflowManager` is one."""

    channel_manager: ChannelManager
    plate_manager: PlateManager
    clock: Clock
    executor: Executor

    def changed(self, workflow: Hosted) -> None:
        """Something was defined."""

    def forget(self, workflow: Hosted) -> None:
        """Its definition failed."""

    def save_status(self, workflow_id: str, requested: TimeIntervals) -> None:
        """The requested intervals of a workflow are others."""


def needed(host: WorkflowHost | None) -> WorkflowHost:
    """The host.

    Raises:
        LinkageError: (a `ValueError`) There is none.
    """
    if host is None:
        msg = (
            "This workflow stands alone, so channels and plates have to be given as objects. "
            "hs.create_workflow(...) makes one that knows their ids, hs.add_workflow(...) takes one in."
        )
        raise LinkageError(msg)
    return host


def as_channel(host: WorkflowHost | None, channel: str | BaseChannel | None) -> BaseChannel:
    """The channel that was given, named, or is the usual one."""
    if isinstance(channel, BaseChannel):
        return channel
    return needed(host).channel_manager.get_channel(channel or "database")


def as_plates(host: WorkflowHost | None, plates: str | Plate | Sequence[str | Plate] | None) -> list[Plate]:
    """The plates that were given or named."""
    if plates is None:
        return []
    several = [plates] if isinstance(plates, str | Plate) else list(plates)
    return [
        plate if isinstance(plate, Plate) else needed(host).plate_manager.get_plate(plate)
        for plate in several
    ]
