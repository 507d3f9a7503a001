"""The command ``hyperstream``: parses, calls, prints; nothing is computed here.

Exit status: 0 done, 1 an error of ours (one red line on stderr), 2 a mistake in the command line
or an extra that is not installed.
"""

from __future__ import annotations

import traceback
from typing import Any

import click

from ..utils.errors import HyperStreamError, MissingExtraError
from ..version import __version__
from .coverage import coverage
from .db import db
from .demo import demo
from .init import init
from .plan import plan
from .run import run
from .serve import serve, token
from .store import store
from .stream import stream
from .tool import tool
from .why import why


def _kind(error: Exception) -> str:
    """``Error``, with the code under which the documentation lists it where it has one."""
    return f"Error {code}" if (code := getattr(error, "code", "")) else "Error"


def _text(error: Exception) -> str:
    """The message; of a file that the system refuses, its name and the reason, without a number."""
    if isinstance(error, OSError) and not isinstance(error, HyperStreamError) and error.filename:
        return f"{error.filename}: {error.strerror}."
    return str(error)


class FriendlyGroup(click.Group):
    """A group whose commands end with one line, not with a traceback, on an error of ours."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; the traceback is printed with ``--verbose``."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # `hyperstream ... | head`: click ends quietly
        except (HyperStreamError, OSError) as error:
            if ctx.params.get("verbose"):
                traceback.print_exception(error)
            click.secho(f"{_kind(error)}: {_text(error)}", fg="red", err=True)
            ctx.exit(2 if isinstance(error, MissingExtraError) else 1)


@click.group(
    cls=FriendlyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: hyperstream init my_project, or look first: hyperstream demo",
)
@click.version_option(__version__, prog_name="hyperstream")
@click.option("-v", "--verbose", is_flag=True, help="Show the traceback of an error.")
def main(verbose: bool) -> None:
    """Streams that know what has been computed, and by which version of which tool."""


main.add_command(coverage)
main.add_command(db)
main.add_command(demo)
main.add_command(init)
main.add_command(plan)
main.add_command(run)
main.add_command(serve)
main.add_command(store)
main.add_command(stream)
main.add_command(token)
main.add_command(tool)
main.add_command(why)
