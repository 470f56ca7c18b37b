"""The file ``config.yaml`` → a ``SettingsFile``: its values as text, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from relax.cli._settings import CLIENT, CLINIC, SETTINGS, SettingsFile
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


def read_settings(path: Path) -> SettingsFile:
    """What the file at ``path`` holds; values are not checked yet.

    Raises:
        BadInput: it cannot be read, or holds something that is no setting; with its place.
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
    """The YAML mapping that the file is; None for an empty file.

    Raises:
        BadInput: it cannot be read, or is something else; with its place.
    """
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
    """Refuse a name with a no-break space in it, which nobody can see.

    Raises:
        BadInput: there is one.
    """
    if find_slip(name):
        hint = "Type ordinary spaces in its place."
        raise BadInput("There is a no-break space here.", hint=hint, place=_place(path, node))


def _plain(node: yaml.Node) -> Any:
    """A YAML value as text, or as a list or mapping of texts; curly quotes outside quotes go."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each) for each in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    text = str(node.value)
    quoted = isinstance(node, yaml.ScalarNode) and node.style in ("'", '"', "|", ">")
    return text if quoted else without_curly(text)


def _place(path: Path, node: yaml.Node) -> Place:
    """Where a YAML value begins."""
    return Place(str(path), *mark(node))
