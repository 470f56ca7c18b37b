"""One file over the network: address → a ``.part`` file that is whole, or an error that says why.

The only place in relax that opens a connection to another computer of itself.
"""

from __future__ import annotations

import errno
import http.client
import os
import shutil
import ssl
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

from relax.errors import BadInput, RelaxError
from relax.voices._registry import megabytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_BLOCK: Final = 1 << 18
_TIMEOUT_S: Final = 30.0
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT)
_NOT_THERE: Final = (404, 410)
_LATER: Final = (408, 425, 429)
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_OTHERWISE: Final = (
    "Fetch it on another computer and use --from FILE, or name a mirror that has it: --mirror URL, "
    "or voice-mirror in config.yaml."
)


def download(address: str, part: Path, size: int, progress: Callable[[int], None]) -> None:
    """Bring ``part`` to ``size`` bytes, going on where an earlier call stopped.

    Args:
        address: https, or http of a mirror that somebody named.
        part: what has come so far; kept when the connection breaks.
        size: bytes of the whole file.
        progress: is told the bytes that are there.

    Raises:
        BadInput: ``address`` is none.
        RelaxError: refused, out of reach, broken off, another size, or no room on the disk.
    """
    _refuse_other(address)
    have = _there(part, size)
    _need_room(part, size - have)
    if have == size:
        return
    answer = _answer(address, have)
    with closing(answer):
        start = _start(answer, have)
        _refuse_size(address, answer, size - start)
        _write(answer, part, start, size, progress)


def host(address: str) -> str:
    """Whose computer ``address`` is, for a person."""
    return urllib.parse.urlsplit(address).hostname or address


def _refuse_other(address: str) -> None:
    try:
        parts = urllib.parse.urlsplit(address)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        fits = fits and address.isascii() and address.isprintable() and " " not in address
    except ValueError:
        fits = False
    if not fits:
        raise BadInput(
            "The mirror is no web address.", hint="Write for example --mirror https://example.org/v"
        )


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    """Follows to https, and on this computer to http."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """As urllib does, or an error where the way leads out of https."""
        parts = urllib.parse.urlsplit(newurl)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise urllib.error.URLError("it leads to an address that is not secure")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _answer(address: str, have: int) -> Any:
    """An open answer; from the beginning where the server has less than is here."""
    try:
        return _ask(address, have)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and have:
            return _answer(address, 0)
        raise _refused(address, error.code) from None
    except (OSError, http.client.HTTPException) as error:
        raise _out_of_reach(address, error) from None


def _ask(address: str, have: int) -> Any:
    headers = {"User-Agent": "relax", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    request = urllib.request.Request(address, headers=headers)  # noqa: S310  (http or https)
    opener = urllib.request.build_opener(_SafeRedirects)
    return opener.open(request, timeout=_TIMEOUT_S)


def _there(part: Path, size: int) -> int:
    """Bytes that an earlier call left; more than there can be is thrown away."""
    have = part.stat().st_size if part.is_file() else 0
    if have > size:
        part.unlink()
        return 0
    return have


def _start(answer: Any, have: int) -> int:
    """Where in the file the answer begins: servers may ignore what was asked for."""
    told = str(answer.headers.get("Content-Range") or "")
    if answer.status == http.HTTPStatus.PARTIAL_CONTENT and told.startswith(f"bytes {have}-"):
        return have
    return 0


def _refuse_size(address: str, answer: Any, expected: int) -> None:
    told = str(answer.headers.get("Content-Length") or "")
    if told.isdigit() and int(told) != expected:
        raise RelaxError(
            f"{host(address)} offers another file under this address than relax knows: "
            f"{int(told)} bytes instead of {expected}. Nothing was changed.",
            hint=_OTHERWISE,
        )


def _write(answer: Any, part: Path, start: int, size: int, progress: Callable[[int], None]) -> None:
    have = start
    try:
        with part.open("r+b" if start else "wb") as file:
            file.seek(start)
            while have <= size:
                try:
                    block = answer.read(_BLOCK)
                except (OSError, http.client.HTTPException):
                    block = b""
                if not block:
                    break
                file.write(block)
                have += len(block)
                progress(min(have, size))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _unwritten(part, size, error) from None
    if have > size:
        part.unlink()
        raise RelaxError("More came than the file has; it was thrown away.", hint=_OTHERWISE)
    if have < size:
        raise RelaxError(
            f"The connection broke off after {megabytes(have)} of {megabytes(size)}.",
            hint="What came is kept: the same command goes on from there.",
        )


def _need_room(part: Path, more: int) -> None:
    free = shutil.disk_usage(part.parent).free
    if more > free:
        raise _no_room(part, f"{megabytes(more)} are needed and {megabytes(free)} are free")


def _no_room(part: Path, sizes: str) -> RelaxError:
    return RelaxError(
        f"The disk that holds {part.parent} is too full: {sizes}.",
        hint="Make room, then give the same command again.",
    )


def _unwritten(part: Path, size: int, error: OSError) -> RelaxError:
    """A disk that fills up gets back what the unfinished file took."""
    if error.errno in _NO_ROOM:
        part.unlink(missing_ok=True)
        return _no_room(part, f"the file has {megabytes(size)}")
    reason = (error.strerror or "unknown reason").lower()
    return RelaxError(f"{part.parent} cannot be written: {reason}.", hint="Choose RELAX_DATA.")


def _refused(address: str, code: int) -> RelaxError:
    if code in _NOT_THERE:
        return RelaxError(
            f"{host(address)} no longer has this file (it answered {code}).", hint=_OTHERWISE
        )
    if code in _LATER or code >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
        return RelaxError(
            f"{host(address)} cannot hand out this file now (it answered {code}).",
            hint=f"Try again later. {_OTHERWISE}",
        )
    return RelaxError(
        f"{host(address)} refused to hand out this file (it answered {code}).", hint=_OTHERWISE
    )


def _out_of_reach(address: str, error: Exception) -> RelaxError:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        why = "it cannot prove that it is the right computer"
    elif isinstance(cause, TimeoutError):
        why = "it does not answer"
    elif isinstance(cause, OSError) and cause.strerror:
        why = cause.strerror.lower()
    else:
        why = cause if isinstance(cause, str) else "it answers in no way that is understood"
    return RelaxError(f"{host(address)} cannot be reached: {why}.", hint=_OTHERWISE)
