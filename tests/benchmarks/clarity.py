"""``python -m tests.benchmarks.clarity``: how well each voice is understood in the finished MP3.

Sentences of every template go through the whole chain (voice, warmth, pauses, bed, MP3) and back;
two speech recognisers write down what they hear (Whisper tiny.en and pocketsphinx, with models that
come inside packages). The word error rate is what one got wrong, as a share of the words; they know
nothing of the templates and hear the file as loud as it is. A forced alignment of the same sound
says where each sentence really is; captions are to be within 150 ms of it. ``--quality`` has the
clean speech judged by DistillMOS and DNSMOS (see quality.py), by another Python if need be.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from itertools import zip_longest
from pathlib import Path

import numpy as np

from relax import deliver, encode, sound, timing, voices, words
from relax.home import Home, voice_settings
from relax.voices._heard import plain as folded
from relax.voices._recognise import Recogniser
from tests.cli.run import decoded

HEARD_HZ = 16_000
AROUND_S = 0.35
NEAR_S = 0.15
VOICES = (
    "pyttsx3:heart",
    "pyttsx3:en-us+edward",
    "pyttsx3:en-us+f5",
    "flite:slt",
    "flite:rms",
)
EARS = ("whisper", "pocketsphinx")
REACH = {"pyttsx3:heart": 0.02}
"""Word error rate of Whisper with the default bed that a voice is to stay below."""

LEAST_DISTILLMOS = {"pyttsx3:heart": 4.3}
HEARS_S = 27.0
"""What Whisper is given at once; it was taught on 30 s."""


def sentences(count):
    """``count`` different sentences, as many from each template as there are, in turn."""
    each = []
    for _, path in sorted(words.template_files([words.bundled_folder()]).items()):
        template = words.load_template(path)
        minutes = words.chosen_minutes(template, words.Client(), None)
        wanted = words.Wanted(minutes=minutes, seed=0, bed=True, edge_s=20, variables=())
        script = words.render(template, words.Client(), wanted, [words.bundled_folder()]).script
        found = [s for s in _sentences(script) if 6 <= len(plain(s)) <= 20]
        each.append(found[2::4] + found[1::4])
    turns = (s for turn in zip_longest(*each) for s in turn if s)
    return list({tuple(plain(s)): s for s in turns}.values())[:count]


def _sentences(script):
    spans = words.spans_for(10, script.meta.silence_max_s)
    steps = (step for chapter in words.flatten(script, spans) for step in chapter.steps)
    return [step.sentence.text for step in steps if isinstance(step, words.Say)]


def plain(text):
    """Words as a recogniser writes them."""
    text = text.lower().replace("’", "'").replace("-", " ")
    return re.findall(r"[a-z']+", text)


def errors(said, heard):
    """Words put in, left out or taken for others (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for n, word in enumerate(said, 1):
        before, row[0] = row[0], n
        for m, other in enumerate(heard, 1):
            before, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, before + (word != other))
    return row[-1]


def track(lines, voice, bed, warmth, home, folder):
    """An MP3 of ``lines`` with ``bed`` under them, and its timeline."""
    text = "---\ntitle: Clarity\nlanguage: en\n---\n## Lines\n" + "".join(
        f"{words.escape(line)} [pause 1.6s]\n" for line in lines
    )
    script = words.parse(text)
    spans = words.spans_for(10, script.meta.silence_max_s)
    phrases = list(dict.fromkeys(timing.phrases_to_voice(script, spans)))
    opened = voices.open_voice(voice, voice_settings(home))
    try:
        cache = voices.ClipCache(home.clips, b"x" * 32)
        clips = voices.voice_lines([voices.Line(p) for p in phrases], opened, cache)
    finally:
        opened.close()
    clips = dict(zip(phrases, clips, strict=True))
    line = timing.fit(script, clips, None, spans, timing.Edges(6.0, 8.0))
    preset = sound.load_presets()["default"]
    settings = sound.SoundSettings.of(preset, bed=bed, warmth=warmth, voice=voice)
    mix = sound.mix(line, settings, cache=home.beds)
    file = folder / "track.mp3"
    encode.encode(mix.blocks(), mix.channels, file, encode.EncodeSettings("mp3", 128, 2, None))
    return file, line


