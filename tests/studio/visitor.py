"""A browser at the studio, which notes whatever a page of it should not do."""

from __future__ import annotations

from urllib.parse import urlsplit

LOOKS = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
INSIDE = """kind_and_area => {
    const [kind, area] = kind_and_area;
    const use = document.querySelector(`label:has([name=${kind}][value=${area}]) use`);
    const shape = document.querySelector(use.getAttribute("href"));
    const { left, top, width } = use.ownerSVGElement.getBoundingClientRect();
    for (let y = 5; y < 420; y += 5) for (let x = 5; x < 340; x += 5) {
        const around = [[0, 0], [3, 0], [-3, 0], [0, 3], [0, -3]];
        if (around.every(([i, j]) => shape.isPointInFill(new DOMPoint(x + i, y + j))))
            return [left + x * width / 340, top + y * width / 340];
    }
}"""
"""A place on the screen that lies well inside the shape of an area."""


class Visitor:
    """A browser with cookies of its own, and its first tab.

    Attributes:
        faults: what a page should not have done: asked another host, broken its policy, failed.
        expected: words of faults that this visit brings about itself.
        addresses: everything that was asked for.
    """

    def __init__(self, browser, server, **options):
        self.server = server
        self.context = browser.new_context(**{**LOOKS, **options})
        self.context.set_default_timeout(60_000)
        self.faults, self.expected, self.addresses = [], [], []
        self.context.on("request", self._asked)
        self.context.on("response", self._answered)
        self.context.on("console", self._told)
        self.context.on("weberror", lambda error: self.faults.append(str(error.error)))
        self.page = self.context.new_page()

    def enter(self, path="/"):
        """Come in by the address that the studio shows, then go on to a page."""
        self.page.goto(self.server.entrance)
        if path != "/":
            self.page.goto(self.server.address + path)
        return self.page

    def tab(self, path):
        """A second tab."""
        page = self.context.new_page()
        page.goto(self.server.address + path)
        return page

    def fill(self, page=None, **fields):
        """Write and choose on the Make page."""
        page = page or self.page
        for name, value in fields.items():
            box = page.locator(f"[name={name}]")
            if box.count() == 1 and box.get_attribute("type") in ("text", "search"):
                box.fill(value)
            elif box.evaluate_all("all => all[0].tagName") == "SELECT":
                box.select_option(value)
            else:
                self.choose(page.locator(f'[name={name}][value="{value}"]'))

    def choose(self, box):
        """Tick a box, after opening what hides it."""
        page = box.page
        if not box.is_visible() and box.get_attribute("name") in ("avoid", "focus", "absent"):
            page.check(f"[name=mark][value={box.get_attribute('name')}]")
        if not box.is_visible():
            page.locator("details:not([open])").filter(has=box).locator("summary").click()
        box.check()

    def touch(self, kind, area):
        """Click on the picture of a body, where that area is drawn."""
        self.page.locator(".figure").scroll_into_view_if_needed()
        self.page.mouse.click(*self.page.evaluate(INSIDE, [kind, area]))

    def kept(self, page=None):
        """Wait until what was filled in is kept."""
        (page or self.page).get_by_text("Kept.", exact=True).wait_for()

    def make(self):
        """Ask for what is filled in, and wait for the page of the track."""
        self.page.get_by_role("button", name="Make it now").click()
        self.page.wait_for_url("**/track/*")

    def listen(self, page=None):
        """Wait until it is there."""
        (page or self.page).locator("[data-player]").wait_for()

    def unexpected(self):
        """The faults that nobody has brought about."""
        return [each for each in self.faults if not any(word in each for word in self.expected)]

    def _asked(self, request):
        self.addresses.append(request.url)
        if urlsplit(request.url).netloc != self.server.host:
            self.faults.append(f"asked for {request.url}")

    def _answered(self, response):
        if response.status >= 400 and response.request.resource_type != "document":
            self.faults.append(f"{response.status} {response.url}")

    def _told(self, message):
        of_the_page = message.text.startswith("Failed to load resource: the server responded")
        if message.type in ("error", "warning") and not of_the_page:  # see _answered
            self.faults.append(message.text)
