"""The story of a track: words, voice, time, sound, file, check, proof."""

from __future__ import annotations

import math
import tempfile
from contextlib import nullcontext, suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Final

from relax import deliver, encode, sound, timing, voices, words
from relax.errors import LengthError, Place, SoundError, WordingError
from relax.files import (
    clear_unfinished,
    naming_full_disk,
    need_room,
    private_folder,
    writable_folder,
)
from relax.plan import facts_for, is_file, plan_for, refuse_bed, refuse_language, wanted_for
from relax.progress import silent
from relax.request import fingerprint, origin_of, refuse_credits, settle, track_file
from relax.speaking import OpenVoices, speak
from relax.track import Track, find_track, publish, refuse_taken
from relax.units import clock, to_samples
from relax.words.check import check_script, check_timeline, load_rules, stops

if TYPE_CHECKING:
    from relax.home import Home
    from relax.plan import Plan
    from relax.progress import Progress
    from relax.request import Request
    from relax.timing import Timeline
    from relax.words import Rendered, Script
    from relax.words.check import Finding

DOUBT: Final = 1.3
"""A voice may be this much slower or quicker than the estimate of its words."""

SPARE_S: Final = 4.0
"""Words are corrected by a little more than they were off: pauses keep off their limits."""


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
    request = settle(request)
    plan = plan_for(request, home)
    refuse_bed(plan)
    refuse_language(request, plan)
    refuse_credits(request)
    if plan.encoding.format == "mp4":
        encode.refuse_no_video(home.ffmpeg)
    if request.recognise:
        voices.need_recogniser()
    clear_unfinished(writable_folder(request.out))
    asked = fingerprint(request, home)
    audio = track_file(request, asked, plan.encoding.format)
    if not force and (there := find_track(audio, asked)):
        return there
    if request.file:
        refuse_taken(audio, force=force)
    need_room(request.out, encode.expected_bytes(plan.encoding, request.minutes or 0.0))
    with naming_full_disk(request.out, home.cache, Path(tempfile.gettempdir())):
        return _made(request, home, plan, (audio, asked), progress, open_voices)


def _made(
    request: Request,
    home: Home,
    plan: Plan,
    name: tuple[Path, str],
    progress: Progress,
    open_voices: OpenVoices | None,
) -> Track:
    """The track of a settled request, made; ``name``: its file, and the request's fingerprint."""
    audio, asked = name
    Thread(target=_get_ready, args=(plan, home), daemon=True).start()
    with OpenVoices() if open_voices is None else nullcontext(open_voices) as opened:
        rendered, timeline, voice = compose(request, home, plan, opened, progress)
    script = rendered.script
    recognised = _recognised(request, home, timeline, script, progress)
    from relax.prove import Made, prove  # noqa: PLC0415  (heavy, and read by now: see _get_ready)

    notices = (*rendered.notices, *_listen_at(recognised), *_without_tags(request, plan))
    mix = mixed(request, home, plan, timeline, progress)
    with private_folder(request.out) as folder:
        file = folder / audio.name
        pcm = encode.encode(mix.blocks(), mix.channels, file, plan.encoding)
        made = Made(request, plan, script, timeline, mix, pcm, notices, voice, recognised)
        if plan.encoding.format == "mp4":
            own = request.credits.cover
            deliver.film(file, own, timeline, mix.curve, made.about(), home.ffmpeg)
        tags = made.tags()
        deliver.tag(file, tags, timeline, chapters=plan.chapters)
        progress("checking", 0, 1)
        measured = deliver.measure(file, mix.channels, home.ffmpeg)
        over_bed = deliver.check(measured, timeline, mix.curve, plan.sound.ceiling_dbtp)
        preset = request.preset or "default"
        deliver.check_purpose(preset, measured, timeline, over_bed, plan.encoding.bitrate_kbps)
        heard = replace(tags, gain=deliver.gain_of(measured, plan.sound.voice_lufs))
        deliver.tag_again(file, heard, timeline, chapters=plan.chapters, ffmpeg=home.ffmpeg)
        proof = prove(made, measured, over_bed, file, origin_of(request, home, asked))
        deliver.write_sidecars(folder / audio.stem, timeline, mix.curve, made.about(), proof)
        publish(folder, audio, proof, private=made.personal)
    return Track(
        audio,
        proof.decoded_s,
        kept=False,
        notices=notices,
        sha256=proof.file_sha256,
    )


def _recognised(
    request: Request, home: Home, timeline: Timeline, script: Script, progress: Progress
) -> deliver.Recognised | None:
    """What a speech recogniser hears of the track, if one is asked to listen."""
    if not request.recognise:
        return None
    from relax.hearing import hear_track  # noqa: PLC0415  (heavy, and an extra)

    return hear_track(timeline, script, home, progress)


def _listen_at(recognised: deliver.Recognised | None) -> tuple[str, ...]:
    """Where a person should listen because the recogniser heard other words."""
    if recognised is None or not recognised.otherwise_s:
        return ()
    times = ", ".join(clock(second) for second in recognised.otherwise_s)
    return (f"A speech recogniser heard other words than are written at {times}: listen there.",)


