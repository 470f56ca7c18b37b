"""Language and structure check: is each sentence safe to say, does the track keep its shape."""

from relax.words.check._check import check_script, check_text, check_timeline, stops
from relax.words.check._facts import OF_THE_PRODUCT, Facts, facts_for
from relax.words.check._files import check_paths, check_source, fix_paths
from relax.words.check._finding import Change, Finding, Severity
from relax.words.check._fix import Changed, fix
from relax.words.check._rules import Rule, Rules, load_rules, refuse_unknown
from relax.words.check._templates import check_template

__all__ = [
    "OF_THE_PRODUCT",
    "Change",
    "Changed",
    "Facts",
    "Finding",
    "Rule",
    "Rules",
    "Severity",
    "check_paths",
    "check_script",
    "check_source",
    "check_template",
    "check_text",
    "check_timeline",
    "facts_for",
    "fix",
    "fix_paths",
    "load_rules",
    "refuse_unknown",
    "stops",
]
