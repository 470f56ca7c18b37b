"""Who may ask, and what is answered to everybody else: the studio as a plain HTTP client sees it."""

from __future__ import annotations

import asyncio
import re
import socket
import string
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from hypothesis import given, settings, strategies as st

from relax.studio import _guard
from tests.studio.server import FORM, SHORT, VOICE
from tests.tools import wait_for

NASTY = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'{{ 7*7 }}</textarea>"
ACTS = ("stop", "again", "edit", "forget")
GETS = ("/", "/make", "/library", "/settings", "/hear", "/static/studio.css", "/nothing")
POSTS = (
    "/make", "/make/keep", "/make/find", "/make/clear", "/read", "/library", "/settings/clear",
    "/close",
)  # fmt: skip


@pytest.fixture(scope="module")
def everywhere(track, server):
    """(method, path) of every route, with ids that are there."""
    read = server.ask("POST", "/read", SHORT).headers["location"]
    gets = [*GETS, track, f"{track}/events", server.mp3(server.ask("GET", track).text), read]
    posts = [f"{track}/{act}" for act in ACTS] + [read, f"{read}/keep", f"{read}/make", *POSTS]
    return [("GET", path) for path in gets] + [("POST", path) for path in posts]


def statuses(server, everywhere, methods=("GET", "POST"), **how):
    """The status of each route that is asked in that way."""
    return {
        (method, path): server.ask(method, path, **how).status
        for method, path in everywhere
        if method in methods
    }


class TestWhoAsks:
    """Nothing is told or done unless a page of the studio asks, in a browser that has come in."""

    @pytest.mark.parametrize(
        "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "", None,
                 "localhost.evil.example:{port}", "127.0.0.1:{port}.evil.example", "0.0.0.0:{port}"],
    )  # fmt: skip
    def test_under_another_name_it_answers_nothing(self, server, everywhere, host):
        host = host and host.format(port=server.port)
        refused = {400} if host is None else {421}  # HTTP/1.1 wants a Host
        assert set(statuses(server, everywhere, Host=host).values()) <= {*refused, 421}

    def test_no_cookie_of_another_hand_is_taken(self, server, everywhere):
        name, _, value = server.cookie.partition("=")
        visitor, _, signature = value.partition(".")
        other = ("0" if signature[0] != "0" else "1") + signature[1:]
        forged = ["", f"{name}=", f"{name}={visitor}", f"{name}={visitor}.", f"{name}=.",
                  f"{name}={visitor}.{other}", f"{name}=0{visitor[1:]}x.{signature}",
                  f"x{name}={value}", "\xff\xfe=;;,"]  # fmt: skip
        for cookie in forged:
            assert set(statuses(server, everywhere, cookie=cookie).values()) == {403}, cookie

    @pytest.mark.parametrize("key", ["", "x", "é", "%FF%FE", "x" * 5000])
    def test_no_wrong_key_lets_in(self, server, key):
        path = "/?key=" + "".join(c if c.isascii() else "%C3%A9" for c in key)
        answer = server.ask("GET", path, cookie="")
        assert answer.status == 403
        assert "set-cookie" not in answer.headers

    def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(self, server):
        answer = server.ask("GET", server.entrance.removeprefix(server.address), cookie="")
        told = answer.headers["set-cookie"].lower()
        assert "httponly" in told
        assert "samesite=strict" in told
        assert answer.headers["location"] == "/"  # an address without the key

    @pytest.mark.parametrize(
        "sent",
        [{"Origin": None}, {"Origin": "null"}, {"Origin": "https://evil.example"},
         {"Origin": "http://127.0.0.1:1"}, {"Sec_Fetch_Site": "cross-site"},
         {"Sec_Fetch_Site": "same-site"}, {"Sec_Fetch_Site": "none"}],
    )  # fmt: skip
    def test_only_a_page_of_its_own_changes_something(self, server, everywhere, track, sent):
        assert set(statuses(server, everywhere, ["POST"], **sent).values()) == {403}
        assert server.ask("GET", track).status == 200

    @pytest.mark.parametrize(
        "method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "X"]
    )
    def test_no_other_method_does_anything(self, server, everywhere, method):
        for path in {path for _, path in everywhere}:
            assert server.ask(method, path).status == 405

    def test_every_answer_says_what_a_browser_may_do_with_it(self, server, everywhere):
        for method, path in everywhere:
            if method == "GET":
                told = server.ask(method, path).headers
                assert told["content-security-policy"].startswith("default-src 'none'; "), path
                assert "unsafe" not in told["content-security-policy"]
                assert told["x-content-type-options"] == "nosniff"
                kept = "no-cache" if path.startswith("/static") else "no-store"
                assert told["cache-control"] == kept, path