def _without_tags(request: Request, plan: Plan) -> tuple[str, ...]:
    """That a person's artist or cover is not in the file, where its format holds none."""
    if plan.encoding.format != "wav" or not request.credits.facts():
        return ()
    return ("A WAV file holds no tags: players will show neither title, artist nor cover of it.",)


def _get_ready(plan: Plan, home: Home) -> None:
    """What the mix will need, while the voice speaks: the bed, and the modules that follow."""
    with suppress(Exception):  # told where it is needed
        sound.prepare_bed(plan.sound, home.beds)
        import_module("relax.prove")


def mixed(
    request: Request, home: Home, plan: Plan, timeline: Timeline, progress: Progress
) -> sound.Mix:
    """The mix, ready to be taken; a bed that cannot serve is named."""
    decoder = Path(encode.ffmpeg_program(home.ffmpeg))
    try:
        return sound.mix(timeline, plan.sound, cache=home.beds, progress=progress, ffmpeg=decoder)
    except SoundError as error:
        if error.place is None and is_file(request.bed or ""):
            error.place = Place(request.bed or "")
        raise


def compose(
    request: Request, home: Home, plan: Plan, open_voices: OpenVoices, progress: Progress
) -> tuple[Rendered, Timeline, str]:
    """Words and their places in time, and the identity of the voice that speaks them.

    Words are chosen by how long they will take; a voice that turns out slower or quicker than
    that gets fewer or more of them.
    """
    open_voices.begin(request, home)
    facts = replace(facts_for(request.client, plan), minutes=request.minutes)
    own = isinstance(request.source, words.Script)
    rules = load_rules(request.language, request.rules) if request.rules else None
    seconds = request.minutes * 60 if request.minutes else None
    spare = 0.0
    for last in (False, False, False, True):
        rendered = words_for(request, home, plan, spare)
        script = rendered.script
        refuse(check_script(script, facts=facts, rules=rules, estimate=own), request.allow)
        if own and seconds is not None:
            refuse_hopeless(script, seconds, plan)
        spans = words.spans_for(request.minutes or 10.0, script.meta.silence_max_s)
        speech = speak(script, spans, request, home, open_voices, progress)
        try:
            clips = sound.evened(speech.clips)
            timeline = timing.fit(script, clips, seconds, spans, plan.edges)
        except LengthError as error:
            if last or seconds is None or own:
                raise
            spare += _too_long_by(error, seconds)
        else:
            refuse(check_timeline(timeline, script, facts=facts, rules=rules), request.allow)
            notices = (*rendered.notices, *speech.notices)
            return words.Rendered(script, notices), timeline, speech.identity
    raise AssertionError  # the last round returns or raises


def refuse_hopeless(script: Script, seconds: float, plan: Plan) -> None:
    """Refuse a length far from what the words can be, before anything is voiced.

    Raises:
        LengthError: with the range by estimate.
    """
    spans = words.spans_for(seconds / 60, script.meta.silence_max_s)
    clips = {
        phrase: voices.Clip(Path(), to_samples(words.estimate(phrase, script)))
        for phrase in timing.phrases_to_voice(script, spans)
    }
    try:
        timing.fit(script, clips, seconds, spans, plan.edges)
    except LengthError as error:
        low, high = error.shortest or 0.0, error.longest or math.inf
        if seconds < low / DOUBT or seconds > high * DOUBT:
            raise


def _too_long_by(error: LengthError, seconds: float) -> float:
    """Seconds by which the words are over (or, below 0, under) what can be made of them."""
    if error.shortest is None or error.longest is None:
        raise error
    over = max(error.shortest - seconds, 0.0) - max(seconds - error.longest, 0.0)
    return over + math.copysign(SPARE_S, over)


def words_for(request: Request, home: Home, plan: Plan, spare: float = 0.0) -> Rendered:
    """The script of a request: rendered from its template, or as somebody wrote it.

    ``spare``: seconds by which the words are to be fewer than the length has room for.
    """
    if isinstance(request.source, words.Script):
        return words.Rendered(request.source, ())
    wanted = wanted_for(request, plan)
    wanted = replace(wanted, edge_s=wanted.edge_s + spare, clinic=home.clinic)
    return words.render_whole(request.source, request.client, wanted, home.templates)


def refuse(findings: list[Finding], allowed: tuple[str, ...]) -> None:
    """Stop at the first error of the language check that was not allowed.

    Raises:
        WordingError: with the rule, why, and what to say instead; the wording stays private.
    """
    if found := stops(findings, frozenset(allowed)):
        finding, *others = found
        instead = f"Instead: {finding.suggestion.rstrip('.')}. " if finding.suggestion else ""
        more = f" It is the first of {len(found)}: `relax check` lists them." if others else ""
        quoted = f" (“{finding.text}”)" if finding.text else ""
        error = WordingError(
            f"{finding.rule}{quoted}: {finding.message}",
            hint=f"{instead}To let it pass: --allow {finding.rule}.{more}",
            place=Place(finding.file, finding.line, finding.column),
        )
        error.instead = instead
        raise error
