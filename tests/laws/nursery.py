"""The process that forks children, see `children`. Run as ``python -m tests.laws.nursery``.

Orders come as lines of JSON on its standard input, events go as such lines to its standard output.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from typing import Any

from . import tasks


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        if "start" in order:
            start(order["start"], order["arguments"])
        else:
            wait_for(order["await"])


def start(task: str, arguments: dict[str, Any]) -> None:
    pid = os.fork()
    if pid:
        tasks.tell("started", pid=pid)
        return
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        tasks.tell("gave", value=getattr(tasks, task)(**arguments))
        status = 0
    except BaseException:
        tasks.tell("failed", text=traceback.format_exc())
    finally:
        os._exit(status)


def wait_for(pid: int) -> None:
    """Tell that the child has ended, or stands still."""
    _, status = os.waitpid(pid, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        tasks.tell("stopped", pid=pid)
    else:
        tasks.tell("ended", pid=pid, status=os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