def cues(vtt):
    """(start, end, text) of each caption, seconds."""
    for block in vtt.split("\n\n")[1:]:
        times, _, text = block.partition("\n")
        yield *(_seconds(t) for t in times.split(" --> ")), " ".join(text.split())


def _seconds(stamp):
    total = 0.0
    for part in stamp.strip().split(":"):
        total = total * 60 + float(part)
    return total


def measure(job):
    """What is understood of one voice over one bed, and how far its captions are off."""
    lines, voice, bed, options, cache = job
    home = Home(cache=Path(cache), data=Path(cache), templates=())
    with tempfile.TemporaryDirectory() as name:
        file, line = track(lines, voice, bed, options.warmth, home, Path(name))
        heard = decoded(file, 1)[:, 0]
        captions = [cue for cue in cues(deliver.captions(line, "en")) if cue[2] in lines]
    import soxr

    mono = soxr.resample(heard, 44_100, HEARD_HZ)
    row = {"voice": voice, "bed": bed, "warmth": options.warmth, "sentences": len(captions)}
    ears = options.ears or EARS
    if "whisper" in ears:
        row["whisper"] = whisper_errors(mono, captions)
    if "pocketsphinx" in ears:
        row |= by_pocketsphinx(mono, captions)
    if bed == "none" and options.quality:
        row |= quality(lines, voice, home, options.quality)
    return row


def whisper_errors(mono, captions):
    """The share of words that Whisper gets wrong, heard some sentences at a time."""
    recogniser = Recogniser()
    wrong = total = 0
    for some in stretches(captions):
        start, end = max(some[0][0] - AROUND_S, 0), some[-1][1] + AROUND_S
        piece = mono[int(start * HEARD_HZ) : int(end * HEARD_HZ)].astype(np.float32)
        said = folded(" ".join(text for _, _, text in some))
        wrong += errors(said, _joined(said, folded(recogniser.hear(piece))))
        total += len(said)
    return round(wrong / total, 4)


def _joined(said, heard):
    """``heard`` with words that are only written together or apart as they are in ``said``."""
    known = set(said)
    found = []
    for word in heard:
        found.append(word)
        if len(found) > 1 and found[-2] + found[-1] in known and found[-1] not in known:
            found[-2:] = [found[-2] + found[-1]]
    return found


def stretches(captions):
    """Captions in a row, no more than Whisper hears at once."""
    some = []
    for cue in captions:
        if some and cue[1] - some[0][0] + 2 * AROUND_S > HEARS_S:
            yield some
            some = []
        some.append(cue)
    if some:
        yield some


def by_pocketsphinx(mono, captions):
    """Word error rate and caption offsets by pocketsphinx, sentence by sentence."""
    samples = np.clip(mono * 32768, -32768, 32767).astype("<i2")  # louder would clip
    wrong = total = 0
    starts, ends = [], []
    recogniser, aligner = _recogniser(), _recogniser(align=True)
    for start, end, text in captions:
        said = plain(text)
        if not said:
            continue
        first = max(start - AROUND_S, 0)
        piece = samples[int(first * HEARD_HZ) : int((end + AROUND_S) * HEARD_HZ)].tobytes()
        wrong += errors(said, hear(recogniser, piece))
        total += len(said)
        if (found := place(aligner, piece, said)) is not None:
            starts.append(first + found[0] - start)
            ends.append(first + found[1] - end)
    return {
        "words": total,
        "pocketsphinx": round(wrong / total, 3),
        "aligned": len(starts),
        "start_near": _near(starts),
        "end_near": _near(ends),
        "start_worst_s": _worst(starts),
        "end_worst_s": _worst(ends),
    }


