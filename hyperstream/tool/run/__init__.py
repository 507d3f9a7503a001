"""The one run loop behind every kind of tool."""

from .kinds import run_multi_output, run_plate_creation, run_selector, run_tool
from .policy import VersionPolicy
from .report import Progress, RunOptions, RunReport, current_options, new_run_id, options_in_force

__all__ = [
    "Progress",
    "RunOptions",
    "RunReport",
    "VersionPolicy",
    "current_options",
    "new_run_id",
    "options_in_force",
    "run_multi_output",
    "run_plate_creation",
    "run_selector",
    "run_tool",
]
