"""What cannot be made comes back on its page with a sentence, and nothing filled in is lost."""

from __future__ import annotations

from html import unescape

import pytest

from tests.studio.server import SHORT, VOICE
from tests.studio.test_nothing_lost import VALUES

IMPOSSIBLE = {
    "too short": ({"minutes": "1"}, "2 to 3"),
    "too long": ({"minutes": "3.5"}, "2 to 3"),
    "no length": ({"minutes": "soon"}, "is no length"),
    "an area for more time that is left out in words": (
        {"others": "shoulders", "focus": "shoulders"},
        "An area cannot be both wanted and left out.",
    ),
    "a place that nobody knows": ({"others": "flurble"}, "This area of the body is not known."),
    "a name that cannot be spoken": ({"name": "An\x07na"}, "control character"),
    "no such template": ({"template": "nothing"}, "No template is chosen"),
    "no such area": ({"avoid": "tail"}, "an area that there is not"),
    "no such level": ({"level": "deafening"}, "deafening"),
    "no such position": ({"position": "hanging"}, "This is no value for position."),
}


@pytest.mark.parametrize(("fields", "sentence"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
@pytest.mark.parametrize("path", ["/make", "/read"])
def test_what_cannot_be_is_told(server, fields, sentence, path):
    answer = server.ask("POST", path, {**SHORT, "name": "Refused", **fields})
    page = unescape(answer.text)
    assert answer.status == 422
    assert "<title>Not yet: Make a track" in page
    problem = page.partition('role="alert"')[2].partition("</p>")[0]
    assert sentence in problem
    assert not [word for word in ("--", "`", ".yaml", "RELAX_") if word in problem]
    if "\x07" not in str(fields):
        assert f'value="{fields.get("name", "Refused")}"' in page
    server.ask("POST", "/make/clear")


@pytest.mark.parametrize("fields", [{"voice": "nobody"}, {"bed": "sirens"}])
def test_what_is_no_longer_there_is_told_where_the_track_would_be(server, fields):
    track, page = server.make({**SHORT, "name": "Refused", **fields})
    (wanted,) = fields.values()
    assert "Short was not made" in page
    assert wanted in page.partition('class="mark"')[2].partition("</p>")[0]
    assert server.ask("POST", f"{track}/edit").headers["location"] == "/make"
    assert 'value="Refused"' in server.ask("GET", "/make").text
    server.ask("POST", "/make/clear")


def test_what_was_filled_in_is_still_there(server, visit):
    page = (visitor := visit(server)).enter("/make")
    visitor.fill(
        name="Ottoline", said="OTT-o-leen", template="short", minutes="9", position="supine",
        eyes="open", others="left knee", avoid="belly", focus="shoulders", absent="feet",
        voice=VOICE, bed="none", level="sleep", when="after",
    )  # fmt: skip
    before = page.evaluate(VALUES)
    with page.expect_navigation() as navigation:
        page.get_by_role("button", name="Make it now").click()
    assert navigation.value.status == 422
    assert page.title().startswith("Not yet")
    assert page.evaluate("document.activeElement.id") == "problem"
    # every field of the form but those that say how the page is used
    assert {**page.evaluate(VALUES), "mark": ""} == {**before, "mark": ""}
    page.fill("[name=minutes]", "2")
    visitor.make()
    visitor.listen()
    assert page.title() == "Listen · relax"


def test_control_characters_come_from_a_browser_as_from_anybody(server, visit):
    page = (visitor := visit(server)).enter("/make")
    visitor.fill(**SHORT, name="An\x07na")
    page.get_by_role("button", name="Make it now").click()
    page.locator("#problem").wait_for()
    assert "control character" in page.inner_text("#problem")
    assert page.input_value("[name=name]") == "An\x07na"


def test_no_page_asks_anybody_else(server, track, visit):
    """Nor is any at odds with its own policy: ``visit`` fails where one is."""
    page = (visitor := visit(server)).enter()
    for path in ("/make", "/library", "/settings", track, "/nothing"):
        page.goto(server.address + path)
        page.wait_for_load_state("load")
    page.goto(f"{server.address}/make")
    link = page.locator(f"li:has([value='{VOICE}']) [data-hear]")
    link.click()
    page.wait_for_function("link => link.classList.contains('stop')", arg=link.element_handle())
    link.click()
    assert link.inner_text() == "Hear"
    assert len({address for address in visitor.addresses if "/static/" in address}) == 3
