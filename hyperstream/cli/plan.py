"""``hyperstream plan``: what a request would compute, and why."""

from __future__ import annotations

from datetime import datetime

import click

from ..execution import Plan
from ..time_interval import TimeInterval
from ..tool.run import RunOptions, VersionPolicy
from .opening import interval_options, store_options
from .output import is_terminal, show_json
from .workflows import manager_of, open_workflow

accept = click.option(
    "--accept",
    "policy",
    type=click.Choice([str(policy) for policy in VersionPolicy]),
    help="Which change of a tool's version recomputes; by default as the workflow says.",
)
force = click.option("--force", is_flag=True, help="Compute what is asked for even where it is current.")


def asked(start: datetime | None, end: datetime | None) -> TimeInterval:
    """The interval of the command line, both ends of which are needed.

    Raises:
        UsageError: One is not given.
    """
    if start is None or end is None:
        message = "Say which time: --from TIME --to TIME, both in UTC."
        raise click.UsageError(message)
    return TimeInterval(start, end)


@click.command(short_help="Show what computing a workflow would do, and why.")
@click.argument("target", metavar="FILE.py|WORKFLOW")
@interval_options
@force
@accept
@click.option("-a", "--all", "unfold", is_flag=True, help="A row for each place.")
@store_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def plan(
    target: str,
    start: datetime | None,
    end: datetime | None,
    force: bool,
    policy: str | None,
    unfold: bool,
    store: str | None,
    config_filename: str,
    as_json: bool,
) -> None:
    """Show what computing a workflow over an interval would do, and why.

    Nothing is computed. The plan is kept in the store: `hyperstream run --plan ID` does exactly what it says.
    """
    interval = asked(start, end)
    options = RunOptions(policy=VersionPolicy.parse(policy or "major"), force=force)
    with open_workflow(target, store, config_filename) as workflow:
        found = workflow.plan(interval, options=options if force or policy else None)
        if found:
            manager_of(workflow).plans.save(found)
        if as_json:
            show_json(found.to_dict())
        else:
            _show(found, unfold)
            if found:
                click.echo(f"Apply exactly this:  hyperstream run {target} --plan {found.plan_id}")


def _show(found: Plan, unfold: bool) -> None:
    if not is_terminal() or unfold:
        click.echo(found.to_text(unfold))
        return
    from rich.console import Console

    Console().print(found)
