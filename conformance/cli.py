"""The command `conformance`. Each command is a module of its own, loaded when it is asked for."""

from __future__ import annotations

import difflib
import importlib
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from conformance import __version__
from conformance.commands.calling import Call, Status, WrongInputError
from conformance.redaction import hide
from conformance.target import TYPED_SECRET, types_secret

COMMANDS = (
    *("demo", "run", "lint", "inspect", "merge", "compare", "bundle", "verify", "list", "serve", "install-report"),
)


class LazyGroup(click.Group):
    """Imports a command's module when the command is asked for: `lint` waits for no pytest."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Give the names of all commands in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load a command; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"conformance.commands.{cmd_name.replace('-', '_')}")
        found: click.Command = module.command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command where there is none of that name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            nearest = difflib.get_close_matches(args[0], COMMANDS, n=1)
            known = f"Did you mean {nearest[0]}?" if nearest else f"There are: {', '.join(COMMANDS)}."
            raise click.UsageError(f"There is no command {args[0]}. {known}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="token-conformance")
@click.option("--debug", is_flag=True, help="Show the traceback of a crash (also: CONFORMANCE_DEBUG=1).")
def group(debug: bool) -> None:
    """Conformance tests for live OAuth 2.0 and OpenID Connect token endpoints.

    \b
    Begin here:
      conformance demo                         see a whole run, report and all
      conformance demo --fault ignores-expiry  see how a finding looks
      conformance lint acme.toml               is the target file right, is the endpoint there?
      conformance run acme.toml                the verdict on your endpoint

    \b
    Exit status: 0 conforms, 1 violates, 2 interrupted, 3 a crash of this tool,
    4 wrong target file or command line, 5 nothing selected, 10 incomplete.
    """  # noqa: D301 - click reads the control character as: keep these lines


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(int(run_command_line(given)))


def run_command_line(given: list[str]) -> int:
    """Run the command line; give the exit status and never a traceback that nobody asked for."""
    own, further = _split(given)
    debug = "--debug" in own or os.environ.get("CONFORMANCE_DEBUG", "") not in ("", "0")
    try:
        _refuse_typed_secrets(given)
        status = group.main(own, prog_name="conformance", standalone_mode=False, obj=Call(further, debug))
    except click.ClickException as wrong:
        wrong.show()
        return Status.WRONG_INPUT
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted.", err=True)
        return Status.INTERRUPTED
    except Exception as crash:
        return _tell_crash(crash, debug)
    return status if isinstance(status, int) else Status.GOOD


def _refuse_typed_secrets(given: list[str]) -> None:
    # what complains of an unknown option may repeat it, so this comes before everything else
    if types_secret(given):
        raise WrongInputError(TYPED_SECRET)


def _split(given: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """Part our own arguments from those behind --, which are pytest's."""
    if "--" not in given:
        return given, ()
    place = given.index("--")
    return given[:place], tuple(given[place + 1 :])


def _tell_crash(crash: Exception, debug: bool) -> Status:
    text = hide("".join(traceback.format_exception(crash)), {})
    if debug:
        click.echo(text, err=True)
        return Status.CRASHED
    click.echo(f"conformance itself failed ({type(crash).__name__}); this says nothing about the endpoint.", err=True)
    click.echo(f"{_keep(text)} Repeat it with --debug to see it here.", err=True)
    return Status.CRASHED


def _keep(text: str) -> str:
    try:
        handle, name = tempfile.mkstemp(prefix="conformance-crash-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError:
        return "The traceback could not be kept."
    return f"The traceback is in {Path(name)}."


if __name__ == "__main__":
    main()
