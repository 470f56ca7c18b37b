"""A clinic's own rules file, read so that every mistake in it has a line and a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import ValidationError

from relax.data import NotYamlError, mark, nodes, values
from relax.errors import BadInput, Place
from relax.words.check._schema import TRY_EACH, ExtraData

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_HINT = "It may hold rules:, words: and silence: (each with rule: and reason:)."


@dataclass(frozen=True, slots=True)
class Extra:
    """What the file says, and where it says it."""

    data: ExtraData
    file: str
    node: yaml.Node | None

    def place(self, path: Sequence[str | int]) -> Place:
        """Where the value at ``path`` (keys and list positions) is written."""
        return _place(self.node, path, self.file)


def read_extra(path: Path) -> Extra:
    """The clinic's file.

    Raises:
        BadInput: not readable, not YAML, or not of the right shape; with its line and column.
    """
    file = str(path)
    text = _text(path)
    try:
        node = nodes(text)
        data: Any = values(text) or {}
    except NotYamlError as error:
        if error.line is None:
            raise BadInput(
                "The rules file holds signs that YAML does not allow.", place=Place(file)
            ) from None
        place = Place(file, error.line, error.column)
        raise BadInput("The rules file is not well formed YAML.", hint=_HINT, place=place) from None
    try:
        return Extra(ExtraData.model_validate(data, context=TRY_EACH), file, node)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadInput(
            f"“{where}” is not right: {first['msg']}.",
            hint=_HINT,
            place=_place(node, first["loc"], file),
        ) from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise BadInput(
            f"The rules file cannot be read: {reason}.", place=Place(str(path))
        ) from None
    except UnicodeDecodeError:
        raise BadInput("The rules file is not UTF-8 text.", place=Place(str(path))) from None


def _place(node: yaml.Node | None, path: Sequence[str | int], file: str) -> Place:
    """Where ``path`` leads, as far as it exists."""
    for part in path:
        inner = _child(node, part)
        if inner is None:
            break
        node = inner
    if node is None:
        return Place(file, 1, 1)
    return Place(file, *mark(node))


def _child(node: yaml.Node | None, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part]  # type: ignore[no-any-return]
    return None
