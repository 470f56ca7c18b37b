"""``relax`` without a command: four questions → a track, and an offer to play it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from relax.cli._catalogue import catalogue, clipped, columns, in_groups, length_of
from relax.cli._numbers import Minutes
from relax.hints import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from relax.home import Home
    from relax.words import Client, Occasion, Template, TemplateMeta

_MOST_SHOWN: Final = 6
"""Templates that are offered for one occasion."""

_FILES: Final = (".yaml", ".yml", ".json")
"""An answer that ends so is a client file, not a name."""


def can_ask() -> bool:
    """Whether questions can be shown and answered: both streams are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(context: click.Context) -> None:
    """Ask for whom, what for, how long and in which voice; make the track, and offer to play it.

    Raises:
        RelaxError: the track cannot be made.
    """
    from relax.cli import make  # noqa: PLC0415  (heavy, after --help)
    from relax.cli._listen import listen  # noqa: PLC0415
    from relax.cli._options import take_home  # noqa: PLC0415
    from relax.play import has_loudspeaker  # noqa: PLC0415

    with make.command.make_context("make", ["-"], parent=context) as own:
        options = own.params
        home = take_home(options)
        for name in ("template", "client_file", "name", "variables"):
            options.pop(name)
        _tell("Four questions, and a track. Enter takes what is in brackets; Ctrl-C leaves.\n")
        client = _for_whom()
        client, template, minutes = _what_for(client, home)
        options["minutes"] = _how_long(template, minutes or client.duration_min, options)
        options["voice"] = _which_voice(client, home, options["voice"])
        for name in ("minutes", "voice"):
            own.set_parameter_source(name, ParameterSource.COMMANDLINE)
        options["play"] = True  # it is offered below, and needs no other hint
        track = make.run(template, client, home, options)
        _tell_command_line(template, options)
        if not has_loudspeaker():
            _tell("To listen, open it in any music player; there is no loudspeaker here.")
        elif _question("Play it now?", "yes", _yes_or_no):
            listen(track.mp3)


def _tell(line: str) -> None:
    """Print a line to standard error."""
    click.echo(line, err=True)


def _indented(text: str) -> str:
    """``text`` wrapped to the terminal, with a margin."""
    return click.wrap_text(text, columns(), "  ", "  ")


def _question(text: str, default: str, read: Callable[[str], Any]) -> Any:
    """The value that ``read`` makes of an answer; while it refuses, the question comes again."""
    from relax.errors import RelaxError  # noqa: PLC0415  (after --help)

    while True:
        answer = click.prompt(text, default=default, err=True, show_default=bool(default))
        try:
            return read(answer.strip())
        except RelaxError as error:
            _tell(_indented(str(error)))
        except click.UsageError as error:
            _tell(_indented(error.message))


def _yes_or_no(answer: str) -> bool:
    """Whether the answer is yes.

    Raises:
        UsageError: it is neither.
    """
    if answer.casefold() in ("y", "yes", "n", "no"):
        return answer.casefold().startswith("y")
    raise click.UsageError("Please write yes or no.")


def _for_whom() -> Client:
    """Ask for a first name or a client file."""
    from relax.cli._options import client_from  # noqa: PLC0415  (after --help)

    nobody = "nobody in particular"

    def read(answer: str) -> Client:
        if answer == nobody:
            return client_from(None, None)
        if answer.lower().endswith(_FILES):
            return client_from(answer, None)
        return client_from(None, answer)

    _tell("A client file can say more, such as places to leave out.")
    client: Client = _question("For whom? A first name, or a client file", nobody, read)
    return client


def _what_for(client: Client, home: Home) -> tuple[Client, Template, float | None]:
    """Ask what for: the client with what was mentioned, the template, and minutes if mentioned."""
    from relax.cli.templates import read_metas  # noqa: PLC0415  (after --help)
    from relax.words import find_template, occasion  # noqa: PLC0415

    metas = read_metas(home)
    _tell("\nSuch as: neck, at home, 10 minutes; or sleep. Or the name of a template.")
    while True:
        text = _question("What for?", "show me everything", str)
        by_name = {meta.id: meta for meta in metas}
        if text in by_name:
            return client, find_template(text, home.templates), None
        wanted = occasion(text)
        told = _as_told(client, wanted) if wanted.understood else client
        if chosen := _chosen(wanted, told, metas):
            return told, find_template(chosen, home.templates), wanted.minutes


