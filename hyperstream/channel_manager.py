"""The address that `ChannelManager` had in 0.3.8; inside, it is `hyperstream.channels`."""

from .channels.channel_manager import ChannelManager

__all__ = ["ChannelManager"]
