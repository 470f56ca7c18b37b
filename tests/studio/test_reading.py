"""The words of a track, read and changed line by line before it is made."""

from __future__ import annotations

import html
import io
import json
import re

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings, strategies as st

from relax.errors import BadInput
from relax.studio._reading import changed, moved, parts_of
from relax.words import Pause, Sentence, parse
from tests.conftest import CLONE
from tests.studio.server import SHORT
from tests.tools import wait_for

SCRIPTS = {path.stem: path.read_text(encoding="utf-8") for path in (CLONE / "scripts").glob("*.md")}
NEW = "Perhaps the window is somewhere to rest the eyes."
FORM = {**SHORT, "template": "three-minute-space", "minutes": "3"}
"""Of a template whose words pass the check as a script, too."""
HARM = "Let go and surrender completely now."


def rows(text):
    """The lines of the page."""
    return [row for part in parts_of(parse(text), ()) for row in part.rows if row.text]


def form_of(text):
    """The page as it is when nobody has touched it."""
    found = rows(text)
    lines = {f"line-{row.n}": [row.text] for row in found}
    return lines | {f"quiet-{row.n}": [row.quiet] for row in found}


def sentences(text):
    return [sentence.text for sentence in parse(text).sentences()]


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_a_page_that_nobody_touched_changes_nothing(name):
    assert parse(changed(SCRIPTS[name], form_of(SCRIPTS[name]))) == parse(SCRIPTS[name])


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(sorted(SCRIPTS)), st.data())
def test_one_change_is_that_change_and_no_other(name, data):
    text = SCRIPTS[name]
    found = rows(text)
    at = data.draw(st.integers(0, len(found) - 1))
    n, was = found[at].n, [row.text for row in found]
    spoken = sentences(text)
    first = spoken.index(was[at]) if spoken.count(was[at]) == 1 else None

    other = changed(text, {**form_of(text), f"line-{n}": [NEW]})
    assert [row.text for row in rows(other)] == [*was[:at], NEW, *was[at + 1 :]]
    assert len(sentences(other)) == len(spoken)

    fewer = changed(text, {**form_of(text), "do": [f"remove-{n}"]})
    assert [row.text for row in rows(fewer)] == [*was[:at], *was[at + 1 :]]

    more = changed(text, {**form_of(text), f"after-{n}": [NEW]})
    assert [row.text for row in rows(more)] == [*was[: at + 1], NEW, *was[at + 1 :]]
    if first is not None:
        assert sentences(more) == [*spoken[: first + 1], NEW, *spoken[first + 1 :]]

    quiet = changed(text, {**form_of(text), f"quiet-{n}": ["7.5"]})
    assert rows(quiet)[at].quiet == "7.5"
    assert sentences(quiet) == spoken


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(sorted(SCRIPTS)), st.data())
def test_a_line_moves_past_one_line_and_keeps_its_pause(name, data):
    text = SCRIPTS[name]
    parts = parts_of(parse(text), ())
    part = data.draw(st.sampled_from([p for p in parts if sum(bool(r.text) for r in p.rows) > 1]))
    mine = [row for row in part.rows if row.text]
    at = data.draw(st.integers(1, len(mine) - 1))
    up = moved(text, mine[at].n, -1)
    assert sorted(sentences(up)) == sorted(sentences(text))
    now = next(p for p in parts_of(parse(up), ()) if p.title == part.title)
    shown = [(row.text, row.quiet) for row in now.rows if row.text]
    before = [(row.text, row.quiet) for row in mine]
    before[at - 1], before[at] = before[at], before[at - 1]
    assert shown == before


@pytest.mark.parametrize("written", ["soon", "-3", "0", "9-4", "9000", "1e3", "4;5"])
def test_a_pause_that_is_none_is_told(written):
    text = SCRIPTS["three-minute-space"]
    with pytest.raises(BadInput, match="no time to be quiet"):
        changed(text, {**form_of(text), f"quiet-{rows(text)[2].n}": [written]})


def test_what_is_typed_is_words_and_never_a_cue():
    text = SCRIPTS["three-minute-space"]
    n = rows(text)[3].n
    typed = "One [two] {{ 7*7 }} <break/> # three"
    other = parse(changed(text, {**form_of(text), f"line-{n}": [typed]}))
    assert typed in " ".join(sentence.text for sentence in other.sentences())
    count = [type(item) for chapter in other.chapters for item in chapter.items].count
    was = [type(item) for chapter in parse(text).chapters for item in chapter.items].count
    assert count(Pause) == was(Pause)
    assert count(Sentence) >= was(Sentence)


@pytest.fixture
def words(server):
    """The address of words to read, and their page."""
    answer = server.ask("POST", "/read", {**FORM, "name": "Ottilie"})
    assert answer.status == 303, answer.text
    return answer.headers["location"]


