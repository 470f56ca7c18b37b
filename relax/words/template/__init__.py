"""Template + client → script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.words.template._finder import Fit, Occasion, find, occasion
    from relax.words.template._render import (
        as_dense_as_wanted,
        as_printed,
        chosen_minutes,
        draft,
        render,
    )
    from relax.words.template._templates import (
        SUFFIX,
        Template,
        TemplateMeta,
        bundled_folder,
        find_template,
        gate_facts,
        load_template,
        template_files,
    )
    from relax.words.template._wanted import Bells, Clinic, Rendered, Wanted

__all__ = [
    "SUFFIX",
    "Bells",
    "Clinic",
    "Fit",
    "Occasion",
    "Rendered",
    "Template",
    "TemplateMeta",
    "Wanted",
    "as_dense_as_wanted",
    "as_printed",
    "bundled_folder",
    "chosen_minutes",
    "draft",
    "find",
    "find_template",
    "gate_facts",
    "load_template",
    "occasion",
    "render",
    "template_files",
]

__getattr__ = lazily(
    __name__,
    {
        "_finder": (
            "Fit",
            "Occasion",
            "find",
            "occasion",
        ),
        "_render": (
            "as_dense_as_wanted",
            "as_printed",
            "chosen_minutes",
            "draft",
            "render",
        ),
        "_templates": (
            "SUFFIX",
            "Template",
            "TemplateMeta",
            "bundled_folder",
            "find_template",
            "gate_facts",
            "load_template",
            "template_files",
        ),
        "_wanted": (
            "Bells",
            "Clinic",
            "Rendered",
            "Wanted",
        ),
    },
)
