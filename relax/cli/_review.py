"""Templates with their words → the review sheet: one printable page for a clinician to sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import jinja2

from relax import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.words import Script, TemplateMeta

_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>relax: review of wording</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
 body { font: 17px/1.55 Georgia, serif; color: #2b343c; max-width: 46rem; margin: 2rem auto;
        padding: 0 1rem; }
 h1, h2, h3 { font-family: system-ui, sans-serif; font-weight: 600; line-height: 1.25; }
 h2 { margin-top: 3rem; border-top: 1px solid #b9c3c4; padding-top: 1.5rem; }
 h3 { margin: 1.4rem 0 .3rem; font-size: 1rem; color: #3e687a; }
 dl { display: grid; grid-template-columns: 9rem 1fr; gap: .2rem 1rem; font-size: .92rem; }
 dt { color: #66727a; } dd { margin: 0; }
 .cue { color: #8a5f46; font-size: .85em; }
 .sign { display: grid; grid-template-columns: 1fr 1fr; gap: 2rem; margin-top: 1.5rem; }
 .sign span { border-top: 1px solid #2b343c; padding-top: .2rem; font-size: .85rem; }
 nav { columns: 2; font-size: .95rem; } a { color: inherit; }
 @media print { h2 { break-before: page; } nav a { text-decoration: none; } }
</style></head><body>
<h1>Everything relax says</h1>
<p>Version {{ version }}. Each template at its default length, for nobody in particular. The words
make no claim about any condition: the claims of every template below are: none.</p>
<nav>{% for meta, script in rows %}
<a href="#{{ meta.id }}">{{ meta.title }}</a><br>
{% endfor %}</nav>
{% for meta, script in rows %}
<h2 id="{{ meta.id }}">{{ meta.title }}</h2>
<p>{{ meta.purpose }}</p>
<dl>
<dt>id</dt><dd>{{ meta.id }}</dd>
<dt>length</dt><dd>{{ "%g"|format(meta.minutes.default) }} minutes
 ({{ "%g"|format(meta.minutes.min) }} to {{ "%g"|format(meta.minutes.max) }})</dd>
<dt>made for</dt><dd>{{ meta.settings|join(", ")|replace("_", " ") }}</dd>
<dt>positions</dt><dd>{{ meta.positions|join(", ")|replace("_", " ") }}</dd>
<dt>not offered with</dt><dd>{{ meta.gates|join(", ")|replace("_", " ") or "nothing" }}</dd>
<dt>breathing</dt><dd>{{ meta.protocols|join(", ")|replace("_", " ") or "not paced" }}</dd>
<dt>claims</dt><dd>none</dd>
</dl>
{% for title, lines in script %}<h3>{{ title }}</h3>
{% for line in lines %}<p>{% for text, cue in line %}{% if cue %}<span class="cue">{{ text }}</span>
{% else %}{{ text }} {% endif %}{% endfor %}</p>
{% endfor %}{% endfor %}
<div class="sign"><span>Reviewed by</span><span>Date, and remarks</span></div>
{% endfor %}
</body></html>
"""


def review_page(scripts: Sequence[tuple[TemplateMeta, Script]]) -> str:
    """The sheet as one HTML page that loads nothing from elsewhere."""
    rows = [
        (meta, [(c.title, _lines(c.items)) for c in script.chapters]) for meta, script in scripts
    ]
    environment = jinja2.Environment(autoescape=True, trim_blocks=True)
    return environment.from_string(_PAGE).render(rows=rows, version=__version__)


def _lines(items: tuple[object, ...]) -> list[list[tuple[str, bool]]]:
    """The items of a chapter as lines of (text, whether it is a cue)."""
    from relax.words import (  # noqa: PLC0415  (after --help)
        Breathe,
        LineBreak,
        ParagraphBreak,
        Sentence,
        format_cue,
    )

    lines: list[list[tuple[str, bool]]] = [[]]
    for item in items:
        if isinstance(item, (LineBreak, ParagraphBreak)):
            lines.append([])
        elif isinstance(item, Sentence):
            lines[-1].append((item.text, False))
        else:
            lines[-1].append((format_cue(item), True))  # type: ignore[arg-type]
            if isinstance(item, Breathe):
                lines[-1] += [(sentence.text, False) for sentence in item.sentences]
    return [line for line in lines if line]
