"""Finding templates and reading what they declare about themselves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

from pydantic import Field, ValidationError, model_validator

import relax
from relax.data import NotYamlError, Strict, values
from relax.errors import Place, TemplateError
from relax.files import decoded
from relax.hints import did_you_mean
from relax.words.script import find_slip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.words.gates import GateFacts

SUFFIX = ".md.jinja"

Form = Literal["breath", "scan", "muscle", "grounding", "table", "integration", "sleep", "consent"]
Setting = Literal["before", "on_table", "after", "home", "sleep", "clinic_group"]
Position = Literal["seated", "supine", "prone", "side", "semi_reclined", "standing"]


class Minutes(Strict):
    """The honest range of a template, in minutes."""

    default: Annotated[float, Field(gt=0, le=180)]
    min: Annotated[float, Field(gt=0, le=180)]
    max: Annotated[float, Field(gt=0, le=180)]

    @model_validator(mode="after")
    def _ordered(self) -> Minutes:
        if not self.min <= self.default <= self.max:
            raise ValueError("minutes must be min <= default <= max")
        return self


class Variable(Strict):
    """Something a template can be told beyond the client's fields, by ``--set name=value``."""

    type: Literal["text", "number", "yes_no", "choice"]
    default: str | float | bool
    choices: tuple[str, ...] = ()
    help: str


class TemplateMeta(Strict):
    """The front matter of a template."""

    id: str
    """Same as the file name; neutral, never a complaint."""
    title: str
    """What a player shows; neutral."""
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    """Of its words: a folder ``data/<language>``."""
    purpose: str
    """One plain sentence for a therapist who chooses."""
    form: Form
    function: Literal["tune_in", "settle", "regulate"]
    category: Literal["B", "S", "M", "G", "I", "Z", "C"]
    minutes: Minutes
    outline: str
    """What the opening says will happen, completing “We'll …”."""
    structure: tuple[str, ...]
    """The sections, in order, for people."""
    settings: tuple[Setting, ...]
    positions: tuple[Position, ...]
    ending: Literal["reorient", "sleep", "nap_wake", "bridge"] = "reorient"
    fields: tuple[str, ...] = ()
    """Client fields that change the words."""
    variables: dict[str, Variable] = Field(default_factory=dict)
    protocols: tuple[str, ...] = ()
    """Breathing protocols it may use (data/breathing.yaml), the default first."""
    gates: tuple[str, ...] = ()
    """What it is not offered with (data/gates.yaml)."""
    pairs_with: tuple[str, ...] = ()
    """Companion therapies and techniques."""
    complaints: tuple[str, ...] = ()
    """Occasions it suits (data/complaints.yaml); internal, never spoken."""
    sounds: tuple[Literal["tone", "bell", "bed"], ...] = ()
    """Sounds the words announce."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template as found on disk. ``body`` keeps the file's line numbers."""

    meta: TemplateMeta
    path: Path
    body: str
    language: str
    text: str
    """The whole file, for hashing."""


def bundled_folder() -> Path:
    """Where the shipped templates are: inside the wheel, or beside the package in a clone."""
    package = Path(relax.__file__).parent
    inside = package / "_templates"
    return inside if inside.is_dir() else package.parent / "templates"


def template_files(folders: Sequence[Path]) -> dict[str, Path]:
    """Id → file over ``folders``, the first folder that has an id winning."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob(f"**/*{SUFFIX}")) if folder.is_dir() else ():
            if not path.name.startswith("_"):
                found.setdefault(path.name.removesuffix(SUFFIX), path)
    return found


def find_template(name: str, folders: Sequence[Path]) -> Template:
    """The template called ``name``, or at the path ``name``.

    Raises:
        TemplateError: no such template (with the nearest name), or not readable as one.
    """
    if name.endswith(SUFFIX) and Path(name).is_file():
        return load_template(Path(name))
    files = template_files(folders)
    if name not in files:
        raise TemplateError(
            f"There is no template called “{name[:60]}”." if name.isprintable() else "No template.",
            hint=f"{did_you_mean(name, files, 0.4)} `relax templates` lists them all.".lstrip(),
        )
    return load_template(files[name])


def load_template(path: Path) -> Template:
    """Read and validate one template file.

    Raises:
        TemplateError: with file, line and column.
    """
    try:
        text = decoded(path.read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise TemplateError(f"The template cannot be read: {reason}.", place=_at(path)) from None
    lines = text.split("\n")
    ends = [n for n, line in enumerate(lines) if line.strip() == "---"]
    if not lines or lines[0].strip() != "---" or len(ends) < 2:
        raise TemplateError(
            "The template has no front matter.",
            hint="It begins with --- , its fields, and --- again.",
            place=_at(path, 1),
        )
    meta = _meta(lines[1 : ends[1]], path)
    name = path.name.removesuffix(SUFFIX)
    if meta.id != name:
        raise TemplateError(f"The id must be the file's name, {name}.", place=_at(path, 2))
    body = "\n" * (ends[1] + 1) + "\n".join(lines[ends[1] + 1 :])
    return Template(meta, path, body, language=meta.language, text=text)


def gate_facts(meta: TemplateMeta) -> GateFacts:
    """What the care gates look at."""
    from relax.words.gates import GateFacts  # noqa: PLC0415  (gates read templates' neighbours)

    return GateFacts(
        template=meta.id,
        form=meta.form,
        settings=meta.settings,
        positions=meta.positions,
        protocols=meta.protocols,
        gates=meta.gates,
        ending=meta.ending,
    )


def _meta(lines: list[str], path: Path) -> TemplateMeta:
    try:
        data: Any = values("\n".join(lines))
        return TemplateMeta.model_validate(data)
    except NotYamlError as error:
        if error.line is None:
            raise TemplateError(
                "There is something in the front matter that cannot be read.",
                hint="Look for characters that do not show, and for lists in lists.",
                place=_at(path, 2),
            ) from None
        if slip := find_slip("\n".join(lines)):
            place = _at(path, slip.line + 1, slip.column)
            raise TemplateError(slip.message, hint=slip.hint, place=place) from None
        place = _at(path, error.line + 1, error.column)
        raise TemplateError("The front matter is not well formed YAML.", place=place) from None
    except ValidationError as error:
        _bad_field(error, lines, path)


def _bad_field(error: ValidationError, lines: list[str], path: Path) -> NoReturn:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "the front matter"
    top = str(first["loc"][0]) if first["loc"] else ""
    at = next((n for n, line in enumerate(lines, 2) if line.startswith(f"{top}:")), 2)
    raise TemplateError(f"“{where}” is not right: {first['msg']}.", place=_at(path, at, 1))


def _at(path: Path, line: int | None = None, column: int | None = None) -> Place:
    return Place(str(path), line, column)
