"""Pages for people, opened from disk: nothing in them is fetched from anywhere."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from relax.units import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.batch._report import Report
    from relax.batch._site import Listed


def index_page(title: str, tracks: Sequence[Listed]) -> str:
    """A page to search, listen and download."""
    return _page("index.html.jinja", title=title, tracks=tracks)


def report_page(title: str, report: Report) -> str:
    """The report for a person."""
    return _page("report.html.jinja", title=title, report=report)


def _page(name: str, **values: object) -> str:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["clock"] = clock
    data = files("relax.batch") / "data"
    style = (data / "style.css").read_text(encoding="utf-8")
    template = environment.from_string((data / name).read_text(encoding="utf-8"))
    return template.render(style=style, **values)
