"""“Did you mean”: the nearest word, and nothing where none is near."""

from __future__ import annotations

from relax.hints import closest, did_you_mean, nearest

BEDS = ("rain", "ocean", "brook")


def test_the_nearest_is_named_and_nothing_far_off():
    assert closest("rian", BEDS) == "rain"
    assert closest("xyz", BEDS) == ""
    assert did_you_mean("ocaen", BEDS, before="bed:") == "Did you mean bed:ocean?"
    assert did_you_mean("xyz", BEDS) == ""


def test_a_few_are_all_listed_and_many_are_not():
    assert nearest("Rian", BEDS) == "Did you mean “rain”? It can be rain, ocean, brook."
    assert nearest("xyz", BEDS) == "It can be rain, ocean, brook."
    many = tuple(f"{sign}-sound" for sign in "abcdefghijklmnop")
    assert nearest("a-sond", many) == "Did you mean “a-sound”?"
    assert nearest("xyz", many).startswith("It can be for example: a-sound, ")


def test_the_word_itself_is_never_repeated():
    assert "secret" not in nearest("secret", BEDS)