def _as_told(client: Client, wanted: Occasion) -> Client:
    """The client with the health notes, the setting and the position of an occasion."""
    from relax.words import Client  # noqa: PLC0415  (after --help)

    told: dict[str, Any] = client.model_dump(exclude_unset=True)
    told["contraindications"] = sorted({*client.contraindications, *wanted.health})
    told |= {"setting": wanted.setting} if wanted.setting else {}
    told |= {"position": wanted.position} if wanted.position else {}
    return Client.model_validate(told)


def _chosen(wanted: Occasion, client: Client, metas: list[TemplateMeta]) -> str | None:
    """Ask for one of the templates that fit, and return its id; None where none fits."""
    from relax.words import find  # noqa: PLC0415  (after --help)

    health = frozenset(client.contraindications)
    fits = find(replace(wanted, health=wanted.health | health), metas)
    by_name = {meta.id: meta for meta in metas}
    if not fits:
        _tell("  Nothing fits all of that; leave one part out.")
        return None
    if wanted.understood:
        names = [fit.template for fit in fits][:_MOST_SHOWN]
        for number, name in enumerate(names, 1):
            start = f"{number:>3}  {name:<18}  {length_of(by_name[name]):<11}  "
            _tell(start + clipped(by_name[name].purpose, columns() - len(start)))
    else:
        offered = [by_name[fit.template] for fit in fits]
        names = [meta.id for _, found in in_groups(offered) for meta in found]
        for line in catalogue(offered, numbered=True):
            _tell(line)
    return _one_of("Which?", names, names[0] if wanted.understood else "outside-in-scan")


def _one_of(text: str, names: list[str], default: str) -> str:
    """Ask for one of ``names``, which may be answered by its number."""

    def read(answer: str) -> str:
        if answer.isdecimal() and 0 < int(answer) <= len(names):
            return names[int(answer) - 1]
        if answer in names:
            return answer
        raise click.UsageError(f"Write a number from 1 to {len(names)}. {nearest(answer, names)}")

    found: str = _question(text, default if default in names else names[0], read)
    return found


def _how_long(template: Template, wanted: float | None, options: dict[str, Any]) -> float:
    """Ask for the length, and return it in minutes."""
    from relax.words import Client, chosen_minutes  # noqa: PLC0415  (after --help)

    limits = template.meta.minutes
    first = wanted or options["minutes"] or limits.default
    default = min(max(first, limits.min), limits.max)

    def read(answer: str) -> float:
        minutes = Minutes().convert(answer, None, None)
        return chosen_minutes(template, Client(), minutes)

    _tell("")
    text = f"How long, in minutes? From {limits.min:g} to {limits.max:g}"
    minutes: float = _question(text, f"{default:g}", read)
    return minutes


def _which_voice(client: Client, home: Home, kept: str | None) -> str:
    """Ask for a voice, and return its id; ``kept``: the one in the settings."""
    from relax.home import voice_settings  # noqa: PLC0415  (after --help)
    from relax.voices import list_voices  # noqa: PLC0415

    here = [v for v in list_voices(voice_settings(home)) if not v.needs and v.engine != "auto"]
    names = [voice.id for voice in here]
    default = client.voice or kept or names[0]
    if default not in names:
        names.insert(0, default)
    about = {voice.id: voice.description for voice in here}
    _tell("")
    for number, name in enumerate(names, 1):
        start = f"{number:>3}  {name:<22}  "
        _tell(start + clipped(about.get(name, "as before"), columns() - len(start)))
    return _one_of("Which voice?", names, default)


def _tell_command_line(template: Template, options: dict[str, Any]) -> None:
    """Print the command that makes such a track without questions; it holds no name."""
    line = f"relax make {template.meta.id} --minutes {options['minutes']:g}"
    _tell(f"\nThe same without questions:\n  {line} --voice {options['voice']}")
    _tell("With a name and wishes, add --client FILE.\n")
