"""Reading a client file. Errors say where and what is right, and never what stands there."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, NoReturn, get_args

import yaml
from pydantic import ValidationError

from relax.data import NotYamlError, events, mark, nodes
from relax.errors import ClientError, Place
from relax.files import decoded
from relax.hints import nearest
from relax.words.client._client import Client
from relax.words.script import find_slip, without_curly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Kind = Literal["yaml", "json"]
LARGEST_BYTES = 64 * 1024
_DEEPEST = 4
"""How deep lists and maps may stand in each other; deeper ones are refused."""

_TOO_DEEP = "This is nested too deeply for a client file."
_STDIN = "standard input"
_Mark = tuple[int, int]
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_QUOTED = ("'", '"', "|", ">")
_NOTHING = ("", "~", "null")


@dataclass(frozen=True, slots=True)
class _Marked:
    """Values by field, and where each field, its value and its items stand (from 1)."""

    values: Mapping[str, Any]
    keys: Mapping[str, _Mark]
    starts: Mapping[str, _Mark]
    items: Mapping[str, tuple[_Mark, ...]]
    curly: tuple[_Mark, ...] = ()
    """Values from around which curly quotes were taken."""


def load_client(
    source: Path | str | IO[bytes],
    kind: Kind | None = None,
    *,
    name: str | None = None,
    tell: Callable[[str], None] | None = None,
) -> Client:
    """The client in a YAML or JSON file.

    Args:
        source: a path, ``-`` for standard input, or an open binary stream.
        kind: yaml or json; by the file's ending when None, else YAML, of which JSON is a part.
        name: what errors call a stream.
        tell: is given a sentence on what was read otherwise than it stands there.

    Raises:
        ClientError: missing, unreadable, malformed, or a field that is wrong; with file, line and
            column, and with nothing of what the file holds.
    """
    if source == "-":
        source = sys.stdin.buffer
    file = str(source) if isinstance(source, Path | str) else name or _STDIN
    content = _content(source, file)
    if kind is None and file.lower().endswith(".json"):
        kind = "json"
    text = _decoded(content, file)
    marked = _from_json(text, file) if kind == "json" else _from_yaml(text, file)
    for at in marked.curly:
        (tell or _untold)(f"{Place(file, *at)}: the curly quotes around this value are taken off.")
    return client_from(marked.values, file, marked)


def client_from(
    values: Mapping[str, Any], file: str = "the client", marked: _Marked | None = None
) -> Client:
    """A client from fields already read (a row of a roster).

    Raises:
        ClientError: a field is unknown or wrong.
    """
    try:
        return Client.model_validate(dict(values))
    except ValidationError as error:
        _explain(error, values, file, marked)


def client_problems(values: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Everything wrong with fields already read: field ("" for the whole), sentence, hint."""
    try:
        Client.model_validate(dict(values))
    except ValidationError as error:
        found = []
        for each in error.errors(include_url=False):
            field = str(each["loc"][0]) if each["loc"] else (each.get("ctx") or {}).get("field", "")
            found.append((field, *_sentence(each, field, values)))
        return found
    return []


