"""A roster file → a ``Roster``: each row a settled request, or everything that is wrong with it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from relax.batch.roster._formats import read_table
from relax.batch.roster._headings import OWN_COLUMNS, HeadingRules, known_columns, map_columns
from relax.batch.roster._model import Problem, Roster, Row
from relax.batch.roster._redact import redacted
from relax.batch.roster._table import Record
from relax.batch.roster._warnings import warnings_about
from relax.deliver import NO_CREDITS, Credits
from relax.errors import BadInput, Place, RelaxError
from relax.hints import nearest
from relax.origin import voice_fact
from relax.progress import silent
from relax.request import Request, refuse_credits, settle
from relax.settings import settings_for
from relax.sound import bed_names, open_bed
from relax.units import to_samples
from relax.words import (
    Client,
    Script,
    ScriptMeta,
    client_from,
    client_problems,
    find_template,
    template_files,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from relax.batch.roster._headings import ColumnMap
    from relax.batch.roster._table import Table
    from relax.home import Home
    from relax.settings import Settings
    from relax.words import Template

NO_RULES: Final = HeadingRules()
"""Nothing said by options: headings are fields by their names, or by those usual elsewhere."""

_NO_TEMPLATE: Final = Script(ScriptMeta(title="none"), ())
"""Stands in for a template that is not known, so that the rest of the row is checked as well."""

_MINUTES = re.compile(r"\d{1,6}(\.\d*)?|\.\d{1,6}")


@dataclass(slots=True)
class _Lookups:
    """Templates, voices and beds that rows name, each looked up once for all rows.

    Attributes:
        own_voice: the voice that whoever runs the batch has chosen by an option.
        credits: for the tags of every track.
        beds: sound files that have been read, each with the whole minutes it must serve.
    """

    home: Home
    out: Path
    own_voice: str | None = None
    credits: Credits = NO_CREDITS
    templates: dict[str, Template] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)
    beds: set[tuple[str, int]] = field(default_factory=set)

    def template(self, name: str) -> Template:
        """The template of that name."""
        if name not in self.templates:
            self.templates[name] = find_template(name, self.home.templates)
        return self.templates[name]

    def voice(self, name: str) -> None:
        """Find out which engine, version and settings a voice stands for."""
        if name not in self.identities:
            self.identities[name] = voice_fact(name, self.home)

    def bed(self, settings: Settings, minutes: float | None) -> None:
        """Read a sound file as the mix will, so that one that cannot be played is refused now."""
        bed = str(settings.sound.bed)
        whole = math.ceil(minutes or 1)  # whole minutes: rows of nearly one length share a reading
        if bed not in bed_names() and (bed, whole) not in self.beds:
            open_bed(
                settings.sound, to_samples(60 * whole), self.home.beds, silent, self.home.ffmpeg
            )
            self.beds.add((bed, whole))


def read_roster(
    path: Path,
    home: Home,
    out: Path,
    defaults: Mapping[str, Any],
    rules: HeadingRules = NO_RULES,
    credits: Credits = NO_CREDITS,  # noqa: A002
) -> Roster:
    """The roster in a file.

    Args:
        path: the file; ``-`` is standard input.
        home: templates, voices and caches.
        out: the folder its tracks are to be made in.
        defaults: field → what a row has there that leaves it empty, from options.
        rules: how headings are to be read.
        credits: for the tags of every track.

    Raises:
        BadInput: the file or its columns cannot be used. A row that cannot is part of the result.
    """
    table = read_table(path, rules)
    if not table.records:
        raise BadInput("There are no rows in the roster.", place=Place(_shown(path)))
    common = {**defaults, **table.defaults}
    unknown = [name for name in common if name not in known_columns()]
    if unknown:
        raise BadInput(
            "A default is not known.",
            hint=nearest(unknown[0], known_columns()),
            place=Place(_shown(path)),
        )
    lookups = _Lookups(home, out, defaults.get("voice"), credits)
    columns = map_columns(table.titles, rules)
    rows = tuple(
        _row(Record(record.number, {**common, **cells}, _problems_in_use(record, columns)), lookups)
        for record in table.records
        for cells in _each_template(_in_fields(record.cells, columns))
    )
    notices = (*table.notices, *columns.notices, *warnings_about(rows))
    unusable = _unusable(table, columns, _shown(path))
    return Roster(name_of(path), rows, notices, lookups.identities, unusable)


def name_of(path: Path) -> str:
    """The name of a roster, which is also that of the folder of its tracks: its file's stem."""
    return "roster" if str(path) == "-" else path.stem


def _shown(path: Path) -> str:
    return "standard input" if str(path) == "-" else str(path)


def _in_fields(cells: Mapping[str, Any], columns: ColumnMap) -> dict[str, Any]:
    """The cells of a row by field; cells of columns that are not used are dropped here."""
    found = {}
    for name, several in columns.fields.items():
        filled = [cells[column] for column in several if column in cells]
        if filled:
            found[name] = filled[0]
    return found


def _problems_in_use(record: Record, columns: ColumnMap) -> tuple[Problem, ...]:
    """The problems of a row that count: of cells that are used, or that stand in no column."""
    fields = {column: name for name, columns in columns.fields.items() for column in columns}
    return tuple(
        replace(problem, column=fields.get(problem.column, problem.column))
        for problem in record.problems
        if problem.column in fields or problem.column not in columns.columns
    )


