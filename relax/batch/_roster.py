"""A roster read and understood: each row a request, or what is wrong with it, all at once."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from relax.batch._columns import OWN_COLUMNS, Headings, known_columns, read_headings
from relax.batch._grid import Record
from relax.batch._private import hidden
from relax.batch._problem import Problem
from relax.batch._table import read_table
from relax.batch._wonder import what_to_know
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

    from relax.batch._columns import Reading
    from relax.batch._grid import Table
    from relax.home import Home
    from relax.settings import Settings
    from relax.words import Template

AS_NAMED: Final = Headings()
"""Columns are the fields they are named after, or usually are."""

_NO_TEMPLATE: Final = Script(ScriptMeta(title="none"), ())
"""In place of a template that is not known, while the rest of its row is looked at."""

_NUMBER = re.compile(r"\d{1,6}(\.\d*)?|\.\d{1,6}")


@dataclass(frozen=True, slots=True)
class Row:
    """One track that is wanted; without a request where ``problems`` say why."""

    number: int
    client_ref: str | None
    request: Request | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """Every row of a roster, in its order."""

    name: str
    rows: tuple[Row, ...]
    notices: tuple[str, ...] = ()
    identities: Mapping[str, str] = field(default_factory=dict)
    """Voice as asked for → what engine, version and settings it is."""
    unusable: BadInput | None = None
    """Why none of it may be made, whatever the rows are like."""


@dataclass(slots=True)
class _Known:
    """What is the same for many rows, asked for once.

    ``own_voice`` is the one that whoever runs the batch has chosen, by an option.
    """

    home: Home
    out: Path
    own_voice: str | None = None
    credits: Credits = NO_CREDITS
    templates: dict[str, Template] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)
    beds: set[tuple[str, int]] = field(default_factory=set)

    def template(self, name: str) -> Template:
        if name not in self.templates:
            self.templates[name] = find_template(name, self.home.templates)
        return self.templates[name]

    def voice(self, name: str) -> None:
        if name not in self.identities:
            self.identities[name] = voice_fact(name, self.home)

    def bed(self, settings: Settings, minutes: float | None) -> None:
        """A sound file is read as the mix will, by whole minutes: all that is heard must serve."""
        bed = str(settings.sound.bed)
        whole = math.ceil(minutes or 1)
        if bed not in bed_names() and (bed, whole) not in self.beds:
            open_bed(
                settings.sound, to_samples(60 * whole), self.home.beds, silent, self.home.ffmpeg
            )
            self.beds.add((bed, whole))


Defaults = dict[str, str]
"""Column → what a row has that leaves it out, from options."""


def read_roster(
    path: Path,
    home: Home,
    out: Path,
    defaults: Mapping[str, Any],
    headings: Headings = AS_NAMED,
    credits: Credits = NO_CREDITS,  # noqa: A002
) -> Roster:
    """The roster at ``path``, its tracks wanted in ``out``, each with ``credits`` in its tags.

    Raises:
        BadInput: the file or its columns cannot be used. A row that cannot is part of the result.
    """
    table = read_table(path, headings)
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
    known = _Known(home, out, defaults.get("voice"), credits)
    reading = read_headings(table.titles, headings)
    rows = tuple(
        _row(Record(record.number, {**common, **cells}, _of_ours(record, reading)), known)
        for record in table.records
        for cells in _each_template(_in_fields(record.cells, reading))
    )
    notices = (*table.notices, *reading.notices, *what_to_know(rows))
    unusable = _unusable(table, reading, _shown(path))
    return Roster(name_of(path), rows, notices, known.identities, unusable)


def name_of(path: Path) -> str:
    """What a roster is called, and the folder of its tracks."""
    return "roster" if str(path) == "-" else path.stem


def _shown(path: Path) -> str:
    return "standard input" if str(path) == "-" else str(path)


def _in_fields(cells: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    """The cells by field; nothing of other columns is kept."""
    found = {}
    for name, columns in reading.fields.items():
        filled = [cells[column] for column in columns if column in cells]
        if filled:
            found[name] = filled[0]
    return found


def _of_ours(record: Record, reading: Reading) -> tuple[Problem, ...]:
    """What is wrong with cells that are used, or are in no column."""
    fields = {column: name for name, columns in reading.fields.items() for column in columns}
    return tuple(
        replace(problem, column=fields.get(problem.column, problem.column))
        for problem in record.problems
        if problem.column in fields or problem.column not in reading.columns
    )


def _unusable(table: Table, reading: Reading, file: str) -> BadInput | None:
    """A column that is ignored could be the one that says what to leave out."""
    used = {column for columns in reading.fields.values() for column in columns}
    said = [f"{at}: This column stands twice." for at in _twice_used(table, used)]
    said += reading.problems
    if not said:
        return None
    place = Place(file, table.line or None)
    return BadInput("The columns cannot be used as they are.", hint=" ".join(said), place=place)


def _twice_used(table: Table, used: Collection[str]) -> list[str]:
    return [at for column, at in table.doubled.items() if column in used]


def _each_template(cells: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Several templates in one cell are several tracks."""
    several = cells.get("template")
    if isinstance(several, str):
        several = [part.strip() for part in several.split(";") if part.strip()]
    if not isinstance(several, list) or not several:
        return [{**cells, "template": None}] if several == [] else [dict(cells)]
    return [{**cells, "template": each} for each in several]


