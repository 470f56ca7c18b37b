"""A roster read and understood: each row a request, or what is wrong with it, all at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from relax.batch._private import hidden
from relax.batch._table import Record, Table, read_table
from relax.errors import BadInput, Place, RelaxError
from relax.plan import plan_for
from relax.request import Request, settle, voice_fact
from relax.words import (
    Client,
    client_from,
    client_problems,
    find_template,
    nearest,
    template_files,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from relax.home import Home
    from relax.words import Template

OWN_COLUMNS: Final = ("template", "minutes", "voice", "bed", "preset")
"""Columns beyond the fields of a client."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell, without what stands in it."""

    row: int
    column: str
    message: str
    hint: str = ""

    @property
    def reason(self) -> str:
        """Column, what is wrong and what to do, on one line."""
        named = self.column and not self.message.startswith(self.column)
        return f"{self.column + ': ' if named else ''}{self.message} {self.hint}".rstrip()


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


@dataclass(slots=True)
class _Known:
    """What is the same for many rows, asked for once."""

    home: Home
    out: Path
    templates: dict[str, Template] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)

    def template(self, name: str) -> Template:
        if name not in self.templates:
            self.templates[name] = find_template(name, self.home.templates)
        return self.templates[name]

    def voice(self, name: str) -> None:
        if name not in self.identities:
            self.identities[name] = voice_fact(name, self.home)


Defaults = dict[str, str]
"""Column → what a row has that leaves it out, from options."""


def read_roster(path: Path, home: Home, out: Path, defaults: Mapping[str, Any]) -> Roster:
    """The roster at ``path``, its tracks wanted in ``out``.

    Raises:
        BadInput: the file or its columns cannot be used. A row that cannot is part of the result.
    """
    table = read_table(path)
    _check_columns(table, str(path))
    if not table.records:
        raise BadInput("There are no rows in the roster.", place=Place(str(path)))
    common = {**defaults, **table.defaults}
    unknown = [name for name in common if name not in _known_columns()]
    if unknown:
        raise BadInput(
            "A default is not known.",
            hint=nearest(unknown[0], _known_columns()),
            place=Place(str(path)),
        )
    known = _Known(home, out)
    rows = tuple(
        _row(Record(record.number, {**common, **cells}), known)
        for record in table.records
        for cells in _each_template(record.cells)
    )
    return Roster(path.stem, rows, table.notices, known.identities)


def _known_columns() -> tuple[str, ...]:
    return (*OWN_COLUMNS, *Client.model_fields)


def _check_columns(table: Table, file: str) -> None:
    """A column that is ignored could be the one that says what to leave out."""
    known = _known_columns()
    unknown = [name for name in table.columns if name not in known]
    if not unknown:
        return
    said = [f"Column {table.columns[name]}: {nearest(name, known)}" for name in unknown]
    many = "columns that are" if len(unknown) > 1 else "a column that is"
    raise BadInput(
        f"The roster has {many} not known.",
        hint=" ".join(said),
        place=Place(file, 1, table.columns[unknown[0]]),
    )


def _each_template(cells: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Several templates in one cell are several tracks."""
    several = cells.get("template")
    if isinstance(several, str):
        several = [part.strip() for part in several.split(";") if part.strip()]
    if not isinstance(several, list):
        return [dict(cells)]
    return [{**cells, "template": each} for each in several]


def _row(record: Record, known: _Known) -> Row:
    cells = dict(record.cells)
    own = {name: cells.pop(name, None) for name in OWN_COLUMNS}
    if isinstance(text := cells.get("pronunciations"), str):
        cells["pronunciations"] = _spellings(text)
    found = [Problem(record.number, *each) for each in client_problems(cells)]
    reference = cells.get("client_ref")
    reference = str(reference) if reference is not None else None
    minutes = _minutes(own["minutes"], record.number, found)
    template = _template(own["template"], record.number, known, found)
    if found or template is None:
        return Row(record.number, reference, problems=tuple(found))
    client = client_from(cells)
    request = Request(
        template,
        client,
        known.out,
        minutes=minutes,
        voice=_said(own["voice"]),
        bed=_said(own["bed"]),
        preset=_said(own["preset"]),
    )
    try:
        settled = settle(request)
        plan_for(settled, known.home)
        known.voice(settled.voice or "")
    except RelaxError as error:
        message, hint = (hidden(text, client) for text in (error.message, error.hint))
        wrong = Problem(record.number, "", message, hint)
        return Row(record.number, reference, problems=(wrong,))
    return Row(record.number, reference, settled)


def _said(value: Any) -> str | None:
    return None if value is None else str(value).strip() or None


def _spellings(text: str) -> dict[str, str]:
    """``Aoife=Ee-fa; Niamh=Neev``."""
    pairs = (part.partition("=") for part in re.split(r";", text) if part.strip())
    return {written.strip(): said.strip() for written, _, said in pairs}


def _minutes(value: Any, row: int, found: list[Problem]) -> float | None:
    if value is None:
        return None
    try:
        minutes = float(str(value).replace(",", "."))
    except ValueError:
        minutes = 0.0
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
