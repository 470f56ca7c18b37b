"""The public Python API: templates, words and tracks, as ``import relax`` offers them.

    import relax

    track = relax.make("steady-breath", minutes=6, client={"name": "Ana", "avoid": ["belly"]})
    print(track.mp3, track.duration_s)

The command line stands on it. Every function takes ``home``, an installation; without it, the one
that the command line would use (``RELAX_CACHE``, ``RELAX_DATA`` and the other variables count).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

from relax.environment import usual_home
from relax.errors import BadInput
from relax.progress import silent
from relax.wishes import Person, Wishes, request_of
from relax.words import (
    Piece,
    Script,
    ScriptMeta,
    Template,
    find_template,
    parse,
    print_script,
    read_file,
    read_script,
    template_files,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from relax.deliver import Report
    from relax.home import Home
    from relax.play import Plan
    from relax.progress import Progress
    from relax.track import Track
    from relax.words.check import Facts, Finding
    from relax.words.lint import Changed

_NOTHING: Final = Script(ScriptMeta(title="none"), ())
"""In place of words that are still to be chosen."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a track.

    Attributes:
        script: chapters, sentences and cues.
        notices: what a person should be told about how the request was met.
    """

    script: Script
    notices: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """As a person reads and edits it, and as :func:`voice` takes it again."""
        return print_script(self.script)


def make(
    template: Template | Path | str,
    *,
    client: Person = None,
    out: Path | str = "output",
    home: Home | None = None,
    force: bool = False,
    progress: Progress = silent,
    **wishes: Unpack[Wishes],
) -> Track:
    """Make the track of a template for a client, or find it where it has been made before.

    Args:
        template: its id (see ``relax templates``), its file, or the template itself.
        client: preferences; personal fields act only on words.
        out: folder the track goes to.
        home: the installation.
        force: make it anew, also where it is there.
        progress: is told how far the work is.
        wishes: see :class:`Wishes`.

    Raises:
        BadInput: something that was asked for cannot be, with what to do; nothing is written.
        RelaxError: the work failed; nothing half-made is left.
    """
    from relax.making import make as make_track  # noqa: PLC0415  (numpy and more: after --help)

    home = home or usual_home()
    source = template if isinstance(template, Template) else _template(template, home)
    request = request_of(source, client, Path(out), wishes)
    return make_track(request, home, force=force, progress=progress)


def voice(
    words: Words | Script | Path | str,
    *,
    client: Person = None,
    out: Path | str = "output",
    home: Home | None = None,
    force: bool = False,
    progress: Progress = silent,
    **wishes: Unpack[Wishes],
) -> Track:
    """Make a track of words: a file of any kind, or what :func:`script` gave.

    The arguments are those of :func:`make`.

    Raises:
        BadInput: the words cannot be read or may not be said, with place and remedy.
        RelaxError: the work failed; nothing half-made is left.
    """
    from relax.making import make as make_track  # noqa: PLC0415

    source = words.script if isinstance(words, Words) else words
    if not isinstance(source, Script):
        source = read_file(Path(source)).whole()
    request = request_of(source, client, Path(out), wishes)
    return make_track(request, home or usual_home(), force=force, progress=progress)


def script(
    *sources: Piece | Template | Script | Path | str,
    client: Person = None,
    home: Home | None = None,
    **wishes: Unpack[Wishes],
) -> Words:
    """Choose the words of a track without voicing them; of several sources, as one track.

    Args:
        sources: templates or scripts, by id or file, or themselves. Several become one: the
            opening of the first, what each is about, the closing of the last.
        client: preferences.
        home: the installation.
        wishes: see :class:`Wishes`; what concerns only the sound is ignored.

    Raises:
        BadInput: with what is wrong, and with which of them.
    """
    from relax.scripting import words_of  # noqa: PLC0415

    home = home or usual_home()
    pieces = [each if isinstance(each, Piece) else source(each, home=home) for each in sources]
    request = request_of(_NOTHING, client, Path(), wishes)
    rendered = words_of(pieces, request, home)
    return Words(rendered.script, rendered.notices)


def review(
    words: Words | Script | str,
    *,
    client: Person = None,
    home: Home | None = None,
    **wishes: Unpack[Wishes],
) -> list[Finding]:
    """All that the language check would say to a track of these words, in order of place.

    Words that are far from the length that is asked for are one finding more, ``LENGTH``.

    Args:
        words: what :func:`script` gave, or the text of a script.
        client: preferences.
        home: the installation.
        wishes: see :class:`Wishes`.

    Raises:
        BadInput: the text is no script, or something that is asked for cannot be.
    """
    from relax.scripting import review as review_script  # noqa: PLC0415

    if isinstance(words, str):
        words = parse(words)
    source = words.script if isinstance(words, Words) else words
    request = request_of(source, client, Path(), wishes)
    return review_script(source, request, home or usual_home())


def source(named: Template | Script | Path | str, *, home: Home | None = None) -> Piece:
    """A template by its id or file, or a script by its file, for :func:`script`.

    Raises:
        TemplateError, ScriptError: it is neither, or cannot be read.
    """
    match named:
        case Template():
            return Piece(named.meta.id, named)
        case Script():
            return Piece(named.meta.title, named)
    home = home or usual_home()
    name, path = str(named), Path(named)
    known = template_files(home.templates)
    if name not in known and path.is_file() and not name.endswith(".jinja"):
        return Piece(path.name, read_script(path))
    template = _template(name, home)
    return Piece(template.meta.id, template)


def check(
    *paths: Path | str,
    rules: Path | None = None,
    minutes: float | None = None,
    bed: bool = True,
    allow: Sequence[str] = (),
    home: Home | None = None,
) -> list[Finding]:
    """Everything that is wrong in scripts, templates and words of any kind.

    Args:
        paths: files, and folders of them.
        rules: YAML with a clinic's own rules.
        minutes: the length the words are to be made in.
        bed: whether a background plays under them.
        allow: rules that may be broken.
        home: the installation.

    Raises:
        BadInput: a path is missing, or the rules cannot be used.
    """
    from relax.words.lint import check_paths  # noqa: PLC0415

    facts = _facts(minutes, allow, bed=bed)
    folders = (home or usual_home()).templates
    found = check_paths([Path(path) for path in paths], folders, rules=rules, facts=facts)
    return [finding for finding in found if finding.rule not in allow]


def mend(
    *paths: Path | str,
    rules: Path | None = None,
    minutes: float | None = None,
    bed: bool = True,
    allow: Sequence[str] = (),
) -> list[Changed]:
    """Write into scripts and text what is certainly better; every changed line.

    Templates and documents of other programs are left as they are. The arguments are those of
    :func:`check`.

    Raises:
        BadInput: a path is missing, or the rules cannot be used.
    """
    from relax.words.lint import fix_paths  # noqa: PLC0415

    facts = _facts(minutes, allow, bed=bed)
    return fix_paths([Path(path) for path in paths], rules=rules, facts=facts)


def _facts(minutes: float | None, allow: Sequence[str], *, bed: bool) -> Facts:
    """What the language check is told of words by themselves.

    Raises:
        BadInput: a rule to allow does not exist.
    """
    from relax.words.check import OF_THE_PRODUCT, refuse_unknown  # noqa: PLC0415

    for rule in allow:
        refuse_unknown(rule)
    return replace(OF_THE_PRODUCT, minutes=minutes, sounds=frozenset({"bed"} if bed else ()))


def inspect(path: Path | str, *, home: Home | None = None) -> Report:
    """Measure an MP3, of this product or of any other: levels, peaks, speech, tags, purposes.

    Raises:
        BadInput: there is no such file, or it is not an MP3.
    """
    from relax.deliver import inspect as inspect_file  # noqa: PLC0415

    return inspect_file(Path(path), (home or usual_home()).ffmpeg)


def play_plan(
    *paths: Path | str,
    minutes: float | None = None,
    until: datetime | None = None,
    calendar: Path | None = None,
    now: datetime | None = None,
    personal: bool = False,
    sleep: bool = False,
    settle: float | None = None,
    crossfade: float | None = None,
    tell: Callable[[str], None] = lambda _: None,
    home: Home | None = None,
) -> Plan:
    """What ``relax play`` would play when, without a sound.

    Args:
        paths: files, folders and playlists.
        minutes: how long; of this, ``until`` and ``calendar`` at most one.
        until: when it is to be silent.
        calendar: an .ics file, between whose appointments it would play.
        now: when it begins; without a time zone it is this computer's.
        personal: whether tracks for one person may be played.
        sleep: whether tracks that do not wake may be played.
        settle: seconds of quiet after an appointment; None for as many as usual.
        crossfade: seconds from one track to the next; None for as many as usual.
        tell: takes one sentence for each thing that is passed over, and why.
        home: the installation.

    Raises:
        BadInput: a path or the calendar cannot be used.
    """
    from relax import play  # noqa: PLC0415  (numpy and more)

    if sum(end is not None for end in (minutes, until, calendar)) > 1:
        raise BadInput("Give one of minutes, until and calendar.")
    begin = now.astimezone() if now else datetime.now().astimezone()
    asked = play.Asked(
        tuple(Path(path) for path in paths),
        seconds=None if minutes is None else minutes * 60,
        until=None if until is None else until.astimezone(),
        calendar=calendar,
        settle=play.SETTLE_S if settle is None else settle,
        crossfade=play.CROSSFADE_S if crossfade is None else crossfade,
        personal=personal,
        sleep=sleep,
    )
    planner = play.room(asked, home or usual_home(), begin, tell).planner
    return planner.plan(begin.timestamp(), frozenset())


def _template(named: Path | str, home: Home) -> Template:
    return find_template(str(named), home.templates)
