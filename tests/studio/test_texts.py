"""Every sentence of the studio is shown somewhere, and every area of its picture means something."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
import yaml

from relax.studio import _pages
from relax.studio._body import body, left_out, visited
from tests.conftest import CLONE

STUDIO = CLONE / "relax" / "studio"
REGIONS = yaml.safe_load(
    (CLONE / "relax" / "words" / "data" / "regions.yaml").read_text(encoding="utf-8")
)["regions"]
TEXTS = yaml.safe_load((STUDIO / "data" / "en" / "texts.yaml").read_text(encoding="utf-8"))
PAGES = "\n".join(path.read_text(encoding="utf-8") for path in (STUDIO / "pages").iterdir())
CODE = "\n".join(path.read_text(encoding="utf-8") for path in STUDIO.glob("*.py"))
WHOLE = ("stages", "days", "choices_eyes", "choices_anchors", "choices_areas", "choices_levels")
"""Sections that are shown as lists, or found by what the program says."""
BUILT = {
    "make": {"avoid", "focus", "absent"},
    "listen": {"txt", "vtt", "srt", "lrc", "png", "json"},
    "settings": {f"{name}{end}" for name in ("tracks", "own", "cache") for end in ("", "_note")},
    "library": {"state_waiting", "state_working", "state_failed", "state_stopped"},
}
"""Keys that a page puts together, by section."""


def used():
    """(section, key) of every sentence that a page or a module names."""
    found = set(re.findall(r"""\bt\.(\w+)\.(?!items\b)(\w+)""", PAGES))
    found |= set(re.findall(r"""\bt\.(\w+)\["(\w+)"\]""", PAGES))
    found |= set(re.findall(r"""texts\(\)\["(\w+)"\]\["(\w+)"\]""", CODE))
    for module in STUDIO.glob("*.py"):
        code = module.read_text(encoding="utf-8")
        for section in re.findall(r"""\bt(?:, \w+)* = texts\(\)\["(\w+)"\]""", code):
            keys = re.findall(r"""\bt\["(\w+)"(?: if [^\]]* else "(\w+)")?\]""", code)
            found |= {(section, key) for pair in keys for key in pair if key}
    return found


def test_every_sentence_that_is_named_is_there():
    assert {(s, k) for s, k in used() if k not in TEXTS[s]} == set()


def test_every_sentence_that_is_there_is_named():
    named = used()
    told = {(s, k) for s, some in TEXTS.items() if s not in WHOLE for k in some}
    built = {(s, k) for s, some in BUILT.items() for k in some}
    assert told - named - built == set()
    assert built <= told


def test_no_sentence_has_the_name_of_something_that_python_has():
    """Jinja would show that: a page reads such a one by its brackets."""
    risky = {(s, k) for s, some in TEXTS.items() for k in some if hasattr(dict, k)}
    assert not [(s, k) for s, k in risky if re.search(rf"\bt\.{s}\.{k}\b", PAGES)]


class Labels(HTMLParser):
    """Everything on a page that is read or spoken."""

    def __init__(self, page):
        super().__init__()
        self.texts = []
        self.feed(page)

    def handle_data(self, data):
        self.texts.append(data)

    def handle_starttag(self, tag, attrs):
        del tag
        self.texts += [value or "" for name, value in attrs if name in ("aria-label", "value")]


@pytest.mark.parametrize(
    "path", ["/", "/make", "/library", "/settings", "/nothing", "track", "read"]
)
def test_no_page_shows_what_only_a_program_reads(server, track, path):
    if path == "read":
        form = {"template": "short", "minutes": "2"}
        path = server.ask("POST", "/read", form).headers["location"]
    page = server.ask("GET", track if path == "track" else path).text
    shown = "\n".join(Labels(page).texts)
    assert not re.findall(r"\{\w*\}|built-in|<bound|Undefined|\bNone\b|object at|\{\{|\}\}", shown)


def inside():
    """The regions of the body that a track may name."""
    return {
        name: fact
        for name, fact in REGIONS.items()
        if fact["sens"] != "never" and fact["group"] not in ("external", "contact")
    }


class TestBody:
    def test_every_area_is_of_the_body_and_has_a_word_and_a_shape(self):
        assert set(body()) == set(TEXTS["choices_areas"])
        for name, area in body().items():
            assert set(left_out([name])) <= set(inside()), name
            assert set(visited([name])) <= set(inside()), name
            assert re.fullmatch(r"M[-\d., MLCHVZhvlcz]+Z", area.shape), name

    def test_every_region_can_be_left_out_through_one(self):
        """Itself, as a part of what is left out, or as a whole of which every part can be."""
        out = set(left_out(body()))
        while more := {part for name in out for part in REGIONS[name].get("parts", ())} - out:
            out |= more
        for name, fact in inside().items():
            parts = fact.get("parts", ())
            assert name in out or fact.get("everything") or (parts and set(parts) <= out), name

    def test_every_shape_lies_in_the_picture(self):
        for name, area in body().items():
            numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", area.shape)]
            assert 0 <= min(numbers) <= max(numbers) <= 420, name
            if not re.search("[a-zHV]", area.shape):
                assert max(numbers[::2]) <= 340, name


def test_the_texts_that_are_read_are_those():
    assert _pages.texts() == TEXTS
