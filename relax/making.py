"""The story of a track: plan, words and time, sound, file, check, proof."""

from __future__ import annotations

import logging
import tempfile
from contextlib import closing, nullcontext, suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from relax import deliver, encode, sound
from relax.composing import compose
from relax.errors import Place, SoundError
from relax.files import (
    clear_unfinished,
    naming_full_disk,
    need_room,
    private_folder,
    writable_folder,
)
from relax.plan import plan_for, refuse_unfit
from relax.progress import silent
from relax.settings import is_file
from relax.speaking import OpenVoices
from relax.taken import note_taken
from relax.track import Track, find_track, publish, refuse_taken
from relax.units import clock, to_seconds

if TYPE_CHECKING:
    from relax.composing import Composed
    from relax.home import Home
    from relax.plan import Plan
    from relax.progress import Progress
    from relax.request import Request
    from relax.timing import Timeline

_log = logging.getLogger(__name__)


def make(
    request: Request,
    home: Home,
    *,
    force: bool = False,
    progress: Progress = silent,
    open_voices: OpenVoices | None = None,
) -> Track:
    """Make a track, or find it where an equal request has made it before.

    ``open_voices``: voices that stay open for the next track.

    Raises:
        RelaxError: with what is wrong and what to do; nothing half-made is left.
    """
    plan = plan_for(request, home)
    return make_planned(plan, home, force=force, progress=progress, open_voices=open_voices)


def make_planned(
    plan: Plan,
    home: Home,
    *,
    force: bool = False,
    progress: Progress = silent,
    open_voices: OpenVoices | None = None,
) -> Track:
    """The same for a request whose plan is known."""
    refuse_unfit(plan, home)
    out = plan.request.out
    clear_unfinished(writable_folder(out))
    if not force and (there := find_track(plan.audio, plan.origin.request)):
        _log.debug("track: an equal request has made it before")
        return there
    if plan.request.file:
        refuse_taken(plan.audio, force=force)
    need_room(out, encode.expected_bytes(plan.settings.encoding, plan.request.minutes or 0.0))
    voices_ = OpenVoices() if open_voices is None else nullcontext(open_voices)
    full = naming_full_disk(out, home.cache, Path(tempfile.gettempdir()))
    with full, home.caches.in_use(), voices_ as opened:
        return _made(plan, home, opened, progress)


def _made(plan: Plan, home: Home, open_voices: OpenVoices, progress: Progress) -> Track:
    """The track of a plan, made."""
    Thread(target=_get_ready, args=(plan, home), daemon=True).start()
    composed = compose(plan, home, open_voices, progress)
    timeline = composed.timeline
    recognised = _recognised(plan, composed, home, progress)
    from relax.prove import Made, prove  # noqa: PLC0415  (heavy, and read by now: see _get_ready)

    notices = (*composed.notices, *_listen_at(recognised), *_without_tags(plan))
    mix = mixed(plan, home, timeline, progress)
    with closing(mix), private_folder(plan.request.out) as folder:
        file = folder / plan.audio.name
        encoding = replace(plan.settings.encoding, cache=home.chunks)
        encoded = encode.encode_sound(mix, file, encoding)
        made = Made(plan, replace(composed, notices=notices), mix, encoded.pcm_sha256, recognised)
        if plan.settings.encoding.format == "mp4":
            own = plan.request.credits.cover
            deliver.film(file, own, timeline, mix.curve, made.about(), home.ffmpeg)
        tags, chapters = made.tags(), plan.settings.chapters
        deliver.tag(file, tags, timeline, chapters=chapters)
        progress("checking", 0, 1)
        measured, verdicts = deliver.measure_made(file, mix.channels, encoded, home.ffmpeg)
        over_bed = deliver.check(measured, timeline, mix.curve, plan.settings.sound.ceiling_dbtp)
        kbps = plan.settings.encoding.bitrate_kbps
        preset = plan.request.preset or "default"
        deliver.check_purpose(preset, measured, timeline, over_bed, kbps)
        heard = replace(tags, gain=deliver.gain_of(measured, plan.settings.sound.voice_lufs))
        deliver.tag_again(file, heard, timeline, chapters=chapters, ffmpeg=home.ffmpeg)
        encode.keep_chunks(encoded, file, encoding, verdicts)
        proof = prove(made, measured, over_bed, file)
        deliver.write_sidecars(folder / plan.audio.stem, timeline, mix.curve, made.about(), proof)
        publish(folder, plan.audio, proof, private=made.personal)
    if encoded.chunks:  # other formats have nothing that could come from the cache
        note_taken(home.cache, to_seconds(encoded.known), to_seconds(encoded.samples))
    return Track(plan.audio, proof.decoded_s, kept=False, notices=notices, sha256=proof.file_sha256)


def _recognised(
    plan: Plan, composed: Composed, home: Home, progress: Progress
) -> deliver.Recognised | None:
    """What a speech recogniser hears of the track, if one is asked to listen."""
    if not plan.request.recognise:
        return None
    from relax.hearing import hear_track  # noqa: PLC0415  (heavy, and an extra)

    return hear_track(composed.timeline, composed.script, home, progress)


def _listen_at(recognised: deliver.Recognised | None) -> tuple[str, ...]:
    """Where a person should listen because the recogniser heard other words."""
    if recognised is None or not recognised.otherwise_s:
        return ()
    times = ", ".join(clock(second) for second in recognised.otherwise_s)
    return (f"A speech recogniser heard other words than are written at {times}: listen there.",)


def _without_tags(plan: Plan) -> tuple[str, ...]:
    """That a person's artist or cover is not in the file, where its format holds none."""
    if plan.settings.encoding.format != "wav" or not plan.request.credits.facts():
        return ()
    return ("A WAV file holds no tags: players will show neither title, artist nor cover of it.",)


def _get_ready(plan: Plan, home: Home) -> None:
    """Prepare what the mix will need, while the voice speaks: the bed, and heavy modules."""
    with suppress(Exception):  # told where it is needed
        sound.prepare_bed(plan.settings.sound, home.beds)
        import_module("relax.prove")


def mixed(plan: Plan, home: Home, timeline: Timeline, progress: Progress) -> sound.Mix:
    """The mix of a timeline, ready to be taken; a bed that cannot serve is named.

    Raises:
        SoundError: such a bed, with its place.
    """
    decoder = Path(encode.ffmpeg_program(home.ffmpeg))
    mixing = plan.settings.sound
    try:
        return sound.mix(timeline, mixing, cache=home.beds, progress=progress, ffmpeg=decoder)
    except SoundError as error:
        bed = plan.request.bed or ""
        if error.place is None and is_file(bed):
            error.place = Place(bed)
        raise
