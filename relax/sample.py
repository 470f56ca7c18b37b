"""Trying voices: one file in which all of them speak, one over a bed, a line, or a word."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import soundfile

from relax import encode, ipa, sound, voices, words
from relax.errors import BadInput, RelaxError, VoiceError
from relax.files import whole_file
from relax.home import secret, voice_settings
from relax.plan import plan_for
from relax.progress import silent
from relax.request import settle
from relax.speaking import speak
from relax.timing import Heard, Spoken, Timeline
from relax.units import SAMPLE_RATE, to_samples, to_seconds
from relax.voices import guess, own_reading
from relax.words.speech import find_name, names_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.home import Home
    from relax.progress import Progress
    from relax.request import Request
    from relax.speaking import OpenVoices
    from relax.words import Script, Sentence

SENTENCES: Final = (
    "You're welcome to stop, move or skip anything at any time.",
    "One option is to feel where your hands are resting.",
    "Perhaps there is warmth, or weight, or nothing much at all.",
)
_BEFORE_S, _BETWEEN_S, _AFTER_S = 0.5, 1.2, 2.0
_PHRASE_S: Final = 0.5
"""Seconds between the phrases of one line."""

_KBPS: Final = 128


@dataclass(frozen=True, slots=True)
class Sample:
    """What a sample holds: seconds at which each voice begins; ``notices``: which could not."""

    voices: tuple[tuple[float, str], ...]
    notices: tuple[str, ...]


def make_sample(out: Path, home: Home, progress: Progress = silent) -> Sample:
    """Write the same sentences in every English voice that works here to ``out``, an MP3.

    Raises:
        VoiceError: none of them works.
        RelaxError: the file cannot be written.
    """
    with home.caches.in_use():
        return _sampled(out, home, progress)


def _sampled(out: Path, home: Home, progress: Progress) -> Sample:
    """The sample, made."""
    begins: list[tuple[float, str]] = []
    notices: list[str] = []
    mixes: list[sound.Mix] = []
    at = 0
    for voice in _here(home):
        try:
            mix = _mixed(voice, home)
        except RelaxError as error:
            notices.append(f"{voice}: {error.message}")
            continue
        begins.append((to_seconds(at), voice))
        mixes.append(mix)
        at += mix.frames
        progress("speaking", len(mixes), len(mixes) + 1)
    if not mixes:
        raise VoiceError("No voice works here.", hint="`relax doctor` says what is missing.")

    def blocks() -> Iterator[bytes]:
        for mix in mixes:
            yield from mix.blocks()

    settings = encode.EncodeSettings("mp3", _KBPS, os.cpu_count() or 1, home.ffmpeg)
    with whole_file(out) as file:
        encode.encode(blocks(), 1, file, settings)
    return Sample(tuple(begins), tuple(notices))


def make_short_sample(out: Path, voice: str, bed: str, home: Home) -> None:
    """Write the same sentences in one voice to ``out``, an MP3, over a bed if one is named.

    Args:
        out: the file.
        voice: as ``relax voices`` lists it; "" for the default.
        bed: as ``relax beds`` lists it; "" for none.
        home: the installation.

    Raises:
        BadInput: there is no such voice or bed.
        VoiceError: the voice cannot speak.
        RelaxError: the file cannot be written.
    """
    mix = _mixed(voices.full_name(voice, voice_settings(home)), home, bed)
    kbps = _KBPS if mix.channels > 1 else _KBPS // 2
    settings = encode.EncodeSettings("mp3", kbps, os.cpu_count() or 1, home.ffmpeg)
    with whole_file(out) as file:
        encode.encode(mix.blocks(), mix.channels, file, settings)


def line_to(
    out: Path, script: Script, sentence: Sentence, request: Request, home: Home, opened: OpenVoices
) -> None:
    """Speak one sentence of a script to the WAV ``out``, as it is spoken in the track.

    Args:
        out: the file.
        script: what the sentence stands in.
        sentence: one of it.
        request: voice and preferences.
        home: the installation; the track takes what was voiced here from its cache.
        opened: voices that stay open for the next line.

    Raises:
        BadInput: something in the sentence that cannot be spoken, or there is no such voice.
        VoiceError: it could not be voiced.
    """
    alone = replace(script, chapters=(words.Chapter("", (sentence,)),))
    plan = plan_for(settle(replace(request, source=alone)), home)
    spans = words.spans_for(plan.request.minutes or words.USUAL_MINUTES, alone.meta.silence_max_s)
    speech = speak(alone, spans, plan, home, opened, silent)
    pause = np.zeros(to_samples(_PHRASE_S), np.int16)
    heard = [soundfile.read(clip.path, dtype="int16")[0] for clip in speech.clips.values()]
    sound_of = [part for samples in heard for part in (samples, pause)][:-1]
    with whole_file(out, private=True) as file, file.open("wb") as written:
        soundfile.write(written, np.concatenate(sound_of), SAMPLE_RATE, format="WAV")


def _here(home: Home) -> list[str]:
    """The voices worth naming that lack nothing; ``auto`` is one of them under another name."""
    rows = voices.list_voices(voice_settings(home))
    english = [v for v in rows if not v.needs and v.language[:2] in ("", "en")]
    return [v.id for v in english if v.engine != "auto"]


def _mixed(voice: str, home: Home, bed: str = "") -> sound.Mix:
    """The sentences in one voice, as a track would have them over a bed, or without one."""
    opened = voices.open_voice(voice, voice_settings(home))
    try:
        cache = voices.ClipCache(home.clips, secret(home))
        clips = voices.voice_lines([voices.Line(text) for text in SENTENCES], opened, cache)
    finally:
        opened.close()
    preset = sound.load_presets()["default" if bed else "voice-only"]
    settings = sound.SoundSettings.of(preset, voice=voice, bed=bed or "none")
    return sound.mix(_timeline(clips), settings, cache=home.beds, ffmpeg=home.ffmpeg)


def _timeline(clips: list[voices.Clip]) -> Timeline:
    """Clips one after another with a pause between."""
    at = to_samples(_BEFORE_S)
    spoken, heard = [], []
    for n, (clip, text) in enumerate(zip(clips, SENTENCES, strict=True)):
        spoken.append(Spoken(at, clip, text, n))
        heard.append(Heard(text, at, at + clip.frames, 0, personal=False))
        at += clip.frames + to_samples(_BETWEEN_S)
    tail = to_samples(_AFTER_S)
    return Timeline(at + tail, spoken[0].start, tail, (), tuple(spoken), tuple(heard))


@dataclass(frozen=True, slots=True)
class Said:
    """How a text was said.

    Attributes:
        spoken: as it was given to the voice, IPA between slashes; of one word that was given as it
            is, the voice's own reading where that is known.
        source: ``you`` (``--as``), ``pronunciations`` (the file), ``names`` (the list), ``guess``
            (espeak-ng's reading in ``language``) or ``voice``.
        language: of the name, in words; "" where it plays no part.
    """

    spoken: str
    source: str
    language: str = ""


def say_to(
    out: Path, text: str, spoken: str | None, voice: str, home: Home, language: str = ""
) -> Said:
    """Speak ``text`` to the WAV ``out``: as ``spoken``, as read in ``language``, or as in a track.

    One name in foreign letters is said as espeak-ng reads it in the language they are of.

    Raises:
        BadInput: there is no such voice or language, or nothing to say.
        VoiceError: it could not be spoken.
    """
    if not words.is_speakable(text if spoken is None else spoken):
        raise BadInput("There is nothing to say.", hint="Write a word or a sentence.")
    settings = voice_settings(home)
    opened = voices.open_voice(voice, settings)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        try:
            if spoken is not None:
                said, how = ipa.marked(ipa.unmarked(spoken)), Said(spoken, "you")
            else:
                said, how = _as_said(text, opened, home, language)
            cache = voices.ClipCache(Path(folder), secrets.token_bytes(32))
            clip = voices.voice_lines([voices.Line(said, private=True)], opened, cache)[0]
        finally:
            opened.close()
        with whole_file(out) as file:
            shutil.copyfile(clip.path, file)
    if how.source == "voice" and _is_one_word(text):
        return replace(how, spoken=own_reading(text, voice, settings) or how.spoken)
    return how


def _as_said(text: str, voice: voices.Voice, home: Home, language: str) -> tuple[str, Said]:
    """What ``voice`` is given for ``text``, and what that is."""
    settings = voice_settings(home)
    if language:
        found = guess(text, settings, language)
        if found is None:
            raise BadInput(
                "espeak-ng does not read these letters in that language.",
                hint="Write the name in the letters of its language, or say how with --as.",
            )
        return ipa.marked(found.spoken), Said(found.spoken, "guess", found.language)
    listed = dict(home.pronunciations)
    by_names = getattr(voice, "takes_ipa", False) and not getattr(voice, "knows_names", False)
    known = names_in(text) if by_names else {}
    said = words.as_spoken(text, words.merged(listed, known))
    if words.as_spoken(text, listed) != ipa.unmarked(text):
        return said, Said(ipa.written(said), "pronunciations")
    if known:
        languages = dict.fromkeys(entry.language for name in known if (entry := find_name(name)))
        return said, Said(ipa.written(said), "names", ", ".join(languages))
    if by_names and _is_one_word(text) and not text[:1].islower():
        with suppress(VoiceError):  # without espeak-ng the voice reads it as it can
            first = guess(text, settings)
            if first:
                return ipa.marked(first.spoken), Said(first.spoken, "guess", first.language)
    return said, Said(said, "voice")


def _is_one_word(text: str) -> bool:
    return len(text.split()) == 1
