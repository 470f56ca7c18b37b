"""``python -m tests.spoken``: every sentence any template can say, spoken and recognised.

Each template is rendered at every place, length and client of ``tests.exhaustive``; every phrase of
that, and the 500 lines of ``tests/voices/lines500.yaml``, is voiced once and heard by Whisper.
Prints every difference and ends with 1 if one of them is not in ``tests/voices/heard.yaml``, with
a reason. ``--only ID`` takes one template (``lines`` the 500, ``templates`` all but those),
``--sample N`` every Nth phrase counted from ``--seed``, ``--cases N`` every Nth case.
``--keep FOLDER`` keeps there what was voiced and what was recognised; the next run with that folder
hears only what is new or sounds otherwise.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import multiprocessing
import os
import sys
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from relax import words
from relax.composing import words_for
from relax.errors import LengthError, RefusedError
from relax.hearing import judged
from relax.home import Home
from relax.plan import plan_for
from relax.request import Request, settle
from relax.speaking import OpenVoices, lines_of
from relax.voices import ClipCache, Line, voice_lines
from relax.voices._heard import ANY_WORD, differences, plain
from relax.voices._recognise import Recogniser
from relax.words import Client, bundled_folder, parse
from tests.exhaustive import every_case
from tests.words.proof import TEMPLATES

DATA = Path(__file__).parent / "voices"
LINES, ALL_TEMPLATES = "lines", "templates"
VOICE = "pyttsx3:heart"
AT_ONCE = 120
"""Phrases that one process voices and hears before it tells of them."""


@dataclass(frozen=True)
class Phrase:
    """What is spoken (``line``), what must be heard of it, and where it is from."""

    line: Line
    said: str
    source: str


@dataclass(frozen=True)
class Accepted:
    """heard.yaml: line → what is heard of it; how a phrase may begin → as what that is heard; words
    and what each may be taken for."""

    lines: dict[str, str]
    beginnings: dict[str, str]
    words: frozenset[tuple[str, str]]

    def has(self, phrase, got):
        """Whether what was heard of a phrase is on the list."""
        heard = " ".join(plain(got.heard))
        said = " ".join(plain(phrase.said))
        for one, other in self.beginnings.items():
            if said.startswith(f"{one} ") and heard.startswith(f"{other} "):
                heard = heard.replace(other, one, 1)
        if heard in {said, self.lines.get(said)}:
            return True
        return all((each.said, each.heard) in self.words for each in differences(said, heard))


def accepted():
    """heard.yaml, checked: every entry has its reason, and none a word more or less."""
    data = yaml.safe_load((DATA / "heard.yaml").read_text(encoding="utf-8"))
    pairs = [(row["line"], row["heard"], row["why"]) for row in data["accepted"]]
    pairs += [
        (row["said"], row["heard"], row["why"])
        for kind in ("beginnings", "words")
        for row in data[kind]
    ]
    for said, heard_, why in pairs:
        assert why
        for each in differences(said, heard_):
            assert each.said, f"a word too many is never accepted: {said}"
            assert each.heard, f"a missing word is never accepted: {said}"
    return Accepted(
        _by_words(data["accepted"], "line"),
        _by_words(data["beginnings"], "said"),
        frozenset((row["said"], row["heard"]) for row in data["words"]),
    )


def _by_words(rows, key):
    return {" ".join(plain(row[key])): " ".join(plain(row["heard"])) for row in rows}


def home_in(folder):
    """A home whose caches are in ``folder``."""
    folder = Path(folder)
    return Home(cache=folder, data=folder, templates=(bundled_folder(),))


def own_lines():
    """The 500 lines as scripts, one for each kind."""
    data = yaml.safe_load((DATA / "lines500.yaml").read_text(encoding="utf-8"))
    frames = itertools.cycle(data["frames"])
    named = [next(frames).format(name=name) for name in data["names"]]
    for kind in ("short", "homographs", "numbers", "sentences"):
        yield kind, data[kind], {}
    yield "names", named, data["names"]


def phrases_of_lines(home, voice):
    """The 500 lines, phrase by phrase, as a script would speak them."""
    for kind, lines, say in own_lines():
        head = yaml.safe_dump({"title": kind, "language": "en", "say": say}, allow_unicode=True)
        body = "".join(f"{words.escape(line)} [pause 1s]\n" for line in lines)
        script = parse(f"---\n{head}---\n## {kind}\n{body}")
        spans = words.spans_for(10, script.meta.silence_max_s)
        for phrase, line in lines_of(script, spans, home, voice=voice):
            yield Phrase(line, judged(phrase, say, "en"), f"{LINES} {kind}")


def phrases_of_template(job):
    """Every phrase a template says in its cases, once."""
    template, step, folder = job
    home = home_in(folder)
    found = {}
    with OpenVoices() as opened:
        voice = opened.get(VOICE, home)
        for case in every_case(template, step):
            for phrase in _phrases_of_case(case, home, voice):
                found.setdefault((phrase.line.text, phrase.line.manner), phrase)
    return list(found.values())


def _phrases_of_case(case, home, voice):
    request = settle(
        Request(
            TEMPLATES[case.template],
            Client(**case.client),
            out=Path(),
            minutes=case.minutes,
            bed=case.bed,
            seed=case.seed,
            variables=case.variables,
        )
    )
    try:
        plan = plan_for(request, home)
        script = words_for(request, plan.wanted, home).script
    except (RefusedError, LengthError):
        return
    spans = words.spans_for(request.minutes, script.meta.silence_max_s)
    say = dict.fromkeys(script.meta.personal, ANY_WORD) | script.meta.say
    for phrase, line in lines_of(script, spans, home, plan, voice):
        plainly = replace(line, place=None, private=False)
        yield Phrase(plainly, judged(phrase, say, "en"), case.template)


def heard(job):
    """Voice some phrases and have them recognised; what is wrong, and with which phrase."""
    phrases, folder = job
    home = home_in(folder)
    cache = ClipCache(home.clips, b"spoken" * 6)
    with OpenVoices() as opened:
        clips = voice_lines([each.line for each in phrases], opened.get(VOICE, home), cache)
    known = Path(folder) / "recognised"
    known.mkdir(exist_ok=True)
    marks = [known / _mark(each, clip) for each, clip in zip(phrases, clips, strict=True)]
    new = [n for n, mark in enumerate(marks) if not mark.exists()]
    hearings = Recogniser().recognise([phrases[n].said for n in new], [clips[n] for n in new])
    for n, got in zip(new, hearings, strict=True):
        if not got.wrong:
            marks[n].touch()
    return [(phrases[n], got) for n, got in zip(new, hearings, strict=True) if got.wrong]


def _mark(phrase, clip):
    """A name for these words in this sound."""
    return hashlib.sha256(phrase.said.encode() + b"\0" + clip.path.read_bytes()).hexdigest()


def every_phrase(only, step, folder, pool):
    """All that can be said, each once."""
    templates = [only] if only in TEMPLATES else list(TEMPLATES)
    found = {}
    if only in {None, LINES}:
        with OpenVoices() as opened:
            for phrase in phrases_of_lines(home_in(folder), opened.get(VOICE, home_in(folder))):
                found.setdefault((phrase.line.text, phrase.line.manner), phrase)
    if only != LINES:
        jobs = [(template, step, folder) for template in templates]
        for phrases in pool.imap(phrases_of_template, jobs):
            for phrase in phrases:
                found.setdefault((phrase.line.text, phrase.line.manner), phrase)
    return list(found.values())


def main():
    """Say and hear them all."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", choices=[*TEMPLATES, LINES, ALL_TEMPLATES])
    asked.add_argument("--sample", type=int, default=1)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--cases", type=int, default=1)
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--jobs", type=int, default=os.cpu_count())
    options = asked.parse_args()
    known = accepted()
    wrong = 0
    spawning = multiprocessing.get_context("spawn")
    with _folder(options.keep) as folder, spawning.Pool(options.jobs) as pool:
        phrases = every_phrase(options.only, options.cases, folder, pool)
        phrases = phrases[options.seed % options.sample :: options.sample]
        jobs = [(phrases[n : n + AT_ONCE], folder) for n in range(0, len(phrases), AT_ONCE)]
        for faults in pool.imap_unordered(heard, jobs):
            for phrase, got in faults:
                fine = known.has(phrase, got)
                wrong += not fine
                print(told(phrase, got, fine=fine), flush=True)
    print(f"{len(phrases)} phrases, {wrong} not recognised and not accepted")
    sys.exit(1 if wrong else 0)


def _folder(keep):
    """Where sound is kept: a folder for this run alone, or one to come back to."""
    if keep is None:
        return tempfile.TemporaryDirectory()
    keep.mkdir(parents=True, exist_ok=True)
    return nullcontext(str(keep))


def told(phrase, got, *, fine):
    """A difference for a person."""
    mark = "accepted " if fine else ""
    differs = ", ".join(map(str, got.wrong))
    return f"{mark}{phrase.source}: “{phrase.said}” heard as “{got.heard}”: {differs}"


if __name__ == "__main__":
    main()
