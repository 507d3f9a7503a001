"""What every channel that can be written must do, as a test-suite that ships.

Sub-class `ChannelContract` in a test module, give `create_channel`, and pytest does the rest:

    class TestMyChannel(ChannelContract):
        def create_channel(self, tmp_path, clock):
            return MyChannel("mine", clock=clock)
"""

from __future__ import annotations

from .channel_laws.computed import ComputedLaws
from .channel_laws.rows import RowLaws
from .channel_laws.streams import StreamLaws


class ChannelContract(StreamLaws, RowLaws, ComputedLaws):
    """Tests for a channel in which streams can be made and written.

    Attributes:
        one_interval: The channel refuses a second computed interval (assets).
    """
