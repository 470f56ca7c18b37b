"""What was asked for outlives the page and the program."""

from __future__ import annotations

import signal

from tests.studio.server import SHORT, VOICE
from tests.tools import wait_for

PEOPLE = ("Ottilie", "Barnaby")


def written(server):
    """The names of all files in the folder of tracks, hidden ones too."""
    return {path.name for path in server.out.rglob("*")} if server.out.is_dir() else set()


def heard(page):
    """The lines of a track, on its page."""
    return "\n".join(page.locator("[data-line] .spoken").all_inner_texts())


def asked(visitor, name):
    """A page on which a track for ``name`` is being made."""
    visitor.enter("/make")
    visitor.fill(name=name, **SHORT)
    visitor.make()
    return visitor.page


def test_two_people_at_once_do_not_disturb_each_other(server, visit, gate):
    first, second = visitors = visit(server), visit(server)
    for visitor, name in zip(visitors, PEOPLE, strict=True):
        visitor.enter("/make")
        visitor.fill(name=name, **SHORT)
    for visitor, name in zip(visitors, PEOPLE, strict=True):
        visitor.kept()
        visitor.page.reload()
        assert visitor.page.input_value("[name=name]") == name
        visitor.make()
    gate.reached()
    first.page.reload()
    assert first.page.inner_text("h1") == "Short is being made"
    assert second.page.inner_text("h1") == "Short waits for its turn"
    second.page.get_by_role("button", name="Stop making it").click()
    second.page.get_by_role("heading", name="Short was not made").wait_for()
    second.page.get_by_role("button", name="Try again").click()
    gate.open()
    for visitor, name in zip(visitors, PEOPLE, strict=True):
        visitor.listen()
        assert [each for each in PEOPLE if each in heard(visitor.page)] == [name]


def test_a_reload_while_it_is_made_loses_nothing(server, visit, gate):
    page = asked(visitor := visit(server), "Reloaded")
    gate.reached()
    page.locator("#bar[value]").wait_for()
    wait_for(lambda: "Speaking" not in page.inner_text("#stage"))
    before = page.inner_text("#stage"), page.get_attribute("#bar", "value")
    page.reload()
    assert (page.inner_text("#stage"), page.get_attribute("#bar", "value")) == before
    assert page.inner_text("h1") == "Short is being made"
    home = visitor.tab("/")
    home.get_by_role("navigation").get_by_role("link", name="Making a track").click()
    assert home.url == page.url
    # stopped, it leaves nothing: what the page says then is so
    assert any(name.startswith(".relax-") for name in written(server))
    page.get_by_role("button", name="Stop making it").click()
    page.get_by_role("heading", name="Short was not made").wait_for()
    assert page.inner_text(".mark") == "It was stopped. Nothing half-made was left."
    assert not any(name.startswith(".relax-") for name in written(server))
    home.get_by_role("heading", name="Short was not made").wait_for()  # by itself


def test_an_ended_or_killed_studio_goes_on_where_it_was(server, visit, gate):
    before, entrance = written(server), server.entrance
    page = asked(visitor := visit(server), "Killed")
    visitor.expected += ["net::ERR"]
    gate.reached()
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(timeout=20) == 130
    assert written(server) == before
    assert "Traceback" not in server.said.read_text(encoding="utf-8")
    gate.open()  # an encoder that was waiting finds nobody there
    wait_for(lambda: not server.is_alive())  # nor anything that it has started
    gate.shut()
    server.start(server.port)
    gate.reached()
    server.kill()
    gate.open()
    page.get_by_text("This page does not reach the studio.").wait_for()
    server.start(server.port)
    visitor.listen()  # the old page goes on by itself, with the cookie it had
    assert "Killed" in heard(page)
    new = written(server) - before
    assert len({name.partition(".")[0] for name in new}) == 1  # of one track, and none hidden
    assert any(name.endswith(".mp3") for name in new)
    assert entrance != server.entrance
    for address in ("/", entrance.removeprefix(server.address)):
        assert server.ask("GET", address, cookie="").status == 403


VALUES = """() => {
    const form = new FormData(document.querySelector("[data-keep]"));
    return Object.fromEntries([...form.keys()].map(name => [name, form.getAll(name).join()]));
}"""
"""What is filled in on the Make page."""
FILLED = {
    "name": "Ulrike", "said": "OOL-ree-kuh", "template": "short", "minutes": "2.5",
    "position": "supine", "eyes": "open", "others": "left knee", "avoid": "belly",
    "focus": "shoulders", "absent": "feet", "voice": VOICE, "bed": "none", "level": "sleep",
    "when": "after",
}  # fmt: skip


def test_what_is_filled_in_is_there_again_until_somebody_begins_anew(server, visit):
    page = (visitor := visit(server)).enter("/make")
    untouched = page.evaluate(VALUES)
    visitor.fill(**FILLED)
    visitor.kept()
    before = page.evaluate(VALUES)
    assert {name: before[name] for name in FILLED} == FILLED
    page.reload()
    assert page.evaluate(VALUES) == {**before, "mark": "avoid"}
    second = visitor.tab("/make")
    assert second.evaluate(VALUES) == page.evaluate(VALUES)
    second.fill("[name=name]", "Ulrika")
    second.goto(f"{server.address}/library")  # at once
    wait_for(lambda: visitor.tab("/make").input_value("[name=name]") == "Ulrika")
    page.reload()
    page.fill("[name=for]", "cannot sleep")
    page.get_by_role("button", name="Find").click()
    page.get_by_text("What fits").wait_for()
    assert page.input_value("[name=name]") == "Ulrika"
    page.get_by_role("button", name="Begin with an empty page").click()
    page.wait_for_function("document.querySelector('[name=name]').value === ''")
    assert page.evaluate(VALUES) == {**untouched, "mark": "avoid"}
