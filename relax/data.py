"""YAML → checked values: the data beside the code, and what people write in files of their own.

The only module that calls PyYAML, and always its parser in C where there is one: ten times as fast,
and what is bundled is 6,000 lines.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from relax.errors import Place, RelaxError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml import Event, Node

T = TypeVar("T")

_PACKAGE: Final = Path(__file__).parent
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Strict(BaseModel):
    """A model whose values cannot be changed, and that takes no field it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NotYamlError(ValueError):
    """Text that is not YAML.

    Attributes:
        problem: what is wrong, in PyYAML's words; they may hold words of the file.
        line: where, from 1; None for what spoils the file as a whole: a character that YAML does
            not allow, a day that the calendar does not have, lists in lists without end.
        column: the same.
    """

    def __init__(self, problem: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line
        self.column = column

    @property
    def too_deep(self) -> bool:
        """Whether lists stand in lists without end, as no person writes them."""
        return "depth" in self.problem  # libyaml: exceeded nesting depth; Python: recursion depth


def bundled(room: str, name: str, schema: type[T], language: str | None = None) -> T:
    """``relax/<room>/data/[<language>/]<name>.yaml`` as a value of ``schema``; read once.

    Args:
        room: the package it belongs to, such as ``sound``.
        name: of the file, without its ending.
        schema: a pydantic model, or a type made of such: ``dict[str, Bed]``.
        language: a language tag, of which the first part counts: ``pt-BR`` reads ``data/pt``.

    Raises:
        RelaxError: no such file for this language, not YAML, or a field that does not fit the
            schema; names the file and the field.
    """
    base = language.split("-", maxsplit=1)[0].casefold() if language else None
    key: Any = schema
    return cast("T", _bundled(room, name, key, base))


@cache
def _bundled(room: str, name: str, schema: type[object], language: str | None) -> object:
    if language is not None and not _LANGUAGE.fullmatch(language):
        raise RelaxError("A language is written as two or three letters, such as en.")
    relative = f"data/{language}/{name}.yaml" if language else f"data/{name}.yaml"
    path = _PACKAGE / room / relative
    if language and not path.is_file():
        raise RelaxError(f"There are no words for the language “{language}” yet ({relative}).")
    return checked(path.read_bytes(), schema, f"relax/{room}/{relative}")


@cache
def bundled_languages(room: str, name: str) -> frozenset[str]:
    """The languages for which ``relax/<room>/data/<language>/<name>.yaml`` is there."""
    return frozenset(path.parent.name for path in (_PACKAGE / room / "data").glob(f"*/{name}.yaml"))


def checked(content: bytes | str, schema: type[T], file: str) -> T:
    """YAML as a value of ``schema``; ``file`` is named in errors.

    Raises:
        RelaxError: not YAML, or a field that does not fit the schema.
    """
    try:
        return TypeAdapter(schema).validate_python(values(content))
    except NotYamlError as error:
        place = Place(file, error.line, error.column)
        raise RelaxError(f"This is not well formed YAML: {error.problem}.", place=place) from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise RelaxError(f"“{where}” is not right: {first['msg']}.", place=Place(file)) from None


def values(content: bytes | str) -> Any:
    """What a YAML file says, as dicts, lists and plain values; None for an empty one.

    Raises:
        NotYamlError: it is not YAML, or asks for more than plain values.
    """
    with _not_yaml(content):
        return yaml.load(content, Loader=_LOADER)  # noqa: S506  (one of the safe loaders)


def nodes(content: bytes | str) -> Node | None:
    """What a YAML file says, each value with its place (see :func:`mark`); None for an empty one.

    Raises:
        NotYamlError: it is not YAML.
    """
    with _not_yaml(content):
        return yaml.compose(content, Loader=_LOADER)


def events(content: bytes | str) -> Iterator[Event]:
    """The beginnings and ends of everything in a YAML file, as it is read.

    Raises:
        NotYamlError: from here on it is not YAML.
    """
    with _not_yaml(content):
        yield from yaml.parse(content, Loader=_LOADER)


def mark(node: Node | Event) -> tuple[int, int]:
    """Line and column at which a node or an event begins, from 1."""
    start = node.start_mark
    return (start.line + 1, start.column + 1) if start else (1, 1)


def unusable_column(line: str) -> int | None:
    """The column, from 1, of the first character that YAML does not allow; None: there is none."""
    found = yaml.reader.Reader.NON_PRINTABLE.search(line)
    return found.start() + 1 if found else None


def as_yaml(value: object) -> str:
    """``value`` as YAML, fields in their order, each text on one line."""
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=10_000)


@contextmanager
def _not_yaml(content: bytes | str) -> Iterator[None]:
    """Turn everything that PyYAML raises at a file into one kind of error."""
    try:
        yield
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        place = _within(content, at.line + 1, at.column + 1) if at else ()
        raise NotYamlError(str(error.problem), *place) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise NotYamlError(str(error)) from None


def _within(content: bytes | str, line: int, column: int) -> tuple[int, int]:
    """A place, or the end of the last line of words where it lies behind that.

    (libyaml finds a list that is never closed on the line after the last one.)
    """
    text = content if isinstance(content, str) else content.decode("utf-8", "replace")
    lines = text.rstrip().split("\n")
    return (line, column) if line <= len(lines) else (len(lines), len(lines[-1].rstrip()) + 1)
