"""Everybody can use it: with a screen reader, a keyboard, a phone, in the dark, without scripts."""

from __future__ import annotations

import json

import pytest

from tests.studio.server import SHORT
from tests.tools import wait_for

LOOKS = [({"width": 390, "height": 844}, "dark"), ({"width": 1280, "height": 900}, "light")]
HERE = """() => {
    const here = document.activeElement, style = getComputedStyle(here);
    const box = here.getBoundingClientRect();
    const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
    const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    window.places ??= new Map();
    if (!places.has(here)) places.set(here, places.size);
    return { place: places.get(here), tag: here.tagName, name: here.name ?? "",
        text: here.innerText ?? "", visible: seen && marked, outside: here === document.body };
}"""
"""Where the focus is, and whether somebody can see that."""


def states(server, track):
    """Every page, by name: its address, and what is sent to it if anything is."""
    made = server.ask("GET", track).text
    gone = server.make({**SHORT, "name": "Gone"})[0]
    (server.out / server.mp3(server.ask("GET", gone).text).rpartition("/")[2]).unlink()
    server.gate.shut()
    making = server.ask("POST", "/make", {**SHORT, "name": "Held"}).headers["location"]
    waiting = server.ask("POST", "/make", {**SHORT, "name": "Later"}).headers["location"]
    server.gate.reached()
    stopped = server.ask("POST", "/make", {**SHORT, "name": "Never"}).headers["location"]
    server.ask("POST", f"{stopped}/stop")
    read = server.ask("POST", "/read", SHORT).headers["location"]
    assert "data-player" in made
    return {
        "home": "/", "make": "/make", "library": "/library", "settings": "/settings", "not found": "/nothing",
        "listen": track, "making": making, "waiting": waiting, "failed": stopped, "gone": gone,
        "read": read,
    }  # fmt: skip


class TestAxe:
    """axe-core, which judges a page as the rules for accessibility have it, finds nothing."""

    @pytest.fixture
    def page(self, chromium, server):
        from axe_playwright_python.base import AXE_SCRIPT

        # axe is a script that the policy of the studio keeps out, as it should
        context = chromium.new_context(bypass_csp=True, reduced_motion="reduce")
        context.add_init_script(AXE_SCRIPT)
        page = context.new_page()
        page.goto(server.entrance)
        yield page
        context.close()

    def violations(self, page):
        """What is wrong in each of the looks: (look, rule, element)."""
        found = []
        for size, scheme in LOOKS:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
            rules = {"type": "tag", "values": tags}
            options = {"resultTypes": ["violations"], "runOnly": rules}
            told = page.evaluate("options => axe.run(options)", options)
            found += [
                (size["width"], scheme, each["id"], node["html"][:120])
                for each in told["violations"]
                for node in each["nodes"]
            ]
            assert told["testEngine"]["name"] == "axe-core"
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > size["width"]:
                found.append((size["width"], scheme, "scrolls sideways", str(wide)))
        return found

    def test_on_every_page_and_state(self, page, server, track):
        found = {}
        try:
            for name, path in states(server, track).items():
                page.goto(server.address + path)
                found[name] = self.violations(page)
            page.goto(f"{server.address}/make")
            page.check("[name=template][value=outside-in-scan]")
            page.fill("[name=minutes]", "999")
            page.get_by_role("button", name="Make it now").click()
            page.locator("#problem").wait_for()
            page.check("[name=mark][value=focus]")
            page.locator("details").evaluate_all(
                "all => all.forEach(each => { each.open = true; })"
            )
            found["make with a problem, and all open"] = self.violations(page)
        finally:
            server.gate.open()
        assert {name: some for name, some in found.items() if some} == {}

    def test_it_would_find_something(self, page, server):
        page.goto(server.address)
        page.evaluate("document.querySelector('main').innerHTML += '<img src=x><input>'")
        rules = {each[2] for each in self.violations(page)}
        assert {"image-alt", "label"} <= rules


class Keyboard:
    """A person who has a keyboard and nothing else; where the focus is must be seen at every step."""

    def __init__(self, page):
        self.page = page

    def to(self, wanted):
        """Tab until the focus is on an element that has that selector."""
        for _ in range(250):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(HERE)
            assert here["outside"] or here["visible"], json.dumps(here)
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
                return
        pytest.fail(f"the keyboard does not reach {wanted}")

    def press(self, key):
        self.page.keyboard.press(key)

    def choose(self, name, value, key="ArrowDown"):
        """Walk through a group of choices to one of them."""
        self.to(f"[name={name}]")
        for _ in range(100):
            if self.page.evaluate("document.activeElement.value") == value:
                return
            self.press(key)
        pytest.fail(f"the keyboard does not reach {value}")

    def around(self):
        """How many places there are from one end of the page to the other."""
        seen = []
        for _ in range(400):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(HERE)
            if here["outside"] or here["place"] in seen:
                return len(seen)
            seen.append(here["place"])
        pytest.fail("the keyboard is caught")


