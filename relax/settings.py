"""A request → the settings that sound, encoder and timeline take."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from relax.encode import EncodeSettings
from relax.errors import BadInput, Place, SoundError
from relax.home import voice_settings
from relax.sound import (
    SoundSettings,
    describe_beds,
    encoder_loss_db,
    load_presets,
    refuse_unknown,
    warmth_names,
)
from relax.timing import Edges
from relax.voices import fallback_note, full_name, languages_of
from relax.words import USUAL_MINUTES

if TYPE_CHECKING:
    from relax.encode import Format
    from relax.home import Home
    from relax.request import Request
    from relax.sound import Preset

NO_BED = "none"
FORMATS = ("mp3", "m4a", "opus", "flac", "wav", "mp4")
_MONO_KBPS = 64
"""Enough for one channel of speech."""

_NO_BED_LEAD_S, _NO_BED_TAIL_S = 1.0, 2.0
"""Silence around a voice without a bed."""

_SLEEP_TAIL_SHARE, _SLEEP_TAIL_MOST_S = 0.1, 120.0
"""A sleep ending fades over a tenth of the track (care.md 4.2), two minutes at most."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a track is voiced, mixed and encoded.

    Attributes:
        sound: of the mix.
        encoding: format, bit rate, number of encoders at once.
        edges: seconds before the first and after the last word.
        bed_title: the bed for a person, "" without one.
        chapters: whether the file gets chapter marks.
        voice: its full name.
        voice_note: a sentence for where it speaks instead of the natural one; "" where it does not.
    """

    sound: SoundSettings
    encoding: EncodeSettings
    edges: Edges
    bed_title: str
    chapters: bool
    voice: str
    voice_note: str

    @property
    def has_bed(self) -> bool:
        """Whether anything plays under the voice."""
        return bool(self.bed_title)


def settings_for(request: Request, home: Home) -> Settings:
    """The settings of a settled request.

    Raises:
        BadInput: a preset, format, warmth or bed that does not exist.
    """
    preset = _preset(request)
    bed = preset.bed if preset.bed is not None else request.bed or NO_BED
    title = _bed_title(bed)
    if request.warmth not in warmth_names():
        raise BadInput("There is no such warmth.", hint=f"Choose: {', '.join(warmth_names())}.")
    format_ = cast("Format", request.format or preset.format)
    kbps = preset.bitrate_kbps if title else min(preset.bitrate_kbps, _MONO_KBPS)
    if preset.bed is not None:
        kbps = preset.bitrate_kbps  # a preset without a bed has chosen its own rate
    voice = full_name(request.voice or "", voice_settings(home))
    mixing = SoundSettings.of(
        preset,
        bed=bed,
        seed=request.seed or 0,
        warmth=request.warmth,
        voice=voice,
        bed_tone_db=request.bed_tone_db,
        format=format_,
    )
    return Settings(
        sound=replace(mixing, makeup_db=encoder_loss_db(format_, kbps)),
        encoding=EncodeSettings(
            format_, kbps, home.encoder_workers or os.cpu_count() or 1, home.ffmpeg
        ),
        edges=_edges(preset, request, has_bed=bool(title)),
        bed_title=title,
        chapters=preset.chapters,
        voice=voice,
        voice_note=fallback_note(request.voice or "", voice_settings(home)),
    )


def _preset(request: Request) -> Preset:
    presets = load_presets()
    name = request.preset or "default"
    if name not in presets:
        raise BadInput(
            f"There is no loudness called “{name}”.", hint=f"Choose: {', '.join(presets)}."
        )
    if request.format is not None and request.format not in FORMATS:
        raise BadInput(
            f"There is no format called “{request.format}”.", hint=f"Choose: {', '.join(FORMATS)}."
        )
    return presets[name]


def _bed_title(bed: str) -> str:
    """The bed for a transcript: its title, or plain words for a file of the user's."""
    if bed == NO_BED:
        return ""
    known = describe_beds()
    return known[bed].title if bed in known else "a recording"


def refuse_bed(settings: Settings) -> None:
    """Stop before any work at a bed that is neither a known one nor a file.

    Raises:
        SoundError: with the nearest name, or the place of the file.
    """
    bed = str(settings.sound.bed)
    try:
        refuse_unknown(bed)
    except SoundError as error:
        error.place = Place(bed) if is_file(bed) else None
        raise


def refuse_language(request: Request, settings: Settings) -> None:
    """Stop before any work at a voice that speaks another language than the words are in.

    Raises:
        BadInput: it would be gibberish.
    """
    wanted = request.language.partition("-")[0].casefold()
    spoken = languages_of(settings.voice)
    if spoken and wanted not in spoken:
        raise BadInput(
            f"The voice “{settings.voice}” speaks another language ({', '.join(sorted(spoken))}) "
            f"than the words are in ({wanted}).",
            hint="`relax voices` lists what there is, with the language of each.",
        )


def _edges(preset: Preset, request: Request, *, has_bed: bool) -> Edges:
    """Time for the bed to come and go, and before the first word as much as was asked for."""
    usual = _usual_edges(preset, request, has_bed=has_bed)
    return usual if request.lead_in_s is None else replace(usual, lead_in=request.lead_in_s)


def _usual_edges(preset: Preset, request: Request, *, has_bed: bool) -> Edges:
    """Time for the bed to come and go; a short track spends less of itself on it."""
    if not has_bed:
        lead = preset.lead_in_s if preset.bed is not None else _NO_BED_LEAD_S
        tail = preset.tail_s if preset.bed is not None else _NO_BED_TAIL_S
        return Edges(min(lead, _NO_BED_LEAD_S), min(tail, 3.0))
    total = (request.minutes or USUAL_MINUTES) * 60
    tail = preset.tail_s
    if tail > 30:
        tail = min(max(total * _SLEEP_TAIL_SHARE, 30.0), _SLEEP_TAIL_MOST_S)
    return Edges(max(min(preset.lead_in_s, total * 0.03), 4.5), max(min(tail, total * 0.08), 6.5))


def is_file(bed: str) -> bool:
    """Whether a bed is a file of the user's."""
    return bool(Path(bed).suffix)
