"""Bells, and time before the first word: announced, in their places, and the length exact."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from relax import composing
from relax.errors import BadInput, LengthError, RefusedError
from relax.origin import origin_of
from relax.request import Request, settle
from relax.timing import SoundKind
from relax.units import to_samples, to_seconds
from relax.words import (
    Bell,
    Bells,
    Breathe,
    Client,
    ParagraphBreak,
    Pause,
    PauseKind,
    Sentence,
    bells_in,
    parse,
    print_script,
)
from relax.words.check import OF_THE_PRODUCT, check_script, stops
from tests.words import proof
from tests.words.joined import composed, joined
from tests.words.proof import HOME, TEMPLATES


def composition(template, **asked):
    """Words and timeline of a template, with clips as long as the estimate."""
    request = settle(Request(TEMPLATES[template], asked.pop("client", Client()), Path(), **asked))
    with (
        mock.patch.object(composing, "speak", proof._speak(1.0, 0)),
        mock.patch.object(composing.sound, "evened", lambda clips, _: dict(clips)),
    ):
        found = composing.compose(proof.planned(request), HOME, proof.NO_VOICES, lambda *_: None)
    assert found.timeline.frames == to_samples(request.minutes * 60)
    return found, found.timeline


@pytest.mark.parametrize(
    ("text", "bells"),
    [
        ("start", Bells(start=True)),
        ("start,end", Bells(start=True, end=True)),
        (" End , every 5m", Bells(end=True, every_s=300)),
        ("every 90s", Bells(every_s=90)),
        ("every 5", Bells(every_s=300)),
        ("start,end,every 5 minutes", Bells(start=True, end=True, every_s=300)),
    ],
)
def test_where_bells_sound_is_read_as_people_write_it(text, bells):
    assert bells_in(text) == bells


@pytest.mark.parametrize("text", ["", "strat", "every", "every 10s", "every now", "start end"])
def test_what_is_no_bell_is_refused(text):
    with pytest.raises(BadInput):
        bells_in(text)


def announced(script):
    """Every bell has a sentence about it, and a pause, right before it."""
    items = [item for chapter in script.chapters for item in chapter.items]
    for n, item in enumerate(items):
        if isinstance(item, Bell):
            assert items[n - 1] == Pause(PauseKind.SENTENCE)
            assert re.search(r"\bbell\b.*\b(?:now|again)\b", items[n - 2].text)
            heard = [i for i in items[: n - 2] if not isinstance(i, ParagraphBreak | Pause)]
            assert not isinstance(heard[-1], Breathe)
    return sum(isinstance(item, Bell) for item in items)


@pytest.mark.parametrize("template", ["outside-in-scan", "steady-breath", "table-supine"])
def test_bells_are_announced_twice_and_kept_from_words(template):
    bells = bells_in("start,end,every 4m")
    rendered, timeline = composition(template, bells=bells)
    script = rendered.script
    assert announced(script) >= (2 if template == "steady-breath" else 3)
    assert "bell" in script.meta.sounds
    opening = [i.text for i in script.chapters[0].items if isinstance(i, Sentence)]
    told = [text for text in opening if text.startswith("A soft bell will sound")]
    if template == "steady-breath":  # all there is between is paced breathing
        assert told == ["A soft bell will sound at the beginning and before the ending."]
        assert "There is no place for bells in between: none sounds there." in rendered.notices
        return
    assert told == [
        "A soft bell will sound at the beginning, before the ending and about every four minutes."
    ]
    assert not stops(check_script(script, facts=OF_THE_PRODUCT))
    rung = [cue.start for cue in timeline.sounds if cue.kind is SoundKind.BELL]
    assert len(rung) == announced(script)
    for at in rung:
        before = max(said.end for said in timeline.spoken if said.start < at)
        after = min(said.start for said in timeline.spoken if said.start > at)
        assert to_seconds(at - before) >= 0.9
        assert to_seconds(after - at) >= 8
    words = to_seconds(timeline.chapters[-1].start)
    for n in range(1, int(words // 240)):
        assert min(abs(to_seconds(at) - n * 240) for at in rung) < 150


def test_a_sleep_has_no_bell_where_it_fades():
    rendered, timeline = composition("night-rest", bells=bells_in("start,every 3m"))
    rung = [to_seconds(cue.start) for cue in timeline.sounds if cue.kind is SoundKind.BELL]
    assert len(rung) >= 3
    assert max(rung) < 0.75 * 20 * 60
    with pytest.raises(RefusedError, match="would wake"):
        composition("night-rest", bells=bells_in("end"))


def test_no_bell_for_somebody_who_should_hear_none():
    with pytest.raises(RefusedError, match="bell is not offered"):
        composition(
            "contact-scan", bells=bells_in("end"), client=Client(contraindications=("tinnitus",))
        )


def test_a_bell_that_is_there_already_is_not_rung_twice():
    rendered, _ = composition("contact-scan", bells=bells_in("start,end"), client=Client(bell=True))
    assert print_script(rendered.script).count("[bell]") == 2


def test_bells_come_between_the_paragraphs_of_somebodys_own_words():
    lines = "\n\n".join(
        f"You might notice place {n}, as it is. [pause 20s]\nPerhaps it is warm. [pause 20s]"
        for n in range(20)
    )
    text = f"---\ntitle: Own\nminutes: 16\n---\n## One\n{lines}"
    script = joined(parse(text, "own.md"), bells=bells_in("every 4m")).script
    assert announced(script) == 3
    told = [text for text in print_script(script).split("\n\n") if "[bell]" in text]
    assert all(each.startswith(("A soft bell", "Here is", "The soft bell")) for each in told)
    with pytest.raises(BadInput, match="no room for a bell"):
        joined(parse(text, "own.md"), bells=bells_in("every 40m"))


def test_a_lead_in_is_only_the_bed_and_the_length_stays_exact():
    usual, before = composition("contact-scan", minutes=6)
    rendered, timeline = composition("contact-scan", minutes=6, lead_in_s=60)
    assert min(said.start for said in timeline.spoken) == to_samples(60)
    assert min(said.start for said in before.spoken) < to_samples(7)
    assert timeline.gaps[0].kind == "lead_in"
    assert rendered.script.meta.lead_in_s == 60
    assert "six minutes" in print_script(rendered.script)
    assert len(list(rendered.script.sentences())) < len(list(usual.script.sentences()))
    assert parse(print_script(rendered.script)) == rendered.script


def test_a_voice_obeys_the_lead_in_of_a_script():
    script = joined("hum", "contact-scan", lead_in_s=45).script
    assert "lead_in_s: 45\n" in print_script(script)
    track = composed(script)
    assert min(said.start for said in track.timeline.spoken) == to_samples(45)


def test_a_long_lead_in_takes_nothing_from_the_words():
    with pytest.raises(LengthError) as told:
        settle(Request(TEMPLATES["contact-scan"], Client(), Path(), minutes=4, lead_in_s=96))
    assert told.value.hint == "It can last from 5.5 to 13.5 minutes."
    request = settle(Request(TEMPLATES["contact-scan"], Client(), Path(), lead_in_s=300))
    assert request.minutes == pytest.approx(8.9)
    composition("contact-scan", minutes=5.5, lead_in_s=96)


def test_another_lead_in_or_bell_is_another_track(tmp_path):
    home = replace(HOME, cache=tmp_path, data=tmp_path)
    plain = settle(Request(TEMPLATES["hum"], Client(), Path()))
    others = [
        replace(plain, lead_in_s=30.0),
        replace(plain, bells=bells_in("end")),
        replace(plain, bells=bells_in("start")),
    ]
    assert len({origin_of(each, home, "voice").request for each in (plain, *others)}) == 4
