"""Reading the YAML beside this code: what a clinician or translator changes."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from relax.errors import Place, RelaxError

Model = TypeVar("Model", bound=BaseModel)


def load(name: str, schema: type[Model], language: str | None = None) -> Model:
    """``data/<name>.yaml``, or ``data/<language>/<name>.yaml``, as a checked model.

    Raises:
        RelaxError: no such file for this language, or a field that does not fit the schema.
    """
    return _load(name, schema, language)  # type: ignore[return-value]


@cache
def _load(name: str, schema: type[BaseModel], language: str | None) -> BaseModel:
    base = language.split("-", maxsplit=1)[0] if language else None
    relative = f"data/{base}/{name}.yaml" if base else f"data/{name}.yaml"
    file = resources.files("relax.words").joinpath(relative)
    if not file.is_file():
        raise RelaxError(f"There are no words for the language “{language}” yet ({relative}).")
    data = yaml.load(file.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  (safe)
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RelaxError(
            f"“{where}” is not right: {first['msg']}.", place=Place(relative)
        ) from None
