"""``hyperstream run``: compute what a workflow lacks over an interval, or exactly what a plan says."""

from __future__ import annotations

from datetime import datetime

import click

from ..execution import CHOICES, Outcome
from ..time_interval import TimeInterval
from ..tool.run import RunOptions, VersionPolicy
from .opening import interval_options, open_hyperstream, store_options
from .output import is_terminal, show_json
from .plan import accept, asked, force
from .run_progress import Lines
from .workflows import manager_of, open_workflow


def _reasons(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> tuple[str, ...] | None:
    """The reasons between the commas, refused where one is none."""
    if value is None:
        return None
    found = tuple(reason.strip() for reason in value.split(","))
    strange = [reason for reason in found if reason not in CHOICES]
    if strange:
        message = f"there is no {', '.join(map(repr, strange))}; take some of {', '.join(CHOICES)}."
        raise click.BadParameter(message)
    return found


@click.command()
@click.argument("target", metavar="[FILE.py|WORKFLOW]", required=False)
@interval_options
@click.option("--plan", "plan_id", metavar="ID", help="Do exactly what this plan says.")
@force
@accept
@click.option(
    "--only",
    metavar="REASON,...",
    callback=_reasons,
    help=f"Leave all but this for another time: {', '.join(CHOICES)}. What it rests on is computed with it.",
)
@click.option("--stop", is_flag=True, help="Stop at the first failure, as each factor says.")
@store_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def run(
    target: str | None,
    start: datetime | None,
    end: datetime | None,
    plan_id: str | None,
    force: bool,
    policy: str | None,
    only: tuple[str, ...] | None,
    stop: bool,
    store: str | None,
    config_filename: str,
    as_json: bool,
) -> None:
    """Compute what a workflow lacks over an interval.

    What is current is left alone. Where a tool fails, what does not rest on it is computed all the same; the
    exit status is 1 then.
    """
    if plan_id is not None and (start or end or force or policy):
        message = "A plan says itself what is computed: give --plan alone, or --from and --to."
        raise click.UsageError(message)
    interval = asked(start, end) if plan_id is None else None
    target = target or _workflow_of(plan_id, store, config_filename)
    with open_workflow(target, store, config_filename) as workflow:
        plan = None if plan_id is None else manager_of(workflow).plans.load(plan_id)
        options = RunOptions(policy=VersionPolicy.parse(policy or "major"), force=force)
        bars = is_terminal() and not as_json
        with Lines(quiet=bars or as_json) as lines:
            outcome = workflow.execute(
                plan or interval,
                options=options if force or policy else None,
                watch=lines,
                progress=bars,
                keep_going=not stop,
                only=only,
            )
    if as_json:
        show_json(outcome.to_dict())
    else:
        _tell(outcome, target, plan.interval if plan else interval)
    if outcome.failed or outcome.blocked:
        raise click.exceptions.Exit(1)


def _workflow_of(plan_id: str | None, store: str | None, config_filename: str) -> str:
    """The id of a plan's workflow, which has to be in the store."""
    if plan_id is None:
        message = "Name a workflow, a file that defines one, or a plan: --plan ID."
        raise click.UsageError(message)
    with open_hyperstream(store, config_filename) as hyperstream:
        manager = hyperstream.workflow_manager
        plan = manager.plans.load(plan_id)
        if not manager.exists(plan.title):
            message = (
                f"The workflow {plan.title!r} of plan {plan.plan_id} is not committed, so name the file that "
                f"defines it: hyperstream run FILE.py --plan {plan.plan_id}"
            )
            raise click.UsageError(message)
        return plan.title


def _tell(outcome: Outcome, target: str, interval: TimeInterval | None) -> None:
    for late, spans in outcome.not_yet.items():
        click.echo(f"Not possible yet: {late} {spans}")
    click.echo(str(outcome))
    if outcome.spared:
        click.echo(f"{len(outcome.spared)} streams came out as they were before, so nothing had to follow.")
    if (outcome.failed or outcome.blocked) and interval is not None:
        click.echo("What failed was not recorded, and readers see what they saw before.")
        start, end = f"{interval.start:%Y-%m-%dT%H:%M:%S}", f"{interval.end:%Y-%m-%dT%H:%M:%S}"
        again = f"hyperstream run {target} --from {start} --to {end} --only failed,blocked"
        click.echo(f"Retry only these:  {again}")
