"""Options that several commands share → the values that ``relax.make`` takes.

The environment is read here and nowhere else.
"""

from __future__ import annotations

import re
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from relax.caches import LARGEST_BYTES
from relax.cli import _complete
from relax.cli._numbers import Bytes, LeadIn, Minutes, Seed

if TYPE_CHECKING:
    from collections.abc import Callable

    from relax.deliver import Credits
    from relax.home import Home
    from relax.words import Client, Script, Template

OWN_TEMPLATES = Path("templates")
"""The folder of a person's own templates, unless ``--templates`` names another."""

CLINIC = "relax.clinic"
"""Key in click's ``meta`` under which the clinic's own words from the settings are."""

Function = TypeVar("Function", bound="Callable[..., Any]")


def _join(*options: Callable[[Any], Any]) -> Callable[[Function], Function]:
    """Several click options as one decorator, in the order written."""
    return lambda function: reduce(lambda f, option: option(f), reversed(options), function)


def _each(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """The values of an option that may be repeated, and may hold several with commas."""
    del ctx, param
    return tuple(name for text in value for name in re.split(r"[\s,]+", text) if name)


allow_option = click.option(
    "--allow",
    multiple=True,
    metavar="RULE",
    callback=_each,
    help="Let rules of `check` pass: one, or several as A,B.",
)
rules_option = click.option(
    "--rules",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your clinic's rules: adds some, silences some with a reason.",
)
credit_options = _join(
    click.option("--title", metavar="TEXT", help="What players show; never a client's name."),
    click.option("--artist", metavar="TEXT", help="By whom it is, for players."),
    click.option(
        "--cover",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A picture for the tags, .jpg or .png; without it one is drawn.",
    ),
)
track_options = _join(
    click.option(
        "--minutes", type=Minutes(), metavar="M", help="Length of the track, e.g. 10 or 7.5."
    ),
    click.option(
        "--voice",
        metavar="V",
        shell_complete=_complete.voices,
        help="Which voice speaks (see `relax voices`).",
    ),
    click.option(
        "--rate",
        type=click.FloatRange(0.5, 1.5),
        metavar="R",
        help="How fast the voice speaks; 1 is its own calm pace, 0.9 a tenth slower.",
    ),
    click.option(
        "--bed",
        metavar="B",
        shell_complete=_complete.beds,
        help="Background: a name (see `relax beds`) or a file.",
    ),
    click.option(
        "--bed-tone",
        "bed_tone_db",
        type=click.FloatRange(-12, 12),
        default=0.0,
        metavar="DB",
        help="The bed's treble, -12 to 12; below 0 is darker.",
    ),
    click.option(
        "--warmth",
        default="natural",
        metavar="W",
        shell_complete=_complete.warmths,
        help="The voice's sound: natural, warm, plain.",
    ),
    click.option(
        "--loudness",
        metavar="L",
        shell_complete=_complete.purposes,
        help="Purpose: default, podcast, sleep, table …",
    ),
    click.option(
        "--format",
        "format_",
        metavar="F",
        shell_complete=_complete.formats,
        help="mp3, m4a, opus, flac or wav; mp4 is a video of one picture.",
    ),
    click.option("--seed", type=Seed(), metavar="N", help="Another choice among equal wordings."),
    click.option(
        "--out",
        type=click.Path(path_type=Path),
        default=Path("output"),
        show_default=True,
        metavar="DIR",
        help="Folder for the track.",
    ),
    click.option(
        "-o",
        "file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The track's own file instead, e.g. evening.mp3; the ending says the format.",
    ),
    click.option(
        "--label",
        metavar="L",
        help="Begins the file's name, to tell files apart; everyone can see it.",
    ),
    allow_option,
    credit_options,
    click.option("--force", is_flag=True, help="Make it again even if it is already there."),
)
client_options = _join(
    click.option(
        "--client",
        "client_file",
        metavar="FILE",
        help="Preferences, YAML or JSON; - reads them from standard input.",
    ),
    click.option(
        "--name",
        metavar="N",
        help="A first name. Other programs can see it while this runs: --client is private.",
    ),
    click.option(
        "--set",
        "variables",
        multiple=True,
        metavar="NAME=VALUE",
        help="A setting of this template (see `relax templates ID`).",
    ),
)
lead_in_option = click.option(
    "--lead-in",
    "lead_in_s",
    type=LeadIn(),
    metavar="T",
    help="So long only the background is heard before the first word, e.g. 30s.",
)
bell_option = click.option(
    "--bell",
    metavar="WHERE",
    help="A soft bell, announced: start, end, or every 5m, with commas between.",
)
recognise_option = click.option(
    "--recognise",
    is_flag=True,
    help="Have a speech recogniser listen to every line, and put what it heard into the proof.",
)
voice_options = _join(
    click.option(
        "--voice-model",
        "piper_model",
        type=click.Path(path_type=Path),
        envvar="RELAX_PIPER_MODEL",
        metavar="FILE",
        help="The .onnx model that the voice piper speaks with.",
    ),
    click.option(
        "--recordings",
        type=click.Path(path_type=Path),
        envvar="RELAX_RECORDINGS",
        metavar="PATH",
        help="Your own voice: a folder of takes, a file for each line, or one long recording of "
        "the whole script. Named here, it is the voice unless --voice names another.",
    ),
    click.option(
        "--fill",
        default="",
        metavar="VOICE",
        help="Speaks the lines that --recordings lacks; without it they stop the work.",
    ),
    click.option(
        "--voice-command",
        default="",
        envvar="RELAX_VOICE_COMMAND",
        metavar="LINE",
        help="The program behind the voice command, with {text_file} and {wav}.",
    ),
    click.option(
        "--pronunciations",
        "pronunciation_file",
        type=click.Path(path_type=Path),
        envvar="RELAX_PRONUNCIATIONS",
        metavar="FILE",
        help="Words and how to say them, YAML; a client's own come before them.",
    ),
)
report_options = _join(
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs."),
    click.option("--quiet", "-q", is_flag=True, help="Print nothing but the result."),
)
home_options = _join(
    click.option(
        "--templates",
        "template_folder",
        type=click.Path(path_type=Path),
        envvar="RELAX_TEMPLATES",
        default=OWN_TEMPLATES,
        metavar="DIR",
        help="Your own templates, searched first.  [default: templates]",
    ),
    click.option("--cache", type=click.Path(path_type=Path), envvar="RELAX_CACHE", hidden=True),
    click.option(
        "--cache-limit",
        type=Bytes(),
        envvar="RELAX_CACHE_LIMIT",
        default=LARGEST_BYTES,
        hidden=True,
    ),
    click.option("--data", type=click.Path(path_type=Path), envvar="RELAX_DATA", hidden=True),
    click.option("--ffmpeg", type=click.Path(path_type=Path), envvar="RELAX_FFMPEG", hidden=True),
    click.option(
        "--espeak", type=click.Path(path_type=Path), envvar="RELAX_ESPEAK_LIBRARY", hidden=True
    ),
)


def take_home(options: dict[str, Any]) -> Home:
    """The installation that ``home_options`` and ``voice_options`` describe.

    Its parameters are removed from ``options``, so that the rest describes the track.

    Raises:
        BadInput: the pronunciation file, or a folder of templates that was named, cannot be used.
    """
    import relax  # noqa: PLC0415
    from relax.errors import BadInput  # noqa: PLC0415  # noqa: PLC0415

    _speak_as_recorded(options)
    own: Path = options.pop("template_folder")
    if own != OWN_TEMPLATES and not own.is_dir():
        raise BadInput(f"There is no folder of templates at {own}.", hint="Correct --templates.")
    return relax.installation(
        cache=options.pop("cache"),
        cache_limit=options.pop("cache_limit"),
        data=options.pop("data"),
        templates=own,
        pronunciations=options.pop("pronunciation_file", None),
        ffmpeg=options.pop("ffmpeg"),
        espeak_library=options.pop("espeak"),
        piper_model=options.pop("piper_model", None),
        recordings=options.pop("recordings", None),
        fill=options.pop("fill", ""),
        voice_command=options.pop("voice_command", ""),
        clinic=click.get_current_context().meta.get(CLINIC),
    )


def credits_from(options: dict[str, Any]) -> Credits:
    """Title, artist and cover of ``credit_options``.

    Raises:
        BadInput: a text or a picture that cannot be in tags.
    """
    from relax.deliver import Credits, credit, read_cover  # noqa: PLC0415

    return Credits(
        credit(options["title"], "title"),
        credit(options["artist"], "artist"),
        read_cover(options["cover"]) if options["cover"] else None,
    )


def _speak_as_recorded(options: dict[str, Any]) -> None:
    """Make “recorded” the voice where the command line names recordings, but no voice."""
    context, typed = click.get_current_context(), click.core.ParameterSource.COMMANDLINE
    if (
        "voice" in options
        and context.get_parameter_source("recordings") is typed
        and context.get_parameter_source("voice") is not typed
    ):
        options["voice"] = "recorded"
        context.set_parameter_source("voice", typed)


def client_from(client_file: str | None, name: str | None) -> Client:
    """The client of a client file and ``--name``, with the defaults of the settings below them.

    Raises:
        ClientError: missing or malformed; with its place.
    """
    from relax.words import (  # noqa: PLC0415
        Client,
        client_from as from_fields,
        load_client,
    )

    def tell(sentence: str) -> None:
        click.echo(f"relax: {sentence}", err=True)

    client = load_client(client_file, tell=tell) if client_file else Client()
    if kept := click.get_current_context().find_root().obj:
        client = from_fields({**kept, **client.model_dump(exclude_unset=True)})
    return client.named(name) if name is not None else client


_OF_CLIENTS = {
    "minutes": "duration_min",
    "voice": "voice",
    "bed": "music",
    "seed": "seed",
    "rate": "voice_rate",
}
"""Option → the field of a client file that wishes the same."""


def wishes(options: dict[str, Any], client: Client, source: Template | Script | None) -> Any:
    """Minutes, voice, bed, seed and rate that count for this client, of those in ``options``.

    A value from the settings gives way to the client's own wish, and is moved into the range of
    the template; a value from the command line does not.
    """
    context, found = click.get_current_context(), {}
    for name, field in _OF_CLIENTS.items():
        if name not in options:
            continue
        value = options[name]
        if context.get_parameter_source(name) is click.core.ParameterSource.DEFAULT_MAP:
            value = None if field in client.model_fields_set else value
            if name == "minutes" and value is not None:
                value = _in_range(value, source)
        found[name] = value
    return found


def _in_range(minutes: float, source: Template | Script | None) -> float:
    """The length nearest to ``minutes`` that the template can have; a change is printed."""
    from relax.units import in_minutes  # noqa: PLC0415
    from relax.words import Template  # noqa: PLC0415

    if not isinstance(source, Template):
        return minutes
    limits = source.meta.minutes
    nearest = min(max(minutes, limits.min), limits.max)
    if nearest != minutes:
        click.echo(
            f"relax: {source.meta.id} can last {limits.min:g} to {limits.max:g} minutes: it is "
            f"made {in_minutes(nearest)} long, not {minutes:g} as your settings say.",
            err=True,
        )
    return nearest


def variables_from(pairs: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Name and value of each text ``NAME=VALUE``.

    Raises:
        BadInput: one without an equals sign.
    """
    from relax.errors import BadInput  # noqa: PLC0415

    found = []
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise BadInput("--set needs a name and a value.", hint="Write --set name=value.")
        found.append((name.strip(), value.strip()))
    return tuple(found)
