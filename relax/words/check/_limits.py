"""The numbers of the structure check, the same in every language."""

from __future__ import annotations

from typing import Any

from relax.data import Strict, bundled


class Limits(Strict):
    """``data/check.yaml``; see there for the meaning and source of each field."""

    posture_within: float
    anchor_kinds: int
    most_options: int
    imperative_share: float
    participle_share: float
    opener_share: float
    opener_least: int
    sentence_words: int
    sentence_mean_words: float
    grade: float
    skip_before: float
    most_ask_first_in_a_row: int
    return_within: float
    notice_sentences: int
    reorient_kinds: int
    last_choice_within: float
    closing_share: float
    sleep_notice_within: float
    names: int
    natural_rest: float
    long_hold: float
    long_hold_cycles: int
    whole_script_words: int
    template_clients: tuple[dict[str, Any], ...]


def limits() -> Limits:
    """The numbers as shipped."""
    return bundled("words", "check", Limits)
