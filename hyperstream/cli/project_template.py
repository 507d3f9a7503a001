"""What a new project begins with: a configuration, one tool, a place for plugins, one example."""

from __future__ import annotations

CONFIGURATION = """\
{
    "store": "sqlite:///.hyperstream/store.db",
    "history_channel": "memory",
    "output_path": "output",
    "plugins": [],
    "online_engine": {"interval": {"start": -60, "end": -10}, "sleep": 5, "iterations": 100}
}
"""

IGNORED = """\
.hyperstream/
output/
__pycache__/
"""

PLUGINS = """\
# Plugins

A plugin is a folder with tools, channels or assets of its own:

    plugins/NAME/tools/<tool_name>/<date>_v<version>.py
    plugins/NAME/channels/<channel_name>.py
    plugins/NAME/assets/

Name it in `hyperstream_config.json`, and its tools are `hs.plugins.NAME.tools`:

    "plugins": [{"channel_id_prefix": "NAME", "path": "plugins/NAME", "channel_names": [],
                 "has_tools": true, "has_assets": false}]
"""

TOOL_NAME = "above"

TOOL = '''\
"""The instances above a threshold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hyperstream import Stream, StreamInstance, TimeInterval, Tool, check_input_stream_count


class Above(Tool):
    """The instances whose value is greater than a threshold, at their own times.

    Parameters:
        threshold: In the unit of the values.
    """

    threshold: float = 0.0

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        """Keep what is above the threshold."""
        for timestamp, value in sources[0].window(interval, force_calculation=True):
            if value > self.threshold:
                yield StreamInstance(timestamp, value)
'''

EXAMPLE = '''\
"""Write a day of temperatures, and compute from it when it was warm. Run it twice."""

from __future__ import annotations

import math

from hyperstream import HyperStream, TimeInterval

DAY = TimeInterval("2026-11-10", "2026-11-11")  # (start, end], UTC


def main() -> None:
    """Nothing is computed the second time, unless the tool or the readings have changed."""
    with HyperStream() as hs:
        streams = hs.channel_manager.database

        raw = streams["temperature"]
        raw.write([(f"2026-11-10T{h:02}:30", round(20 - 6 * math.cos(h / 3.8), 1)) for h in range(24)])

        warm = streams["warm"]
        report = hs.tools.above(threshold=22.0).execute([raw], warm, DAY)

        if report.nothing_to_do:
            print("Nothing to compute: everything is current.")
        else:
            print(f"Computed {report.computed} with {report.tool} {report.version}.")
        for timestamp, value in warm.window(DAY):
            print(f"  {timestamp:%H:%M}  {value:5.1f}")


if __name__ == "__main__":
    main()
'''