class TestWhatIsSent:
    """Whatever is sent, it is answered with a sentence, and nothing but the studio's files is given."""

    def test_a_form_that_is_too_large_is_refused(self, server):
        body = b"name=" + b"x" * 300_000
        assert server.ask("POST", "/make/keep", body=body).status == 413
        # whatever length it says, and where it says none
        assert server.ask("POST", "/make/keep", body=b"", Content_Length=str(10**12)).status == 413
        chunks = b"".join(b"1000\r\n" + b"x" * 0x1000 + b"\r\n" for _ in range(80)) + b"0\r\n\r\n"
        how = {"Content_Length": None, "Transfer_Encoding": "chunked"}
        assert server.ask("POST", "/make/keep", body=chunks, **how).status == 413

    def test_a_form_that_never_ends_is_given_up_and_keeps_nobody_waiting(self, server, monkeypatch):
        monkeypatch.setattr(_guard, "_SLOWEST_S", 0.01)
        said = []

        async def never():
            await asyncio.sleep(3600)

        async def said_so(message):
            said.append(message)

        guard = _guard.Guard(None, frozenset({"127.0.0.1:1"}), _guard.Keys("key", b"secret"))
        cookie = f"relax-studio-1=v.{guard._signature('v')}"
        headers = {"host": "127.0.0.1:1", "origin": "http://127.0.0.1:1", "cookie": cookie}
        scope = {"type": "http", "method": "POST", "path": "/make", "query_string": b"",
                 "headers": [(k.encode(), v.encode()) for k, v in headers.items()]}  # fmt: skip
        with ThreadPoolExecutor(1) as pool:  # the browser's own loop is in this thread
            pool.submit(asyncio.run, guard(scope, never, said_so)).result()
        assert said[0]["status"] == 408
        head = f"POST /make/keep HTTP/1.1\r\nHost: {server.host}\r\nCookie: {server.cookie}\r\n"
        head += f"Origin: {server.address}\r\nContent-Length: 99\r\n\r\nname="
        waiting = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(40)]
        try:
            for each in waiting:
                each.sendall(head.encode())
            assert server.ask("GET", "/").status == 200
        finally:
            for each in waiting:
                each.close()

    @pytest.mark.parametrize(
        "way",
        ["..", "../", "../studio.sqlite3", "../data/studio.sqlite3", "..%2fdata%2fstudio.sqlite3",
         "%2e%2e/data/secret", "..%5cdata%5csecret", "/etc/passwd", "%2fetc%2fpasswd",
         "....//....//etc/passwd", "%00", "x%00.mp3", ".", "%c0%ae%c0%ae/", "studio.sqlite3"],
    )  # fmt: skip
    def test_no_path_leads_out(self, server, track, way):
        for place in (f"{track}/", "/static/", "/track/", "/read/"):
            answer = server.ask("GET", place + way)
            assert answer.status in (200, 307, 404, 405), place
            assert answer.headers.get("location", server.address).startswith(server.address)
            assert b"SQLite" not in answer.body
            assert b"root:" not in answer.body
            assert answer.status != 200 or b"<main" in answer.body

    def test_the_files_of_one_track_are_not_given_for_another(self, server, track):
        other, _ = server.make({**SHORT, "name": "Egil"})
        mp3 = server.mp3(server.ask("GET", track).text)
        assert server.ask("GET", mp3).status == 200
        assert server.ask("GET", mp3.replace(track, other)).status == 404

    @pytest.mark.parametrize("field", ["name", "said", "others", "for", "minutes", "template",
                                       "voice", "bed", "level", "position", "eyes", "when", "avoid",
                                       "focus", "absent", "anchor", "note", "mark"])  # fmt: skip
    def test_markup_is_shown_and_never_obeyed(self, server, field):
        answer = server.ask("POST", "/make", {**SHORT, field: NASTY})
        page = answer.text
        if answer.status == 303:  # a track may be for somebody of any name
            page = server.ask("GET", answer.headers["location"]).text
            page += server.ask("POST", "/library", {"q": NASTY}).text
            server.ask("POST", f"{answer.headers['location']}/forget")
        page += server.ask("GET", "/make").text
        assert "<script>alert" not in page
        assert "<img" not in page
        if field in ("name", "said", "others", "for", "minutes"):
            assert NASTY in unescape(page)
        server.ask("POST", "/make/clear")

    def test_a_hundred_at_once_are_answered_while_a_track_is_made(self, server, gate):
        job = server.ask("POST", "/make", {**SHORT, "name": "Hundred"}).headers["location"]
        gate.reached()
        paths = ["/", "/make", "/library", job, "/static/studio.js"] * 20
        with ThreadPoolExecutor(25) as pool:
            answers = list(pool.map(lambda path: server.ask("GET", path), paths))
        assert {answer.status for answer in answers} == {200}
        gate.open()
        assert "data-player" in wait_for(lambda: server.finished(job), 120)