def _row(record: Record, known: _Known) -> Row:
    cells = dict(record.cells)
    own = {name: cells.pop(name, None) for name in OWN_COLUMNS}
    if isinstance(text := cells.get("pronunciations"), str):
        cells["pronunciations"] = _spellings(text)
    if type(cells.get("client_ref")) is int:
        cells["client_ref"] = str(cells["client_ref"])
    reference = cells.get("client_ref")
    reference = str(reference) if reference is not None else None
    found = [*record.problems]
    chosen = {} if own["voice"] in (None, known.own_voice) else {"voice": own["voice"]}
    personal = client_problems({**cells, **chosen})
    found += [Problem(record.number, *each, personal=True) for each in personal]
    minutes = _minutes(own["minutes"], record.number, found)
    template = _template(own["template"], record.number, known, found)
    request = Request(
        template or _NO_TEMPLATE,
        Client() if personal else client_from(cells),
        known.out,
        minutes=minutes,
        voice=None if any(field == "voice" for field, *_ in personal) else _said(own["voice"]),
        bed=_said(own["bed"]),
        preset=_said(own["preset"]),
        credits=known.credits,
    )
    settled = _settled(request, record.number, known, found)
    if found or settled is None:
        return Row(record.number, reference, problems=tuple(found))
    return Row(record.number, reference, settled)


def _settled(request: Request, row: int, known: _Known, found: list[Problem]) -> Request | None:
    """The request with every choice made; each that cannot be is a problem of its own."""
    settled = None

    def tried(column: str, work: Callable[[], object]) -> None:
        try:
            work()
        except RelaxError as error:
            message, hint = (hidden(text, request.client) for text in (error.message, error.hint))
            found.append(Problem(row, column, _unquoted(message, request, column), hint))

    def settle_it() -> None:
        nonlocal settled
        settled = settle(request)

    tried("minutes" if request.minutes else "duration_min", settle_it)
    chosen = settled or settle(replace(request, source=_NO_TEMPLATE, minutes=None))
    tried("preset", lambda: settings_for(chosen, known.home))
    bare = replace(chosen, preset=None)
    tried("bed", lambda: known.bed(settings_for(bare, known.home), chosen.minutes))
    tried("", lambda: refuse_credits(chosen))
    tried("voice", lambda: known.voice(chosen.voice or ""))
    return settled


def _unquoted(message: str, request: Request, column: str) -> str:
    """Without what stands in the cell: in a row that has slipped it may be a name."""
    said = getattr(request, column, None)
    for quoted in (f"“{said}”", repr(said)) if isinstance(said, str) else ():
        message = message.replace(quoted, "“…”")
    return message


def _said(value: Any) -> str | None:
    return None if value is None else str(value).strip() or None


def _spellings(text: str) -> dict[str, str]:
    """``Aoife=Ee-fa; Niamh=Neev``."""
    pairs = (part.partition("=") for part in re.split(r";", text) if part.strip())
    return {written.strip(): said.strip() for written, _, said in pairs}


def _minutes(value: Any, row: int, found: list[Problem]) -> float | None:
    if value is None:
        return None
    text = str(value).strip().replace(",", ".")
    minutes = float(text) if _NUMBER.fullmatch(text) else 0.0
    if not 0 < minutes <= 180:
        found.append(Problem(row, "minutes", "This is no length.", "Write minutes, such as 10."))
        return None
    return minutes


def _template(value: Any, row: int, known: _Known, found: list[Problem]) -> Template | None:
    name = _said(value)
    if name is None:
        hint = "Fill the column template, or give --template."
        found.append(Problem(row, "template", "There is no template.", hint))
        return None
    try:
        return known.template(name)
    except RelaxError as error:
        files = tuple(template_files(known.home.templates))
        if name in files:
            found.append(Problem(row, "template", error.message, error.hint))
        else:
            hint = nearest(name, files)
            found.append(Problem(row, "template", "There is no such template.", hint))
        return None
