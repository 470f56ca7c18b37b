"""Files and templates → findings: what `relax check` reads and mends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.words.lint._files import check_paths, check_source, fix_paths
    from relax.words.lint._fix import Changed, fix
    from relax.words.lint._templates import check_template

__all__ = ["Changed", "check_paths", "check_source", "check_template", "fix", "fix_paths"]

__getattr__ = lazily(
    __name__,
    {
        "_files": (
            "check_paths",
            "check_source",
            "fix_paths",
        ),
        "_fix": (
            "Changed",
            "fix",
        ),
        "_templates": ("check_template",),
    },
)