FIELDS = ("name", "said", "template", "minutes", "voice", "bed", "level", "position", "eyes", "when",
          "avoid", "focus", "absent", "anchor", "note", "others", "for", "q", "of", "do",
          "line-1", "line-2", "quiet-1", "after-1")  # fmt: skip
SEGMENTS = ("make", "keep", "find", "track", "read", "library", "hear", "static", "events", "..",
            "forget", "studio.css", "0.wav")  # fmt: skip
text = st.text(st.characters(codec="utf-8"), max_size=20)
usual = st.sampled_from(["short", "2", "3", VOICE, "none", "default", "feet", "hands", "supine",
                         "up-1", "add-0", "undo", "breath", "home"])  # fmt: skip
forms = st.dictionaries(st.sampled_from(FIELDS) | text, st.lists(usual | text, max_size=3))
urlsafe = st.text(string.ascii_letters + string.digits + "%/.?&=+-_~", max_size=20)


class TestFuzz:
    """Whatever is asked, nothing in the studio breaks."""

    @settings(max_examples=150, deadline=None)
    @given(
        st.sampled_from(["GET", "POST"]),
        st.lists(st.sampled_from(SEGMENTS) | urlsafe, max_size=4),
        urlsafe,
    )
    def test_paths_and_queries(self, server, track, method, segments, query):
        path = "/" + "/".join([part.replace("track", track[1:]) for part in segments])
        assert server.ask(method, f"{path}?{query}").status < 500

    @settings(max_examples=120, deadline=None)
    @given(st.data())
    def test_forms_and_bytes(self, server, everywhere, data):
        ends = ("/close", "/settings/clear", "/forget")  # what the next example needs
        posts = [path for method, path in everywhere if method == "POST"]
        path = data.draw(st.sampled_from([each for each in posts if not each.endswith(ends)]))
        if data.draw(st.booleans()):
            form = data.draw(forms)
            if path.startswith("/read/"):  # as the page that shows the words has it
                shown = server.ask("GET", "/".join(path.split("/")[:3])).text
                form["of"] = re.search(r'name="of" value="(\w+)"', shown)[1]
            answer = server.ask("POST", path, form)
        else:
            kind = data.draw(st.sampled_from([FORM, "multipart/form-data", "application/json", ""]))
            answer = server.ask("POST", path, body=data.draw(st.binary()), Content_Type=kind)
        assert answer.status < 500
        if job := re.fullmatch(r"/track/[0-9a-f]+", answer.headers.get("location", "")):
            server.ask("POST", f"{job[0]}/stop")
        page = server.ask("GET", "/make")  # what was kept does not break it either
        assert page.status == 200
