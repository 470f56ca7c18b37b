"""The numbers of one long recording, from ``data/take.yaml``, checked."""

from __future__ import annotations

from pydantic import Field, field_validator

from relax.data import Strict, bundled


class Cut(Strict):
    """How a recording is cut at its silences; see the file for sources."""

    frame_s: float = Field(gt=0)
    above_hz: float = Field(gt=0)
    room_window_s: float = Field(gt=1)
    room_percentile: float = Field(gt=0, lt=50)
    above_room_db: float = Field(gt=0)
    stays_db: float = Field(ge=0)
    speech_percentile: float = Field(gt=50, le=100)
    below_speech_db: float = Field(gt=0)
    least_db: float = Field(gt=0)
    faint_db: float = Field(gt=0)
    bridged_s: float = Field(gt=0)
    shortest_s: float = Field(gt=0)
    before_s: float = Field(ge=0)
    after_s: float = Field(ge=0)
    longest_s: float = Field(gt=5, le=27)


class Match(Strict):
    """How much of a line must be heard.

    Attributes:
        otherwise: share of its words that may be heard otherwise.
        alike: share of letter pairs in common from which two words are alike.
        short_words: lines with fewer words must be heard whole.
        out_of_order_words: lines with as many may stand out of order.
        lost_letters: words of so many letters may not have been heard at all.
        deciding: words that make another line of a line.
    """

    otherwise: float = Field(ge=0, le=0.5)
    alike: float = Field(gt=0, le=1)
    short_words: int = Field(ge=1)
    out_of_order_words: int = Field(ge=1)
    lost_letters: int = Field(ge=1)
    deciding: tuple[str, ...]

    @field_validator("deciding", mode="before")
    @classmethod
    def _words(cls, value: str) -> tuple[str, ...]:
        return tuple(value.split())


class ClipData(Strict):
    """How a line is cut out; see the file."""

    near_s: float = Field(gt=0)
    quiet_s: float = Field(gt=0)
    before_s: float = Field(ge=0)
    breath_s: float = Field(ge=0)
    after_s: float = Field(ge=0)
    longest_pause_s: float = Field(gt=0)
    pause_s: float = Field(gt=0)
    fade_s: float = Field(ge=0)
    edge_s: float = Field(ge=0)
    word_s: float = Field(gt=0)
    letter_s: float = Field(gt=0)
    keep_days: float = Field(gt=0)


class TakeData(Strict):
    """``data/take.yaml``."""

    cut: Cut
    match: Match
    clip: ClipData
    letters: dict[str, str]


def take_data() -> TakeData:
    """The numbers, checked."""
    return bundled("voices", "take", TakeData)
