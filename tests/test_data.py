"""Reading YAML: what is wrong has its file and its place, whatever PyYAML raises."""

from __future__ import annotations

import ast
import datetime as dt
import importlib
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

import relax
from relax.data import (
    NotYamlError,
    Strict,
    as_yaml,
    bundled,
    bundled_languages,
    checked,
    events,
    mark,
    nodes,
    unusable_column,
    values,
)
from relax.errors import RelaxError


class Bed(Strict):
    title: str
    db: float = 0


@pytest.mark.parametrize("read", [values, nodes, lambda text: list(events(text))])
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 1\nb: [1, 2: 3: 4]\n", (2, 12)),
        ("a: 1\n  b: c: d", (2, 4)),
        ("a: 1\nb: [1, 2", (2, 9)),
        ("a: 1\nb: [1, 2 \n\n", (2, 9)),
        ("a: \x07", (None, None)),
        ("a: \ud800", (None, None)),
    ],
)
def test_what_is_not_yaml_is_one_kind_of_error_with_its_place(read, text, place):
    with pytest.raises(NotYamlError) as error:
        read(text)
    assert (error.value.line, error.value.column) == place


@pytest.mark.parametrize("text", ["a: 2026-13-45", "a: 0o9x\nb: 2026-02-30"])
def test_a_day_that_does_not_exist_is_not_yaml(text):
    with pytest.raises(NotYamlError) as error:
        values(text)
    assert error.value.line is None


def test_lists_in_lists_without_end_are_not_yaml():
    with pytest.raises(NotYamlError) as error:
        values("[" * 100_000)
    assert error.value.too_deep
    with pytest.raises(NotYamlError) as error:
        values("[")
    assert not error.value.too_deep


def test_only_plain_values_are_made():
    with pytest.raises(NotYamlError):
        values("a: !!python/object/apply:os.getcwd []")
    assert values("a: 2026-02-03\nb: [1, x]") == {"a": dt.date(2026, 2, 3), "b": [1, "x"]}
    assert values(b"") is None
    assert nodes("") is None


def test_a_value_has_its_place():
    root = nodes("a: 1\nbed:\n  - é: 2")
    assert mark(root.value[1][1].value[0].value[0][1]) == (3, 8)


def test_what_does_not_fit_is_named_with_its_field_and_file():
    with pytest.raises(RelaxError, match=r"^beds.yaml: “rain.dB” is not right") as error:
        checked("rain: {title: Rain, dB: 3}", dict[str, Bed], "beds.yaml")
    assert error.value.exit_code == 1
    with pytest.raises(RelaxError, match=r"^beds.yaml:1:\d+: This is not well formed"):
        checked("rain: {title: a: b}", dict[str, Bed], "beds.yaml")


def test_bundled_data_is_read_once():
    assert bundled("sound", "tones", dict[str, object]) is bundled(
        "sound", "tones", dict[str, object]
    )
    assert bundled_languages("words", "speech") == {"en"}
    assert bundled_languages("sound", "tones") == frozenset()


def test_a_place_in_bundled_data_leads_to_the_file():
    with pytest.raises(RelaxError, match=r"^relax/sound/data/tones\.yaml: "):
        bundled("sound", "tones", Bed)


def test_a_strict_value_cannot_be_changed_and_takes_nothing_unknown():
    with pytest.raises(ValueError, match="frozen"):
        Bed(title="Rain").db = 2
    with pytest.raises(ValueError, match="loud"):
        Bed(title="Rain", loud=True)


def test_characters_that_yaml_does_not_allow_are_found():
    assert unusable_column("ab\x07") == 3
    assert unusable_column("Größe 😀") is None


def test_what_is_written_reads_the_same():
    value = {"title": "Ana: " + "long " * 60, "minutes": 3, "list": ["é", "no"]}
    assert values(as_yaml(value)) == value
    assert as_yaml({"b": 1, "a": "é"}) == "b: 1\na: é\n"


PACKAGE = Path(relax.__file__).parent
FOR_REVIEWERS = {"source", "sources", "cautions", "why"}
"""Fields that are there to be read by who reviews the data; nothing acts on them."""


@cache
def trees():
    return {path: ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}


def bundled_schemas():
    """Every schema that is read from a bundled file, by the calls of ``bundled``."""
    for path, tree in trees().items():
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "bundled":
                module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
                names = vars(importlib.import_module(module.removesuffix(".__init__")))
                if path.name != "data.py":
                    yield eval(ast.unparse(call.args[2]), dict(names))


def models_in(schema):
    """The models a type is made of."""
    if isinstance(schema, type) and issubclass(schema, Strict):
        yield schema
        for field in schema.model_fields.values():
            yield from models_in(field.annotation)
    for part in get_args(schema):
        yield from models_in(part)


@cache
def names_used():
    """What is read as an attribute, or named in a string, outside the bodies of schemas."""
    used = set()
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                used.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                used.add(node.value)
            elif isinstance(node, ast.arg):
                used.add(node.arg)  # a model handed over whole, as keywords
    return used


def test_every_field_of_every_bundled_file_is_read():
    models = {model for schema in bundled_schemas() for model in models_in(schema)}
    assert len(models) > 60
    unread = [
        f"{model.__name__}.{name}"
        for model in models
        for name in model.model_fields
        if name not in names_used() | FOR_REVIEWERS
    ]
    assert sorted(unread) == []


def test_every_bundled_file_is_read():
    names = {
        ast.unparse(call.args[1]).strip("'")
        for tree in trees().values()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "bundled"
    }
    assert {path.stem for path in PACKAGE.glob("*/data/**/*.yaml")} == names - {"name"}
