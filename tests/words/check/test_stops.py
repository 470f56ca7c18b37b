"""What stops a track: errors, but for those that were allowed by name."""

from __future__ import annotations

from dataclasses import replace

from relax.words.check import check_text, stops

HEALS = "This will heal your back."


def test_errors_stop_warnings_do_not_and_one_allowed_rule_lets_no_other_pass():
    (heals,) = [each for each in check_text(HEALS) if each.severity == "error"]
    other = replace(heals, rule="ANOTHER")
    warning = replace(heals, severity=type(heals.severity).WARNING)
    assert stops([heals, warning, other]) == [heals, other]
    assert stops([heals, other], frozenset({heals.rule})) == [other]
