"""What a finished track says of itself: tags, transcript head and proof."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from relax import __version__
from relax.deliver import (
    UNPROVED,
    About,
    Cover,
    Proof,
    Tags,
    cover,
    densities,
    longest_silence,
    may_call,
    pauses,
    phase_starts,
    sections,
    sha256_of,
    speech_seconds,
    transcript,
    voice_lufs,
    word_count,
)
from relax.units import to_seconds
from relax.words import Script, bundled_folder, support_lines

if TYPE_CHECKING:
    from pathlib import Path

    from relax.composing import Composed
    from relax.deliver import Measured, Recognised, SpokenBy
    from relax.plan import Plan
    from relax.request import Request
    from relax.sound import Mix
    from relax.timing import Timeline

ALBUM = "Relaxation"
YEAR = 2026
"""Of this version's words: the day a track was made would tell of an appointment."""
_WAKING_RULE = "CLOSE_REORIENT"
"""Of the language check: every track but one that ends in sleep brings its listener back."""
_NAMED = ("pyttsx3", "pydub", "numpy", "soxr", "mutagen", "imageio-ffmpeg")


@dataclass(frozen=True, slots=True)
class Made:
    """A track as far as it is: everything its papers are written from."""

    plan: Plan
    composed: Composed
    mix: Mix
    pcm_sha256: str
    recognised: Recognised | None = None

    @property
    def request(self) -> Request:
        """What was asked for, with every choice made."""
        return self.plan.request

    @property
    def script(self) -> Script:
        """What is said."""
        return self.composed.script

    @property
    def timeline(self) -> Timeline:
        """When it is said."""
        return self.composed.timeline

    def about(self) -> About:
        """The head of the transcript."""
        meta, client = self.script.meta, self.request.client
        return About(
            title=self.title,
            artist=self.request.credits.artist,
            language=meta.language,
            voice=shown_voice(self.plan.settings.voice),
            voice_note=self.plan.settings.voice_note,
            bed=self.plan.settings.bed_title,
            support=support_lines(client.locale_support, meta.language),
            level=client.transcript_level,
            spoken_by=self.spoken_by,
        )

    def tags(self) -> Tags:
        """What a player shows: neutral, and lyrics only where nothing in them is personal."""
        meta, own = self.script.meta, self.request.credits
        tells = self.words_for_one or self.shaped
        return Tags(
            title=self.title,
            artist=own.artist,
            album=self.request.client.clinic_name or ALBUM,
            language=meta.language,
            year=YEAR,
            cover=own.cover or Cover(cover(meta.template or meta.title), "image/png"),
            lyrics="" if tells else transcript(self.timeline, self.about()),
            voice="" if self.spoken_by == "person" else shown_voice(self.plan.settings.voice),
            personal=self.personal,
            ending=self.ending,
        )

    @property
    def title(self) -> str:
        """What a player shows: as somebody chose it, or that of the words."""
        return self.request.credits.title or self.script.meta.title

    @property
    def personal(self) -> bool:
        """Whether it is for one person: by a word, a need, an owner, or a name in own words."""
        return self.words_for_one or self.request.client.is_one_person()

    @property
    def words_for_one(self) -> bool:
        """Whether the words themselves are for one person, whoever owns the track."""
        meta, sentences = self.script.meta, self.timeline.sentences
        if meta.one_person or any(heard.personal for heard in sentences):
            return True
        if not self._may_be_own:
            return False
        return bool(meta.personal) or may_call((heard.text for heard in sentences), meta.language)

    @property
    def _may_be_own(self) -> bool:
        """Whether somebody may have written in the words: in a script, a template, a variable."""
        source = self.request.source
        if isinstance(source, Script) or self.request.variables:
            return True
        return not source.path.resolve().is_relative_to(bundled_folder().resolve())

    @property
    def ending(self) -> str:
        """How it ends, as far as that has been read by the language check."""
        ending = self.script.meta.ending
        unread = ending != "sleep" and _WAKING_RULE in self.request.allow
        return UNPROVED if unread else ending

    @property
    def spoken_by(self) -> SpokenBy:
        """Whose voice it is."""
        return whose_voice(self.composed.voice)

    @property
    def shaped(self) -> bool:
        """Whether preferences have shaped the words, which would then tell of them."""
        client = self.request.client
        return bool(client.model_fields_set - {"clinic_name", "client_ref", "voice", "seed"})


def shown_voice(voice: str) -> str:
    """The voice for tag and transcript: its engine alone where a folder or a command is named."""
    engine, _, name = voice.partition(":")
    private = engine in {"recorded", "command"} or any(sign in name for sign in "/\\ ")
    return engine if private else voice


def whose_voice(identity: str) -> SpokenBy:
    """Whose voice an engine's identity stands for."""
    engine, _, rest = identity.partition(" ")
    if engine != "recorded":
        return "machine"
    return "person" if rest.endswith(" fill none") else "both"


def prove(made: Made, measured: Measured, over_bed: float, file: Path) -> Proof:
    """The proof of a checked track."""
    timeline, meta = made.timeline, made.script.meta
    settings, origin = made.plan.settings, made.plan.origin
    words = sum(word_count(heard.text) for heard in timeline.sentences)
    speech = speech_seconds(timeline, 0, timeline.frames)
    length = to_seconds(timeline.frames)
    return Proof(
        template=meta.template,
        title=made.title,
        language=meta.language,
        requested_s=made.plan.seconds,
        decoded_s=round(to_seconds(measured.frames), 4),
        voice_lufs=round(voice_lufs(measured, timeline), 2),
        programme_lufs=round(measured.lufs, 2),
        true_peak_dbtp=round(measured.peak_dbtp, 2),
        voice_over_bed_db=round(over_bed, 1) if settings.has_bed else None,
        words=words,
        words_per_minute=round(60 * words / length, 1),
        speaking_words_per_minute=round(60 * words / speech, 1) if speech else 0.0,
        silence_share=round(1 - speech / length, 3),
        longest_silence_s=round(longest_silence(timeline), 2),
        sections=sections(timeline),
        density=densities(timeline, meta.form) if meta.form else (),
        breath_phases=phase_starts(timeline),
        pauses=pauses(timeline),
        voice=made.composed.voice,
        synthetic_voice=made.spoken_by != "person",
        bed=settings.bed_title or "none",
        preset=made.request.preset or "default",
        format=settings.encoding.format,
        bitrate_kbps=settings.encoding.bitrate_kbps,
        channels=made.mix.channels,
        allowed_rules=made.request.allow,
        recognised=made.recognised,
        notices=made.composed.notices,
        personal=made.personal,
        ending=made.ending,
        lyrics=True,
        request=origin.request,
        owner=origin.owner,
        template_sha256=origin.source_sha256,
        pcm_sha256=made.pcm_sha256,
        file_sha256=sha256_of(file),
        versions={
            "relax": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in _NAMED},
        },
    )