def quality(lines, voice, home, python):
    """DistillMOS and DNSMOS of the clean speech of some sentences, judged by ``python``."""
    import soundfile
    import soxr

    opened = voices.open_voice(voice, voice_settings(home))
    with tempfile.TemporaryDirectory() as name:
        try:
            cache = voices.ClipCache(home.clips, b"x" * 32)
            clips = voices.voice_lines([voices.Line(x) for x in lines[:40]], opened, cache)
        finally:
            opened.close()
        for n, clip in enumerate(clips):
            sound_ = soxr.resample(clip.samples().astype(np.float32) / 32768, 44_100, HEARD_HZ)
            soundfile.write(Path(name) / f"{n:03d}.wav", np.pad(sound_, HEARD_HZ // 4), HEARD_HZ)
        judge = Path(__file__).with_name("quality.py")
        done = subprocess.run([python, judge, name], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])  # packages print before it


def _near(offsets):
    return round(float(np.mean(np.abs(offsets) <= NEAR_S)), 3) if offsets else None


def _worst(offsets):
    return round(float(np.max(np.abs(offsets))), 3) if offsets else None


def _recogniser(*, align=False):
    from pocketsphinx import Decoder

    quiet = {"samprate": HEARD_HZ, "loglevel": "FATAL", "maxhmmpf": 3000, "maxwpf": 10}
    return Decoder(lm=None, **quiet) if align else Decoder(**quiet)


def hear(recogniser, piece):
    """The words in a piece of sound."""
    recogniser.start_utt()
    recogniser.process_raw(piece, no_search=False, full_utt=True)
    recogniser.end_utt()
    hypothesis = recogniser.hyp()
    return plain(hypothesis.hypstr) if hypothesis else []


def place(aligner, piece, said):
    """Seconds into the piece where its words begin and end; None if a word is not known."""
    if any(aligner.lookup_word(word) is None for word in said):
        return None
    aligner.set_align_text(" ".join(said))
    aligner.start_utt()
    aligner.process_raw(piece, no_search=False, full_utt=True)
    aligner.end_utt()
    found = [s for s in aligner.seg() or [] if not s.word.startswith(("<", "["))]
    if not found:
        return None
    return found[0].start_frame / 100, (found[-1].end_frame + 1) / 100


def main():
    """Measure and print; a figure beyond its reach is marked and fails."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--voice", action="append")
    reader.add_argument("--bed", action="append")
    reader.add_argument("--ears", action="append", choices=EARS)
    reader.add_argument("--warmth", default="natural")
    reader.add_argument("--sentences", type=int, default=160)
    reader.add_argument("--quality", nargs="?", const=sys.executable, metavar="PYTHON")
    reader.add_argument("--json", action="store_true")
    reader.add_argument("--jobs", type=int, default=os.cpu_count())
    options = reader.parse_args()
    lines = sentences(options.sentences)
    rows = []
    with tempfile.TemporaryDirectory() as cache, ProcessPoolExecutor(options.jobs) as pool:
        jobs = [
            (lines, voice, bed, options, cache)
            for voice in options.voice or VOICES
            for bed in options.bed or ("brown", "none")
        ]
        for row in pool.map(measure, jobs):
            rows.append(row)
            if not options.json:
                print(told(row), flush=True)
    if options.json:
        print(json.dumps(rows, indent=2))
    sys.exit(1 if any(map(missed, rows)) else 0)


def missed(row):
    """Whether a voice is understood less, or sounds worse, than it is to."""
    too_many = row["bed"] != "none" and row.get("whisper", 0) > REACH.get(row["voice"], 1)
    return too_many or (row.get("distillmos") or 5) < LEAST_DISTILLMOS.get(row["voice"], 0)


def told(row):
    """A row for a person."""
    parts = [f"{row['voice']:22} {row['bed']:6} {row['sentences']} sentences"]
    parts += [f"{ear} {row[ear]:.1%}" for ear in EARS if ear in row]
    parts += [f"{name} {row[name]}" for name in ("distillmos", "dnsmos") if row.get(name)]
    if row.get("aligned"):
        parts.append(
            f"captions: {row['start_near']:.0%} of starts, {row['end_near']:.0%} of ends within "
            f"150 ms of {row['aligned']} aligned; worst {row['start_worst_s']} s, {row['end_worst_s']} s"
        )
    return "; ".join(parts) + (" (not reached)" if missed(row) else "")


if __name__ == "__main__":
    main()
