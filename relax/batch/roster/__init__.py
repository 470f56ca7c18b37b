"""A roster file (CSV, XLSX, YAML, JSON) → rows, each a request or a list of its problems.

file ─ _formats (_xlsx, _nested) ─→ Table ─ _headings ─→ fields ─ _read ─→ Roster of Rows
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.batch.roster._headings import HeadingRules
    from relax.batch.roster._model import Roster, Row
    from relax.batch.roster._problem import Problem
    from relax.batch.roster._read import example_roster, name_of, read_roster
    from relax.batch.roster._redact import redacted_reason

__all__ = [
    "HeadingRules",
    "Problem",
    "Roster",
    "Row",
    "example_roster",
    "name_of",
    "read_roster",
    "redacted_reason",
]

__getattr__ = lazily(
    __name__,
    {
        "_headings": ("HeadingRules",),
        "_model": (
            "Roster",
            "Row",
        ),
        "_problem": ("Problem",),
        "_read": (
            "example_roster",
            "name_of",
            "read_roster",
        ),
        "_redact": ("redacted_reason",),
    },
)