def _content(source: Path | str | IO[bytes], file: str) -> bytes:
    try:
        if isinstance(source, Path | str):
            path = Path(source)
            if path.is_dir():
                raise ClientError("This is a folder and not a client file.", place=Place(file))
            with path.open("rb") as stream:
                content = stream.read(LARGEST_BYTES + 1)
        else:
            content = source.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise ClientError("There is no such client file.", place=Place(file)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not a usable path"
        raise ClientError(f"The client file cannot be read: {reason}.", place=Place(file)) from None
    if len(content) > LARGEST_BYTES:
        raise ClientError("A client file is at most 64 kB.", place=Place(file))
    return content


def _decoded(content: bytes, file: str) -> str:
    try:
        text = decoded(content)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ClientError(
            "The client file is not text in UTF-8.",
            hint="Save it again with the encoding UTF-8.",
            place=Place(file, line),
        ) from None
    if not text.strip():
        raise ClientError(
            "The client file is empty.", hint="Write for example: focus: hands", place=Place(file)
        )
    return text


def _from_json(text: str, file: str) -> _Marked:
    try:
        values = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise ClientError(
            "The client file is not well formed JSON.", place=Place(file, error.lineno, error.colno)
        ) from None
    except (RecursionError, ValueError):
        raise ClientError("The client file is not a usable JSON file.", place=Place(file)) from None
    if not isinstance(values, dict):
        _not_fields(file)
    try:  # JSON without tabs is YAML enough to tell where its fields stand
        node = nodes(_SURROGATE.sub(r"\\u0020", text.replace("\t", " ")))
    except NotYamlError:
        node = None
    if not isinstance(node, yaml.MappingNode):
        return _Marked(values, {}, {}, {})
    _once_each(node, file)
    return _marked(values, node)


def _no_constant(_: str) -> NoReturn:
    raise ValueError


def _once_each(node: yaml.MappingNode, file: str) -> None:
    """Every field has a name, and stands once."""
    seen: set[str] = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            _not_fields(file, mark(key))
        if key.value in seen:
            raise ClientError("This field stands twice.", place=Place(file, *mark(key)))
        seen.add(key.value)


def _from_yaml(text: str, file: str) -> _Marked:
    try:
        _plain_only(text, file)
        node = nodes(text)
    except NotYamlError as error:
        if error.line is None:
            raise ClientError(
                "There is a character in the client file that cannot be used.", place=Place(file)
            ) from None
        place = Place(file, error.line, error.column)
        if error.too_deep:  # newer parsers give up before we count
            raise ClientError(_TOO_DEEP, place=place) from None
        _name_slip(text, file)
        raise ClientError(
            "The client file is not well formed YAML.",
            hint="Every line is a field, a colon and a space, and its value.",
            place=place,
        ) from None
    if node is None:
        raise ClientError("The client file is empty.", place=Place(file))
    if not isinstance(node, yaml.MappingNode):
        _name_slip(text, file)
        _not_fields(file, mark(node))
    if any(find_slip(str(key.value)) for key, _ in node.value):
        _name_slip(text, file)
    return replace(_marked(_value(node, file), node), curly=tuple(_curly(node)))


def _name_slip(text: str, file: str) -> None:
    """Stop with a tab or a no-break space that is why ``text`` cannot be read, if there is one.

    Raises:
        ClientError: there is.
    """
    if slip := find_slip(text):
        place = Place(file, slip.line, slip.column)
        raise ClientError(slip.message, hint=slip.hint, place=place) from None


def _is_plain(node: yaml.Node) -> bool:
    """Whether a value stands without YAML's own quotes."""
    return isinstance(node, yaml.ScalarNode) and node.style not in _QUOTED


def _untold(_: str) -> None:
    """Where nobody wants to know."""


def _curly(node: yaml.Node) -> Iterator[_Mark]:
    """Where values begin that have curly quotes around them."""
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _curly(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _curly(value)
    elif _is_plain(node) and without_curly(node.value) != node.value:
        yield mark(node)


def _not_fields(file: str, at: _Mark | None = None) -> NoReturn:
    raise ClientError(
        "A client file is a list of fields and their values.",
        hint="Write for example: focus: hands",
        place=Place(file, *(at or ())),
    )


def _plain_only(text: str, file: str) -> None:
    """No anchors, aliases, tags, second documents or deep nesting: none has a use here."""
    depth = documents = 0
    for event in events(text):
        place = Place(file, *mark(event))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ClientError("A client file has no anchors (&) or aliases (*).", place=place)
        if getattr(event, "tag", None) is not None:
            raise ClientError("A client file has no tags (!).", place=place)
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise ClientError(_TOO_DEEP, place=place)
        if documents > 1:
            raise ClientError("A client file holds one client.", place=place)


def _value(node: yaml.Node, file: str) -> Any:
    """Text as it stands: a client called No, On or 1984 is not a truth value or a number."""
    if isinstance(node, yaml.ScalarNode):
        if not _is_plain(node):
            return node.value
        return None if node.value in _NOTHING else without_curly(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, file) for item in node.value]
    if not isinstance(node, yaml.MappingNode):
        return None
    _once_each(node, file)
    return {key.value: _value(value, file) for key, value in node.value}


def _marked(values: Mapping[str, Any], node: yaml.MappingNode) -> _Marked:
    fields = [(key.value, key, value) for key, value in node.value]
    return _Marked(
        values,
        keys={name: mark(key) for name, key, _ in fields},
        starts={name: mark(value) for name, _, value in fields},
        items={
            name: tuple(mark(item) for item in value.value)
            for name, _, value in fields
            if isinstance(value, yaml.SequenceNode)
        },
    )


def _explain(
    error: ValidationError, values: Mapping[str, Any], file: str, marked: _Marked | None
) -> NoReturn:
    first = error.errors(include_url=False)[0]
    field = str(first["loc"][0]) if first["loc"] else (first.get("ctx") or {}).get("field", "")
    message, hint = _sentence(first, field, values)
    raise ClientError(message, hint=hint, place=_place(first, field, file, marked)) from None


def _place(first: Any, field: str, file: str, marked: _Marked | None) -> Place:
    if marked is None or not field:
        return Place(file)
    if first["type"] == "extra_forbidden":
        return Place(file, *marked.keys.get(field, ()))
    at = marked.items.get(field, ())
    index = (first.get("ctx") or {}).get("item")
    if index is None and len(first["loc"]) > 1:
        index = first["loc"][1]
    if isinstance(index, int) and index < len(at):
        return Place(file, *at[index])
    return Place(file, *marked.starts.get(field, ()))


def _sentence(first: Any, field: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong and what is right; the value itself only decides what is nearest."""
    context = first.get("ctx") or {}
    match first["type"]:
        case "extra_forbidden":
            return "This field is not known.", nearest(field, tuple(Client.model_fields))
        case "client":
            message = str(context["message"])
            return (f"{field}: {message}" if first["loc"] else message), str(context["hint"])
        case "literal_error":
            return f"This is no value for {field}.", nearest(
                str(first["input"]), _choices(field), cutoff=0.55
            )
        case "string_pattern_mismatch":
            return f"This is no value for {field}.", _EXAMPLES.get(field, "")
        case kind if kind.startswith(("float", "int", "finite", "greater", "less")):
            return f"This is no value for {field}.", _range(field)
        case kind if kind.startswith("bool"):
            return f"This is no value for {field}.", "Write yes or no."
        case kind if kind.startswith(("tuple", "list")):
            return f"{field} is a list.", "Write the items between [ and ], or with ; between them."
        case kind if kind.startswith("dict"):
            return f"{field} is a list of words and how to say them.", ""
        case _:
            return f"This is no value for {field}.", "It takes text." if field in values else ""


_EXAMPLES = {"language": "Write for example en.", "locale_support": "Write for example US."}


def _choices(field: str) -> tuple[str, ...]:
    return tuple(_literals(Client.model_fields[field].annotation))


def _literals(annotation: Any) -> Iterator[str]:
    for argument in get_args(annotation):
        if isinstance(argument, str):
            yield argument
        else:
            yield from _literals(argument)


def _range(field: str) -> str:
    schema = Client.model_json_schema()["properties"][field]
    numbers = next((s for s in schema.get("anyOf", [schema]) if "type" in s), schema)
    low = numbers.get("minimum", numbers.get("exclusiveMinimum"))
    high = numbers.get("maximum", numbers.get("exclusiveMaximum"))
    what = "a whole number" if numbers.get("type") == "integer" else "a number"
    if low is None or high is None:
        return f"It takes {what}."
    return f"It takes {what} from {low:g} to {high:g}."
