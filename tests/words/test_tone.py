"""The tone of voice over the whole catalogue, measured on the scripts as they are kept."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from relax.words import parse

CLONE = Path(__file__).parents[2]
SCRIPTS = sorted((CLONE / "scripts").glob("*.md"))
TEMPLATES = [p for p in (CLONE / "templates").rglob("*.jinja") if not p.name.startswith("_")]

MOST_OF_A_WORD = 0.006
MOST_COPIES = 3
DISTINCT_OPENINGS = 0.6

# Words that carry grammar and not content.
GRAMMAR = [
    "the",
    "you",
    "a",
    "is",
    "your",
    "and",
    "to",
    "can",
    "or",
    "of",
    "like",
    "be",
    "in",
    "one",
    "if",
    "come",
    "back",
    "as",
    "it",
    "may",
    "with",
    "for",
    "are",
    "whenever",
    "there",
    "this",
    "any",
    "here",
    "next",
    "what",
    "something",
    "around",
    "might",
    "at",
    "now",
    "comes",
    "about",
    "no",
    "perhaps",
    "on",
    "then",
    "have",
    "nothing",
    "some",
    "all",
    "just",
    "more",
    "first",
    "there's",
    "while",
    "where",
    "that",
    "isn't",
    "than",
    "towards",
    "up",
    "from",
    "we'll",
    "has",
    "out",
    "few",
    "too",
    "go",
    "could",
    "them",
    "been",
    "its",
    "it's",
    "they've",
    "we're",
    "that's",
    "you'd",
    "don't",
    "let",
    "was",
    "not",
    "so",
    "by",
    "an",
]
# The body and the breath, what is come back to, and the way out: the same words each time, on purpose.
BODY = [
    "open",
    "hands",
    "eyes",
    "breath",
    "breathe",
    "breathing",
    "feet",
    "arms",
    "legs",
    "shoulders",
    "room",
    "sound",
    "sounds",
    "hand",
    "fingers",
    "toes",
    "ribs",
    "neck",
    "head",
]
# Two openings that name nothing: in a rotation only places are said.
NAMED = re.compile(r"^(?:The|Your)(?: \w+){1,7}\.$")


def sentences(path):
    return [one.text for one in parse(path.read_text(encoding="utf-8")).sentences()]


def test_no_word_is_worn_out():
    said = Counter(
        word
        for path in SCRIPTS
        for text in sentences(path)
        for word in re.findall(r"[a-z']+", text.casefold().replace("’", "'"))
    )
    total = said.total()
    worn = {
        word: round(count / total, 4)
        for word, count in said.items()
        if count / total > MOST_OF_A_WORD and word not in GRAMMAR and word not in BODY
    }
    assert worn == {}


def test_no_sentence_is_copied_from_template_to_template():
    """What several templates say stands once, in a shared macro."""
    found = defaultdict(set)
    for path in TEMPLATES:
        body = path.read_text(encoding="utf-8").split("---", 2)[2]
        for text in re.findall(r"[A-Z][^\"\n\[\]{}]{14,}?[.?]", body):
            found[text].add(path.name)
    assert {text: names for text, names in found.items() if len(names) > MOST_COPIES} == {}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_sentences_begin_in_many_ways(path):
    openings = [
        tuple(re.findall(r"[\w’']+", text.casefold())[:2])
        for text in sentences(path)
        if not NAMED.match(text)
    ]
    assert len(set(openings)) / len(openings) >= DISTINCT_OPENINGS


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_it_does_not_gush(path):
    said = " ".join(sentences(path)).casefold()
    for word in ("embrace", "journey", "soothing", "deeply", "bliss", "simply"):
        assert not re.search(rf"\b{word}\b", said)
    assert len(re.findall(r"\bgently\b", said)) <= 1
    assert "?" not in said
