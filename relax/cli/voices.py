"""``relax voices``: list voices, hear them, fetch one, number the lines of a script to record."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relax.cli import voices_check
from relax.cli._catalogue import columns
from relax.cli._new_file import new_file
from relax.cli._options import home_options, take_home, voice_options
from relax.cli._report import print_json, print_table, progress_bar
from relax.units import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.voices import VoiceInfo


@click.group("voices", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option(
    "--sample",
    type=click.Path(path_type=Path),
    metavar="OUT.mp3",
    help="Make one file in which every voice here speaks the same three sentences.",
)
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@voice_options
@home_options
@click.pass_context
def command(
    context: click.Context, /, sample: Path | None, *, as_json: bool, force: bool, **options: Any
) -> None:
    """List the voices, and what each one needs before it works."""
    if context.invoked_subcommand is not None:
        return
    from relax.home import voice_settings  # noqa: PLC0415  (after --help)
    from relax.voices import list_voices  # noqa: PLC0415

    home = take_home(options)
    if sample is not None:
        from relax.sample import make_sample  # noqa: PLC0415  (heavy)

        new_file(sample, ".mp3", force=force)
        with progress_bar(quiet=as_json) as progress:
            made = make_sample(sample, home, progress)
        for notice in made.notices:
            click.echo(f"relax: {notice}", err=True)
        for start_s, voice in made.voices:
            click.echo(f"{clock(int(start_s))}\t{voice}", err=True)
        click.echo(str(sample))
        return
    voices = list_voices(voice_settings(home))
    if as_json:
        print_json([asdict(voice) for voice in voices])
        return
    if sys.stdout.isatty():
        for line in _lines(voices):
            click.echo(line)
        return
    print_table(
        ("voice", "language", "what it is", "needs", "misheard over a bed"),
        [(v.id, v.language, v.description, v.needs, _share(v.clarity)) for v in voices],
    )


def _lines(voices: list[VoiceInfo]) -> Iterator[str]:
    """Lines for a terminal: voices that work now, then the others with what they need.

    What a person is to type has a line of its own, so that it is never wrapped.
    """
    width = max(len(voice.id) for voice in voices)
    for here, title in ((True, "Here now"), (False, "With something more")):
        found = [voice for voice in voices if bool(voice.needs) != here]
        yield click.style(title, bold=True) if found else ""
        for voice in found:
            first, several, _ = voice.language.partition(",")
            language = f"{first} …" if several else first
            start = f"  {voice.id:<{width}}  {language:<6}  "
            wrapped = click.wrap_text(voice.description, columns(), start, " " * len(start))
            yield wrapped
            if voice.needs:
                yield f"      needs: {voice.needs}"
            if voice.clarity is not None:
                yield f"      words misheard over a bed: {_share(voice.clarity)}"
    yield "\nHear them all:  relax voices --sample OUT.mp3"
    yield f"Use one:        relax make outside-in-scan --voice {voices[0].id}"


def _share(clarity: float | None) -> str:
    """The share of words that a speech recogniser mishears over the default bed, as ``3%``."""
    return "" if clarity is None else f"{clarity:.0%}"


@command.command("record-sheet")
@click.argument("script", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write; save it as record-sheet.txt in the folder of takes.",
)
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@voice_options
@home_options
def sheet(script: Path, out: Path | None, *, force: bool, **options: Any) -> None:
    """Number the lines of SCRIPT, to read aloud and record one by one."""
    from relax.files import write_text  # noqa: PLC0415  (after --help)
    from relax.ipa import written  # noqa: PLC0415
    from relax.speaking import lines_of  # noqa: PLC0415
    from relax.voices import record_sheet  # noqa: PLC0415
    from relax.words import USUAL_MINUTES, read_script, spans_for  # noqa: PLC0415

    home = take_home(options)
    source = read_script(script)
    spans = spans_for(source.meta.minutes or USUAL_MINUTES, source.meta.silence_max_s)
    text = record_sheet(written(line.text) for _, line in lines_of(source, spans, home))
    if out is None:
        click.echo(text, nl=False)
        return
    new_file(out, "", force=force)
    write_text(out, text, private=bool(source.meta.personal))
    click.echo(str(out))


@command.command("say")
@click.argument("text")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT.wav")
@click.option(
    "--as",
    "spoken",
    metavar="SPOKEN",
    help="How to say it, e.g. shih-VAWN, or in IPA between slashes.",
)
@click.option(
    "--language",
    default="",
    metavar="L",
    help="Say it as espeak-ng reads it in this language, e.g. pl or Polish.",
)
@click.option("--voice", default="", metavar="V", help="Which voice speaks.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@voice_options
@home_options
def say(
    text: str,
    out: Path,
    spoken: str | None,
    language: str,
    voice: str,
    *,
    as_json: bool,
    force: bool,
    **options: Any,
) -> None:
    """Speak TEXT to a WAV, to hear how a voice says a name; nothing else is kept of it.

    How it is said is told in IPA, where that comes from, and what to write into a client file to
    have it said so. Other programs on this computer can see TEXT while this runs.
    """
    from relax.sample import say_to  # noqa: PLC0415  (heavy, after --help)

    if spoken is not None and language:
        raise click.UsageError("--as and --language are two ways to say it: take one.")
    home = take_home(options)
    new_file(out, ".wav", force=force)
    said = say_to(out, text, spoken, voice, home, language)
    if as_json:
        print_json({"wav": str(out), **asdict(said)})
        return
    if said.source != "you":
        _tell_how(said.spoken, said.source, said.language)
    click.echo(str(out))


def _tell_how(spoken: str, source: str, language: str) -> None:
    """Print how something is said, where that comes from, and the line for a client file."""
    whence = {
        "pronunciations": "from your pronunciation file",
        "names": f"from the list of names ({language})",
        "guess": f"espeak-ng's reading in {language}: a first guess",
        "voice": "the voice's own reading",
    }
    click.echo(f"{spoken}  {whence[source]}", err=True)
    if len(spoken.strip("/")) == len(spoken) - 2 and spoken.count("/") == 2:
        click.echo(f'In a client file:  pronunciation: "{spoken}"', err=True)


@command.command("get")
@click.argument("name", required=False)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Take the voice from a file, or the folder its files lie in, and not from the network.",
)
@click.option(
    "--mirror",
    default="",
    envvar="RELAX_VOICE_MIRROR",
    metavar="URL",
    help="A web address that has the same files.  [config: voice-mirror]",
)
@click.option("--yes", is_flag=True, help="You know the licences and accept them.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@home_options
def get(
    name: str | None,
    source: Path | None,
    mirror: str,
    *,
    yes: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Fetch the voice NAME and try it; without NAME, list what there is.

    What its licences say, and how large it is, is shown first. A download that broke off goes on
    where it stopped; a voice that is here is checked, and mended if it is damaged.
    """
    from relax.cli._get_voice import bring, list_all, tell, try_out  # noqa: PLC0415  (after --help)
    from relax.voices import registry  # noqa: PLC0415

    home = take_home(options)
    if name is None:
        if source is not None:
            raise click.UsageError("--from needs the name of the voice.")
        list_all(home.voices, as_json=as_json)
        return
    voice = registry().find(name)
    bring(voice, home.voices, source, mirror, yes=yes, quiet=as_json)
    trouble = try_out(voice, home)
    tell(voice, home.voices, trouble, as_json=as_json)
    click.get_current_context().exit(1 if trouble else 0)


command.add_command(voices_check.command)
