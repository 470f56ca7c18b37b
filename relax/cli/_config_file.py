"""Reading ``config.yaml``: text → options and client fields, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from relax.cli._config import CLIENT, CLINIC, SETTINGS
from relax.data import NotYamlError, mark, nodes
from relax.errors import BadInput, Place
from relax.files import decoded
from relax.hints import nearest
from relax.words import find_slip, without_curly

if TYPE_CHECKING:
    from pathlib import Path

_EXAMPLE = "Write for example: bed: rain"
_NESTED_EXAMPLES = {
    CLIENT: "Write for example: client: {eyes: open}",
    CLINIC: "Write for example: clinic: {name: Rosenweg}",
}


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """What the file says.

    Attributes:
        options: option → value, as text.
        client: field of a client file → value.
        clinic: name and closing of the clinic → text.
        places: where the value of an option stands, and of a field as ``client.<field>`` or
            ``clinic.<field>``.
        names: where the name of a field stands, as ``client.<field>`` or ``clinic.<field>``.
    """

    options: dict[str, str]
    client: dict[str, Any]
    clinic: dict[str, Any]
    places: dict[str, Place]
    names: dict[str, Place]


def read_settings(path: Path) -> SettingsFile:
    """The settings in ``path``.

    Raises:
        BadInput: it cannot be read, or holds what is no setting; with its place.
    """
    root = _root(path)
    options: dict[str, str] = {}
    nested: dict[str, dict[str, Any]] = {CLIENT: {}, CLINIC: {}}
    places: dict[str, Place] = {}
    names: dict[str, Place] = {}
    for key, node in root.value if root else ():
        name, here = str(key.value), _place(path, node)
        known = (*SETTINGS, *nested)
        if name not in known:
            _slip_in_name(name, path, key)
            hint = nearest(name, known)
            raise BadInput(f"There is no setting “{name}”.", hint=hint, place=_place(path, key))
        places[name] = here
        if name in nested and isinstance(node, yaml.MappingNode):
            for field, value in node.value:
                _slip_in_name(str(field.value), path, field)
                nested[name][str(field.value)] = _plain(value)
                names[f"{name}.{field.value}"] = _place(path, field)
                places[f"{name}.{field.value}"] = _place(path, value)
        elif name in nested or not isinstance(node, yaml.ScalarNode):
            hint = _NESTED_EXAMPLES.get(name, _EXAMPLE)
            raise BadInput("Settings are options and their values.", hint=hint, place=here)
        elif value := _plain(node):
            options[name] = value
    return SettingsFile(options, nested[CLIENT], nested[CLINIC], places, names)


def _root(path: Path) -> yaml.MappingNode | None:
    place = Place(str(path))
    try:
        text = decoded(path.read_bytes())
        root = nodes(text)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise BadInput(f"The settings cannot be read: {reason}.", place=place) from None
    except UnicodeDecodeError:
        hint = "Save them again with the encoding UTF-8."
        raise BadInput("The settings are not text in UTF-8.", hint=hint, place=place) from None
    except NotYamlError as error:
        if slip := find_slip(text):
            where = Place(str(path), slip.line, slip.column)
            raise BadInput(slip.message, hint=slip.hint, place=where) from None
        where = Place(str(path), error.line, error.column)
        raise BadInput(
            "The settings are not well formed YAML.",
            hint=_EXAMPLE,
            place=where,
        ) from None
    if root is None or isinstance(root, yaml.MappingNode):
        return root
    if slip := find_slip(text):
        where = Place(str(path), slip.line, slip.column)
        raise BadInput(slip.message, hint=slip.hint, place=where)
    raise BadInput("Settings are options and their values.", hint=_EXAMPLE, place=place)


def _slip_in_name(name: str, path: Path, node: yaml.Node) -> None:
    """Stop at a name that would be known without the no-break space before it."""
    if find_slip(name):
        hint = "Type ordinary spaces in its place."
        raise BadInput("There is a no-break space here.", hint=hint, place=_place(path, node))


def _plain(node: yaml.Node) -> Any:
    """A value as text, or a list of such."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each) for each in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    text = str(node.value)
    quoted = isinstance(node, yaml.ScalarNode) and node.style in ("'", '"', "|", ">")
    return text if quoted else without_curly(text)


def _place(path: Path, node: yaml.Node) -> Place:
    return Place(str(path), *mark(node))