TABBABLE = """() => {
    const groups = new Set();
    return [...document.querySelectorAll(
        "a[href], button, input, select, textarea, summary, audio[controls]")]
        .filter(each => each.checkVisibility({ visibilityProperty: true }) && !each.disabled)
        .filter(each => each.type !== "hidden")
        .filter(each => each.type !== "radio" || !groups.has(each.name) && groups.add(each.name))
        .length;
}"""
"""Everything on a page that does something, a group of choices as one."""


class TestKeyboard:
    """Tab, Space, Enter and the arrows are enough for everything."""

    def test_a_track_from_the_first_page_to_its_last_second(self, server, visit):
        page = visit(server).enter()
        keys = Keyboard(page)
        keys.to("main a[href='/make']")
        keys.press("Enter")
        page.wait_for_url("**/make")
        keys.to("details:has([name=template][value=short]) > summary")
        keys.press("Enter")
        keys.choose("template", "short")
        keys.to("[name=avoid][value=belly]")
        keys.press("Space")
        assert page.inner_text("#marked") == "Left out: Belly."
        keys.to("[name=minutes]")
        page.keyboard.type("2")
        keys.choose("voice", SHORT["voice"])
        keys.choose("bed", "none")
        keys.to("#s-go ~ .row button:not([formaction])")
        keys.press("Enter")
        page.wait_for_url("**/track/*")
        page.locator("[data-player]").wait_for()
        keys.to("[data-toggle]")
        keys.press("Space")
        now = page.locator("[data-now]")
        wait_for(lambda: now.inner_text() not in ("0:00", ""))
        assert page.inner_text("[data-toggle]") == "Pause"
        keys.press("Space")
        wait_for(lambda: page.inner_text("[data-toggle]") == "Play")
        keys.to("[data-move='10']")
        before = now.inner_text()
        keys.press("Enter")
        wait_for(lambda: now.inner_text() != before)
        keys.to("[data-player] input[type=range]")
        keys.press("End")
        wait_for(lambda: now.inner_text() == "2:00")
        spoken = page.evaluate("document.activeElement.getAttribute('aria-valuetext')")
        assert spoken == "2:00 of 2:00, Come back now"

    @pytest.mark.parametrize("path", ["/", "/make", "/library", "/settings", "track"])
    def test_every_control_is_reached_and_none_keeps_the_keyboard(self, server, track, visit, path):
        page = visit(server).enter(track if path == "track" else path)
        assert Keyboard(page).around() == page.evaluate(TABBABLE)


def test_without_scripts_it_does_the_same(server, visit):
    visitor = visit(server, java_script_enabled=False)
    page = visitor.enter()
    page.get_by_role("main").get_by_role("link", name="Make a track").click()
    hear = page.locator(f"li:has([value='{SHORT['voice']}']) [data-hear]").get_attribute("href")
    answer = page.request.get(server.address + hear)
    assert answer.headers["content-type"] == "audio/mpeg"
    visitor.fill(**{**SHORT, "minutes": "2.5"}, name="Scriptless", avoid="belly")
    server.gate.shut()
    visitor.make()
    server.gate.reached()
    page.get_by_role("link", name="See how far it is").click()
    assert page.inner_text("h1") == "Short is being made"
    assert not page.get_by_text("This page does not reach").is_visible()
    server.gate.open()
    track = page.url.removeprefix(server.address)
    wait_for(lambda: server.finished(track), 120)
    page.get_by_role("link", name="See how far it is").click()
    sound = page.locator("audio")
    assert sound.is_visible()
    answer = page.request.get(server.address + sound.get_attribute("src"))
    assert answer.headers["content-type"] == "audio/mpeg"
    assert not page.locator("[data-toggle]").is_visible()  # nothing that would do nothing
    for link in page.locator("[data-at]").all():
        assert link.get_attribute("href").startswith(sound.get_attribute("src") + "#t=")
    page.locator("summary", has_text="Forget it").click()
    page.get_by_role("button", name="Delete it").click()
    assert page.url == f"{server.address}/library"
    assert "Scriptless" not in page.inner_text("main")
    assert server.ask("GET", track).status == 404
