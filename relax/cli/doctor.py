"""``relax doctor``: is everything here that relax needs."""

from __future__ import annotations

import datetime as dt
import platform
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relax.cli._options import home_options, take_home
from relax.cli._report import print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from relax.home import Home


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@home_options
@click.pass_context
def command(ctx: click.Context, /, *, as_json: bool, **options: Any) -> None:
    """Try everything that making a track needs, and say what is wrong and what to do.

    Exits with 1 when something does not work.
    """
    from relax.errors import RelaxError  # noqa: PLC0415  (after --help)

    home = take_home(options)
    trials: dict[str, Callable[[Home], str]] = {
        "python": _python,
        "templates": _templates,
        "speech": _speech,
        "encoder": _encoder,
        "data folder": _data,
        "cache": _cache,
        "help lines": _help_lines,
    }
    rows = []
    for name, trial in trials.items():
        try:
            rows.append({"part": name, "works": True, "is": trial(home)})
        except RelaxError as error:
            rows.append({"part": name, "works": False, "is": str(error)})
    if as_json:
        print_json(rows)
    else:
        shown = [(str(r["part"]), "works" if r["works"] else "FAILS", str(r["is"])) for r in rows]
        print_table(("part", "", "what it is"), shown)
    ctx.exit(0 if all(row["works"] for row in rows) else 1)


def _python(home: Home) -> str:
    del home
    return f"Python {platform.python_version()} on {sys.platform}"


def _templates(home: Home) -> str:
    from relax.words import load_template, template_files  # noqa: PLC0415

    files = template_files(home.templates)
    for path in files.values():
        load_template(path)
    return f"{len(files)} templates"


def _speech(home: Home) -> str:
    """Really speaks a sentence, without the cache."""
    from relax.home import voice_settings  # noqa: PLC0415
    from relax.request import DEFAULT_VOICE  # noqa: PLC0415
    from relax.units import to_seconds  # noqa: PLC0415
    from relax.voices import (  # noqa: PLC0415
        ClipCache,
        Line,
        fallback_note,
        full_name,
        open_voice,
        voice_lines,
    )

    settings = voice_settings(home)
    voice = open_voice(DEFAULT_VOICE, settings)
    try:
        with tempfile.TemporaryDirectory() as folder:
            cache = ClipCache(Path(folder), b"doctor")
            (clip,) = voice_lines([Line("You're welcome to stop at any time.")], voice, cache)
            spoken = to_seconds(clip.frames)
            found = f"{full_name(DEFAULT_VOICE, settings)}, a sentence of {spoken:.1f} s"
            return f"{found}. {fallback_note(DEFAULT_VOICE, settings)}".removesuffix(". ")
    finally:
        voice.close()


def _encoder(home: Home) -> str:
    """Really encodes a second, and decodes it."""
    from relax.encode import EncodeSettings, decode, encode  # noqa: PLC0415
    from relax.errors import EncodeError  # noqa: PLC0415

    second = bytes(2 * 44_100)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "second.mp3"
        encode([second], 1, out, EncodeSettings(ffmpeg=home.ffmpeg))
        frames = sum(len(block) for block in decode(out, 1, home.ffmpeg))
    if frames != 44_100:
        raise EncodeError(f"One second came back as {frames} samples.")
    return "MP3, exact to the sample"


def _data(home: Home) -> str:
    from relax.home import secret  # noqa: PLC0415

    secret(home)
    return str(home.data)


def _help_lines(home: Home) -> str:
    """Old numbers are told and fail nothing: what a track needs is there all the same."""
    from relax.words import support_review  # noqa: PLC0415

    del home
    return support_review(dt.datetime.now().astimezone().date())


def _cache(home: Home) -> str:
    """Where it is; how much of each kind and of how much; what the last tracks took from it."""
    from relax.caches import KINDS  # noqa: PLC0415
    from relax.cli.cache import counted, taken_sentence  # noqa: PLC0415
    from relax.errors import RelaxError  # noqa: PLC0415
    from relax.units import in_megabytes  # noqa: PLC0415

    try:
        home.cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home.cache):
            sizes = home.caches.sizes()
    except OSError as error:
        raise RelaxError(f"The cache cannot be written: {error.strerror}.") from None
    held = in_megabytes(counted(sizes).bytes)
    parts = ", ".join(
        f"{in_megabytes(s.bytes)} {KINDS[k].title}{'' if KINDS[k].limited else ' (not counted)'}"
        for k, s in sizes.items()
        if s.files
    )
    lines = (
        f"{home.cache}, {held} of at most {in_megabytes(home.cache_limit)}",
        parts and f"{parts}.",
        taken_sentence(home),
    )
    return "\n".join(filter(None, lines))
