"""The one run loop behind every kind of tool."""

from .job import Job
from .jobs import multi_output_job, selector_job, tool_job
from .kinds import run_job, run_multi_output, run_plate_creation, run_selector, run_tool
from .policy import VersionPolicy
from .report import Progress, RunOptions, RunReport, current_options, new_run_id, options_in_force

__all__ = [
    "Job",
    "Progress",
    "RunOptions",
    "RunReport",
    "VersionPolicy",
    "current_options",
    "multi_output_job",
    "new_run_id",
    "options_in_force",
    "run_job",
    "run_multi_output",
    "run_plate_creation",
    "run_selector",
    "run_tool",
    "selector_job",
    "tool_job",
]
