"""What is missing, and where it runs: graph, forecast, units and executors."""

from .failures import RAISE, RETRY, SKIP, OnFailure
from .graph import Graph, JobProducer, Task
from .outcome import Finished, Outcome
from .port import Executor, Work
from .request import Prepared, execute, prepare
from .serial import SerialExecutor
from .unit import Unit

__all__ = [
    "RAISE",
    "RETRY",
    "SKIP",
    "Executor",
    "Finished",
    "Graph",
    "JobProducer",
    "OnFailure",
    "Outcome",
    "Prepared",
    "SerialExecutor",
    "Task",
    "Unit",
    "Work",
    "execute",
    "prepare",
]