def _unusable(table: Table, columns: ColumnMap, file: str) -> BadInput | None:
    """Why the columns as a whole cannot be used, or None.

    Nothing is made then: a column that was passed over could say what a person wants left out.
    """
    used = {column for columns in columns.fields.values() for column in columns}
    problems = [f"{at}: This column stands twice." for at in _twice_used(table, used)]
    problems += columns.problems
    if not problems:
        return None
    place = Place(file, table.line or None)
    return BadInput("The columns cannot be used as they are.", hint=" ".join(problems), place=place)


def _twice_used(table: Table, used: Collection[str]) -> list[str]:
    return [at for column, at in table.doubled.items() if column in used]


def _each_template(cells: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The row once for each template that its cell names; ``;`` stands between several."""
    several = cells.get("template")
    if isinstance(several, str):
        several = [part.strip() for part in several.split(";") if part.strip()]
    if not isinstance(several, list) or not several:
        return [{**cells, "template": None}] if several == [] else [dict(cells)]
    return [{**cells, "template": each} for each in several]


def _row(record: Record, lookups: _Lookups) -> Row:
    """One row as a settled request, or with all its problems."""
    cells = dict(record.cells)
    own = {name: cells.pop(name, None) for name in OWN_COLUMNS}
    if isinstance(text := cells.get("pronunciations"), str):
        cells["pronunciations"] = _spellings(text)
    if type(cells.get("client_ref")) is int:
        cells["client_ref"] = str(cells["client_ref"])
    reference = cells.get("client_ref")
    reference = str(reference) if reference is not None else None
    found = [*record.problems]
    chosen = {} if own["voice"] in (None, lookups.own_voice) else {"voice": own["voice"]}
    personal = client_problems({**cells, **chosen})
    found += [Problem(record.number, *each, personal=True) for each in personal]
    minutes = _minutes(own["minutes"], record.number, found)
    template = _template(own["template"], record.number, lookups, found)
    request = Request(
        template or _NO_TEMPLATE,
        Client() if personal else client_from(cells),
        lookups.out,
        minutes=minutes,
        voice=None
        if any(field == "voice" for field, *_ in personal)
        else _text_or_none(own["voice"]),
        bed=_text_or_none(own["bed"]),
        preset=_text_or_none(own["preset"]),
        credits=lookups.credits,
    )
    settled = _settled(request, record.number, lookups, found)
    if found or settled is None:
        return Row(record.number, reference, problems=tuple(found))
    return Row(record.number, reference, settled)


def _settled(request: Request, row: int, lookups: _Lookups, found: list[Problem]) -> Request | None:
    """The request with every choice made; every choice that cannot be adds a problem to ``found``.

    Each column is tried by itself, so that a person is told of all faults of a row at once.
    """
    settled = None

    def tried(column: str, work: Callable[[], object]) -> None:
        try:
            work()
        except RelaxError as error:
            message, hint = (redacted(text, request.client) for text in (error.message, error.hint))
            found.append(Problem(row, column, _unquoted(message, request, column), hint))

    def settle_it() -> None:
        nonlocal settled
        settled = settle(request)

    tried("minutes" if request.minutes else "duration_min", settle_it)
    chosen = settled or settle(replace(request, source=_NO_TEMPLATE, minutes=None))
    tried("preset", lambda: settings_for(chosen, lookups.home))
    bare = replace(chosen, preset=None)
    tried("bed", lambda: lookups.bed(settings_for(bare, lookups.home), chosen.minutes))
    tried("", lambda: refuse_credits(chosen))
    tried("voice", lambda: lookups.voice(chosen.voice or ""))
    return settled


def _unquoted(message: str, request: Request, column: str) -> str:
    """``message`` without the cell it quotes: where cells have slipped, that may be a name."""
    cell = getattr(request, column, None)
    for quoted in (f"“{cell}”", repr(cell)) if isinstance(cell, str) else ():
        message = message.replace(quoted, "“…”")
    return message


def _text_or_none(value: Any) -> str | None:
    return None if value is None else str(value).strip() or None


def _spellings(text: str) -> dict[str, str]:
    """A cell such as ``Aoife=Ee-fa; Niamh=Neev`` → word → how it is said."""
    pairs = (part.partition("=") for part in re.split(r";", text) if part.strip())
    return {written.strip(): said.strip() for written, _, said in pairs}


def _minutes(value: Any, row: int, found: list[Problem]) -> float | None:
    """Minutes, above 0 and up to 180; a cell that says none adds a problem to ``found``."""
    if value is None:
        return None
    text = str(value).strip().replace(",", ".")
    minutes = float(text) if _MINUTES.fullmatch(text) else 0.0
    if not 0 < minutes <= 180:
        found.append(Problem(row, "minutes", "This is no length.", "Write minutes, such as 10."))
        return None
    return minutes


def _template(value: Any, row: int, lookups: _Lookups, found: list[Problem]) -> Template | None:
    """The template that a row names; one that cannot be used adds a problem to ``found``."""
    name = _text_or_none(value)
    if name is None:
        hint = "Fill the column template, or give --template."
        found.append(Problem(row, "template", "There is no template.", hint))
        return None
    try:
        return lookups.template(name)
    except RelaxError as error:
        names = tuple(template_files(lookups.home.templates))
        if name in names:
            found.append(Problem(row, "template", error.message, error.hint))
        else:
            hint = nearest(name, names)
            found.append(Problem(row, "template", "There is no such template.", hint))
        return None


def example_roster() -> str:
    """A small CSV roster to begin with, which can be made as it stands."""
    return (files("relax.batch") / "data" / "example.csv").read_text(encoding="utf-8")
