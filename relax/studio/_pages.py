"""Pages: their words from ``data/<language>/texts.yaml``, their form from ``pages/``."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from relax.data import bundled
from relax.units import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

T = TypeVar("T")

FOLDER: Final = Path(__file__).parent
_DAY_S: Final = 86_400


def texts(language: str = "en") -> dict[str, dict[str, str]]:
    """Every sentence of the pages, by page and name."""
    return bundled("studio", "texts", dict[str, dict[str, str]], language)


def there(found: T | None) -> T:
    """What an address names.

    Raises:
        HTTPException: 404: there is nothing.
    """
    if found is None:
        raise HTTPException(404)
    return found


def page(request: Request, name: str, /, status: int = 200, **values: Any) -> HTMLResponse:
    """The page ``pages/<name>.html``.

    Args:
        request: what is answered.
        name: of the page.
        status: the HTTP status.
        values: what the page is told.
    """
    busy = request.app.state.studio.store.jobs("waiting", "working")
    content = _environment().get_template(f"{name}.html").render(
        t=texts(), here=name, busy=busy, **values
    )  # fmt: skip
    return HTMLResponse(content, status)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"clock": clock, "day": _day, "minutes": lambda value: f"{value:g}"}
    environment.globals["ticked"] = _ticked
    return environment


def _ticked(form: Mapping[str, list[str]], field: str, value: str) -> bool:
    """Whether a value of a field was chosen."""
    return value in form.get(field, ())


def _day(at: float) -> str:
    """A day as people name it: today, yesterday, 26 November, 3 January 2025."""
    then, now = time.localtime(at), time.localtime()
    words = texts()["days"]
    for word, day in (("today", now), ("yesterday", time.localtime(time.time() - _DAY_S))):
        if then[:3] == day[:3]:
            return words[word]
    written = f"{then.tm_mday} {time.strftime('%B', then)}"
    return written if then.tm_year == now.tm_year else f"{written} {then.tm_year}"
