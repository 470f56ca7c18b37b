"""Script → findings: harmful wording, structure, breathing, times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.words.check._check import check_script, check_text, check_timeline, stops
    from relax.words.check._closing import closing_start
    from relax.words.check._course import estimate_course
    from relax.words.check._facts import OF_THE_PRODUCT, Facts, facts_for
    from relax.words.check._finding import Change, Finding, Severity, in_order, remark, unreadable
    from relax.words.check._limits import limits
    from relax.words.check._normal import lines_of, plain, small
    from relax.words.check._opening import first_practice
    from relax.words.check._rules import Rule, Rules, load_rules, refuse_unknown
    from relax.words.check._structure import structure
    from relax.words.check._view import View

__all__ = [
    "OF_THE_PRODUCT",
    "Change",
    "Facts",
    "Finding",
    "Rule",
    "Rules",
    "Severity",
    "View",
    "check_script",
    "check_text",
    "check_timeline",
    "closing_start",
    "estimate_course",
    "facts_for",
    "first_practice",
    "in_order",
    "limits",
    "lines_of",
    "load_rules",
    "plain",
    "refuse_unknown",
    "remark",
    "small",
    "stops",
    "structure",
    "unreadable",
]

__getattr__ = lazily(
    __name__,
    {
        "_check": (
            "check_script",
            "check_text",
            "check_timeline",
            "stops",
        ),
        "_closing": ("closing_start",),
        "_course": ("estimate_course",),
        "_facts": (
            "Facts",
            "OF_THE_PRODUCT",
            "facts_for",
        ),
        "_finding": (
            "Change",
            "Finding",
            "Severity",
            "in_order",
            "remark",
            "unreadable",
        ),
        "_limits": ("limits",),
        "_normal": (
            "lines_of",
            "plain",
            "small",
        ),
        "_opening": ("first_practice",),
        "_rules": (
            "Rule",
            "Rules",
            "load_rules",
            "refuse_unknown",
        ),
        "_structure": ("structure",),
        "_view": ("View",),
    },
)
