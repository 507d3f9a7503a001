"""What is missing, and where it runs: graph, forecast, units and executors."""

from ..tool.run.makers import JobProducer
from .agreement import left_of
from .choosing import CHOICES, Only, chosen
from .failures import RAISE, RETRY, SKIP, OnFailure
from .graph import Graph, Task
from .outcome import Finished, Outcome, Watch
from .plan import Plan
from .plan_content import REASONS, Estimate, Kept, NotYet, PlannedUnit
from .plan_reading import from_json as plan_from_json
from .planning import plan_of
from .port import Executor, Work
from .progress import shown_progress, watched
from .request import Check, Prepared, execute, prepare
from .serial import SerialExecutor
from .unit import Unit, skipping

__all__ = [
    "CHOICES",
    "RAISE",
    "REASONS",
    "RETRY",
    "SKIP",
    "Check",
    "Estimate",
    "Executor",
    "Finished",
    "Graph",
    "JobProducer",
    "Kept",
    "NotYet",
    "OnFailure",
    "Only",
    "Outcome",
    "Plan",
    "PlannedUnit",
    "Prepared",
    "SerialExecutor",
    "Task",
    "Unit",
    "Watch",
    "Work",
    "chosen",
    "execute",
    "left_of",
    "plan_from_json",
    "plan_of",
    "prepare",
    "shown_progress",
    "skipping",
    "watched",
]
