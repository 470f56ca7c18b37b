"""Who may ask the studio for something: this browser, from a page of the studio, and nobody else.

A port of one's own computer is not private: any web page can send to it, and a name that is made to
point at it (DNS rebinding) can read from it. So the Host of every request is checked against an
exact list, the origin of everything that changes something, and a cookie that only who has seen the
start address gets.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_LARGEST: Final = 256 * 1024
"""Bytes of a form: ten times what a full one takes."""

_SLOWEST_S: Final = 20.0
"""Seconds in which all of it must have come."""

_YEAR_S: Final = 365 * 86_400
VISITOR: Final = "visitor"
"""Where a request says which browser asks."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The two secrets of a studio.

    Attributes:
        start: stands in the address that the studio opens; new at every start.
        cookies: signs what a browser is known by; lasts, so that open pages outlive a restart.
    """

    start: str
    cookies: bytes


class Guard:
    """The studio behind its checks.

    Args:
        app: the pages.
        hosts: what ``Host`` may be.
        keys: the secrets.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], keys: Keys) -> None:
        self._app = app
        self._hosts = hosts
        self._keys = keys
        port = min(hosts).rpartition(":")[2]
        self._cookie = f"relax-studio-{port}"  # a browser keeps cookies by host, whatever the port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse with a sentence."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        answer = self._refused(scope, headers) or self._entered(scope)
        if answer is None:
            visitor = self._visitor(headers)
            if visitor is None:
                answer = _no("Open the studio by the address it shows when it starts.", 403)
            else:
                scope.setdefault("state", {})[VISITOR] = visitor
        if answer is None and scope["method"] == "POST":
            body = await _body(headers, receive)
            if isinstance(body, bytes):
                receive = _given(body, receive)
            else:
                answer = body
        await (answer or self._app)(scope, receive, _sealed(send))

    def _refused(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        """Why somebody else must be asking."""
        host = headers.getlist("host")
        if len(host) != 1 or host[0].lower() not in self._hosts:
            return _no("The studio does not answer under this name.", 421)
        if scope["method"] in ("GET", "HEAD"):
            return None
        if scope["method"] != "POST":
            return _no("The studio has no such thing to do.", 405)
        own = headers.get("origin") == f"http://{host[0].lower()}"
        if not own or headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return _no("Only a page of the studio may ask for that.", 403)
        return None

    def _entered(self, scope: Scope) -> RedirectResponse | None:
        """The way in for who comes by the start address: a cookie, and an address without key."""
        key = parse_qs(scope["query_string"].decode("latin-1")).get("key")
        if scope["path"] != "/" or not key or scope["method"] != "GET":
            return None
        if not hmac.compare_digest(key[0].encode(), self._keys.start.encode()):
            return None
        visitor = secrets.token_hex(8)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(
            self._cookie,
            f"{visitor}.{self._signature(visitor)}",
            max_age=_YEAR_S,
            httponly=True,
            samesite="strict",
        )
        return answer

    def _visitor(self, headers: Headers) -> str | None:
        """Which browser this is, if it came in by the start address once."""
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return None
        found = cookies.get(self._cookie)
        visitor, _, signature = (found.value if found else "").partition(".")
        known = hmac.compare_digest(signature.encode(), self._signature(visitor).encode())
        return visitor if visitor and known else None

    def _signature(self, visitor: str) -> str:
        return hmac.new(self._keys.cookies, visitor.encode(), hashlib.sha256).hexdigest()


def _no(sentence: str, status: int) -> PlainTextResponse:
    return PlainTextResponse(f"{sentence}\n", status)


async def _body(headers: Headers, receive: Receive) -> bytes | PlainTextResponse:
    """All that was sent, or why not."""
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > _LARGEST:
        return _no("That is more than a form of the studio holds.", 413)
    parts = bytearray()
    try:
        async with asyncio.timeout(_SLOWEST_S):
            while True:
                message = await receive()
                parts += message.get("body", b"")
                if len(parts) > _LARGEST:
                    return _no("That is more than a form of the studio holds.", 413)
                if not message.get("more_body", False):
                    return bytes(parts)
    except TimeoutError:
        return _no("The form did not arrive in time.", 408)


def _given(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives ``body`` first."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def given() -> Message:
        return waiting.pop() if waiting else await receive()

    return given


def _sealed(send: Send) -> Send:
    """A ``send`` that adds what keeps a page to itself; what is no asset is kept nowhere."""

    async def sealed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            if "cache-control" not in headers:
                headers["cache-control"] = "no-store"
        await send(message)

    return sealed