def shown(page):
    """The fields of the page."""
    lines = re.findall(r'<textarea name="(line-\d+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    fields = {name: html.unescape(text) for name, text in lines}
    quiet = dict(re.findall(r'name="(quiet-\d+)" value="([^"]*)"', page))
    return fields | quiet | {"of": re.search(r'name="of" value="(\w+)"', page)[1]}


def test_words_that_could_harm_are_told_at_their_line_and_hold_the_track_back(server, words):
    fields = shown(server.ask("GET", words).text)
    name = list(fields)[3]
    told = server.ask("POST", f"{words}/keep", {**fields, name: HARM})
    found = json.loads(told.text)
    (n, said), *_ = found["findings"].items()
    assert (name, said[-1]["held"]) == (f"line-{n}", True)
    answer = server.ask("POST", f"{words}/make", {**fields, name: HARM, "of": found["of"]})
    assert answer.status == 422
    assert "Held back." in answer.text
    assert html.escape(HARM) in answer.text


def test_a_changed_line_is_heard_and_is_in_the_track(server, words):
    fields = shown(server.ask("GET", words).text)
    name = list(fields)[3]
    kept = json.loads(server.ask("POST", f"{words}/keep", {**fields, name: NEW}).text)
    assert kept["of"] != fields["of"]
    heard, rate = soundfile.read(
        io.BytesIO(server.ask("GET", f"{words}/{name.partition('-')[2]}.wav").body)
    )
    assert 1.5 < len(heard) / rate < 8
    assert np.sqrt(np.mean(heard**2)) > 0.01
    fields = {**fields, name: NEW, "of": kept["of"], "minutes": "2:40"}  # espeak is quicker
    answer = server.ask("POST", f"{words}/make", fields)
    assert answer.status == 303, answer.text
    track = answer.headers["location"]
    page = wait_for(lambda: server.finished(track), 120)
    assert "was not made" not in page, page.partition('class="mark"')[2][:300]
    assert html.escape(NEW) in page
    assert f'href="{words}"' in page
    server.ask("POST", f"{track}/forget")


def test_words_that_have_no_room_keep_their_changes_for_another_length(server, words):
    fields = shown(server.ask("GET", words).text)
    name = list(fields)[3]
    answer = server.ask("POST", f"{words}/make", {**fields, name: NEW, "minutes": "40"})
    assert answer.status == 422
    assert shown(answer.text)[name] == NEW
    assert 'name="minutes" value="40"' in answer.text
    answer = server.ask("POST", f"{words}/make", {**shown(answer.text), "minutes": "soon"})
    assert "is no length" in html.unescape(answer.text)


def test_a_change_can_be_taken_back_and_an_older_page_changes_nothing(server, words):
    fields = shown(server.ask("GET", words).text)
    name = list(fields)[3]
    server.ask("POST", f"{words}/keep", {**fields, name: NEW})
    older = server.ask("POST", f"{words}/keep", {**fields, name: "Something else is here."})
    assert older.status == 422
    assert "another window" in json.loads(older.text)["problem"]
    assert shown(server.ask("GET", words).text)[name] == NEW
    server.ask("POST", words, {"do": "undo"})
    assert shown(server.ask("GET", words).text) == fields


def test_it_is_told_while_one_types_and_the_new_line_is_heard(server, visit):
    visitor = visit(server)
    page = visitor.enter("/make")
    visitor.fill(**FORM)
    page.get_by_role("button", name="Read what will be said").click()
    page.wait_for_url("**/read/*")
    line = page.locator("[name^=line-]").nth(3)
    line.fill(HARM)
    page.locator("[aria-invalid=true]").wait_for()
    page.get_by_text("Held back.").first.wait_for()
    line.fill(NEW)
    hear = page.locator(f"#{line.get_attribute('name')} [data-hear]")
    with page.expect_response(lambda answer: ".wav" in answer.url) as first:
        hear.click()  # at once: what is typed is kept before it is spoken
    hear.get_by_text("Hear").or_(hear.get_by_text("Stop")).wait_for()
    line.fill(NEW.replace("window", "door"))
    page.locator("[aria-invalid=true]").wait_for(state="detached")
    with page.expect_response(lambda answer: ".wav" in answer.url) as second:
        hear.click()
        if page.evaluate("heard === null"):
            hear.click()
    assert first.value.url != second.value.url
    visitor.kept()
    page.reload()
    assert page.locator("[name^=line-]").nth(3).input_value() == NEW.replace("window", "door")


def test_a_line_that_is_emptied_goes_when_one_leaves_it_and_moves_no_other(server, visit):
    visitor = visit(server)
    page = visitor.enter("/make")
    visitor.fill(**FORM)
    page.get_by_role("button", name="Read what will be said").click()
    page.wait_for_url("**/read/*")
    lines = page.locator("[name^=line-]")
    before = [line.input_value() for line in lines.all()]

    def typed(text):
        with page.expect_response(lambda answer: answer.url.endswith("/keep")):
            lines.nth(3).fill(text)

    def shown():
        return [line.input_value() for line in lines.all()]

    typed("")
    typed(NEW)
    visitor.kept()
    page.reload()
    assert shown() == [*before[:3], NEW, *before[4:]]
    typed("")
    with page.expect_navigation():
        lines.nth(5).focus()
    assert shown() == [*before[:3], *before[4:]]
    typed("")
    words = page.url
    page.goto(server.address)  # away, while it waits
    page.goto(words)
    page.reload()  # what was sent in leaving may come after the page
    assert shown() == [*before[:3], *before[5:]]
