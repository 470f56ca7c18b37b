"""Reading the YAML beside this code: what a clinician or translator changes."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from relax.errors import Place, RelaxError

Model = TypeVar("Model", bound=BaseModel)

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(name: str, schema: type[Model], language: str | None = None) -> Model:
    """``data/<name>.yaml``, or ``data/<language>/<name>.yaml``, as a checked model.

    Of a language tag only the first part counts: ``pt-BR`` reads ``data/pt``.

    Raises:
        RelaxError: no such file for this language, not YAML, or a field that does not fit the
            schema; names the file and the field.
    """
    base = language.split("-", maxsplit=1)[0].casefold() if language else None
    return _load(name, schema, base)  # type: ignore[return-value]


@cache
def _load(name: str, schema: type[BaseModel], language: str | None) -> BaseModel:
    if language is not None and not _LANGUAGE.fullmatch(language):
        raise RelaxError("A language is written as two or three letters, such as en.")
    relative = f"data/{language}/{name}.yaml" if language else f"data/{name}.yaml"
    file = resources.files("relax.words").joinpath(relative)
    if not file.is_file():
        raise RelaxError(f"There are no words for the language “{language}” yet ({relative}).")
    return read(file.read_bytes(), schema, relative)


@cache
def known_languages() -> frozenset[str]:
    """The languages that relax has words for: the first part of their tags."""
    folder = resources.files("relax.words").joinpath("data")
    return frozenset(
        each.name for each in folder.iterdir() if each.joinpath("speech.yaml").is_file()
    )


def read(content: bytes, schema: type[Model], file: str) -> Model:
    """``content`` as a checked model; ``file`` is named in errors.

    Raises:
        RelaxError: not YAML, or a field that does not fit the schema.
    """
    try:
        data = yaml.load(content, Loader=_LOADER)  # noqa: S506  (one of the safe loaders)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        raise RelaxError(f"This is not well formed YAML: {error.problem}.", place=place) from None
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise RelaxError(f"“{where}” is not right: {first['msg']}.", place=Place(file)) from None
