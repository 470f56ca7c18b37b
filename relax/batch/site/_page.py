"""Tracks or a report → an HTML page that is opened from disk and loads nothing from elsewhere."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from relax.units import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.batch.site._listed import ListedTrack
    from relax.batch.site._report import Report


def index_page(title: str, tracks: Sequence[ListedTrack]) -> str:
    """The page on which people search, hear and download tracks."""
    return _page("index.html.jinja", title=title, tracks=tracks)


def report_page(title: str, report: Report) -> str:
    """The report of a batch as a page."""
    return _page("report.html.jinja", title=title, report=report)


def _page(name: str, **values: object) -> str:
    """A page from one of the templates in ``data/``, its values escaped."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["clock"] = clock
    data = files("relax.batch") / "data"
    style = (data / "style.css").read_text(encoding="utf-8")
    template = environment.from_string((data / name).read_text(encoding="utf-8"))
    return template.render(style=style, **values)
