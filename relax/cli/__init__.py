"""The command line: the group ``relax`` and its commands, each imported only when it runs."""

from __future__ import annotations

import importlib
import logging
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from relax import __version__, log
from relax.cli._usage import refuse_empty, sentence, without_curly_quotes
from relax.errors import RelaxError
from relax.files import full_disk, is_full
from relax.hints import did_you_mean

_COMMANDS = {
    "make": "Make a track from a template and a person's preferences.",
    "script": "Write only the words, to read and edit.",
    "voice": "Make a track from an edited script.",
    "batch": "Make every track of a roster.",
    "play": "Play tracks and beds in the gaps of a day.",
    "studio": "Make and hear tracks on a page, without the terminal.",
    "check": "Find language, structure and care problems in words.",
    "templates": "List templates, or show one.",
    "voices": "List the voices this computer has.",
    "beds": "List the background sounds.",
    "inspect": "Measure a finished track.",
    "forget": "Delete everything made for one person.",
    "purge": "Delete tracks that are older than some days.",
    "cache": "Show what is kept so as not to be made twice, or clear it.",
    "doctor": "Check that everything relax needs is here.",
}

_LOG = logging.getLogger(__name__)
_PYTHON = ".".join(map(str, sys.version_info[:3]))

STOPPED = 130
"""Exit code after Ctrl-C: 128 and the number of SIGINT, as shells count."""


class LazyGroup(click.Group):
    """A click group whose commands are modules of the same name in this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order in which a newcomer needs them."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None if there is none."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"relax.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with the nearest name where there is no such command."""
        refuse_empty(args[1:], ctx)
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if meant := did_you_mean(args[0], _COMMANDS):
                raise click.UsageError(f"{error.message} {meant}", ctx) from None
            raise

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """As click does it; an unknown option of ``relax`` itself is told in one sentence."""
        straight = without_curly_quotes(args)
        if straight != args and not extra.get("resilient_parsing"):
            click.echo("relax: curly quotes are taken off; straight ones are safer here.", err=True)
        try:
            return super().make_context(info_name, straight, parent, **extra)
        except click.UsageError as error:
            if isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):
                raise
            click.echo(sentence(error), err=True)
            raise click.exceptions.Exit(2) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an error becomes one sentence, and a traceback only under --debug."""
        try:
            return super().invoke(ctx)
        except RelaxError as error:
            if ctx.params.get("debug"):
                raise
            click.echo(f"relax: {error}", err=True)
            ctx.exit(error.exit_code)
        except (KeyboardInterrupt, click.Abort) as error:
            if not getattr(error, "quiet", False):
                click.echo("relax: stopped; nothing half-made was left behind.", err=True)
            ctx.exit(getattr(error, "exit_code", STOPPED))
        except click.UsageError as error:
            if isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):
                raise
            click.echo(sentence(error), err=True)
            ctx.exit(2)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            click.echo(f"relax: {_unforeseen(error)}", err=True)
            ctx.exit(1)


def _unforeseen(error: Exception) -> str:
    """One sentence for an error that is no ``RelaxError``, without anything it may quote."""
    if is_full(error):
        return str(full_disk(Path.cwd(), Path(tempfile.gettempdir())))
    if isinstance(error, OSError) and error.strerror:  # without the path, which may name
        return f"A file could not be read or written: {error.strerror.lower()}."
    # The message of an unforeseen error may quote a name: only its kind is shown.
    return (
        f"something went wrong inside relax ({type(error).__name__}). "
        "Run it again as `relax --debug …` to see where."
    )


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, "-V", "--version", message="relax %(version)s")
@click.option("--debug", is_flag=True, help="Show what is done, and where an error happened.")
@click.option("--config", type=click.Path(path_type=Path), envvar="RELAX_CONFIG", hidden=True)
@click.pass_context
def group(context: click.Context, /, *, debug: bool, config: Path | None) -> None:
    """Guided relaxation audio, made offline.

    A template and a person's preferences go in; a finished MP3 comes out.

    \b
    Begin with:  relax                    (asks four questions)
    Or:          relax make outside-in-scan --minutes 10
    """  # noqa: D301  (click wants the control character itself)
    from relax.cli._ask import ask, can_ask  # noqa: PLC0415  (after --help)
    from relax.cli._config import read_defaults  # noqa: PLC0415

    if debug:
        log.show()
    command = context.invoked_subcommand
    _LOG.info("relax %s on Python %s, %s: %s", __version__, _PYTHON, sys.platform, command)
    if command is None and not can_ask():
        click.echo(context.get_help())
        context.exit(2)
    defaults = read_defaults(config, _COMMANDS, command)
    context.default_map, context.obj = defaults.options, defaults.client
    context.meta["relax.clinic"] = defaults.clinic
    if command is None:
        ask(context)


class _StoppedError(KeyboardInterrupt):
    """SIGTERM or SIGHUP: another program, or closing the window, ends this one."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = 128 + number  # as shells count


def _stop(number: int, frame: object) -> None:
    """Handle a signal as Ctrl-C is handled, so that work in hand cleans up after itself."""
    del frame
    raise _StoppedError(number)


def _open_streams() -> None:
    """Point standard streams that were closed before the start to nowhere.

    Otherwise the next file that is opened gets their number, and messages are written into it.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123, SIM115
            setattr(sys, name, nowhere)


def main() -> None:
    """Run the program ``relax``.

    ``kill`` and closing the window end it as Ctrl-C does: unfinished files are deleted.
    """
    _open_streams()
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) == signal.SIG_DFL:
            signal.signal(getattr(signal, name), _stop)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    group(prog_name="relax")
