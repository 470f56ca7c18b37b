"""Several scripts as one: nothing of the frame twice, nothing of the rest lost, the length exact."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from relax.errors import BadInput, LengthError, RefusedError, RelaxError, WordingError
from relax.words import Client, Script, ScriptMeta, parse, print_script, read_script
from relax.words.arrange._frame import frame_of
from relax.words.arrange._meta import merged_meta
from relax.words.check import OF_THE_PRODUCT, check_script, stops
from tests.conftest import CLONE
from tests.words.joined import PAIRS, composed, faults, fits, joined, together
from tests.words.proof import TEMPLATES

ROUND = [name for name in TEMPLATES if TEMPLATES[name].meta.form not in ("consent", "table")]
NEXT = list(zip(ROUND, [*ROUND[7:], *ROUND[:7]], strict=True))
"""Each template once before and once after another; ``tests.words.joined`` tries all of them."""

OWN = """---
title: Hands
minutes: 5
---
## Beginning
Hello. This lasts about five minutes. You can move, skip any part, or stop whenever you like.
Please put your telephone away.

## Hands
You might notice your hands, and what they rest on. [pause]
Your palms may be warm, or cool. [pause]

## End
We're coming towards the end. [pause]
You might hear the sounds around you, and feel what is supporting you. [pause]
Your eyes can open, if they've been closed. You might stretch, or have a drink of water.
There's no hurry, and you can stay here as long as you like.
"""


def own(text=OWN, **meta):
    script = parse(text, "own.md")
    return replace(script, meta=script.meta.model_copy(update=meta))


def words(script):
    return [sentence.text for sentence in script.sentences()]


def titles(script):
    return [chapter.title for chapter in script.chapters]


def test_two_templates_go_together_or_are_told_why_not():
    apart = 0
    for a, b in PAIRS[::7]:
        try:
            together(a, b)
        except RelaxError as error:
            said = error.message
        else:
            continue
        apart += 1
        assert ("cannot be joined" in said and (a in said or b in said)) or (
            f"{a} and {b} do not go together: " in said
        )
    assert apart < len(PAIRS) / 7 / 3


@pytest.mark.parametrize("pair", [pair for pair in NEXT if fits(*pair)], ids="+".join)
def test_what_is_joined_is_as_sound_as_what_is_not(pair):
    assert faults(*pair) == []


def test_three_are_one_script_with_one_frame():
    script = joined("steady-breath", "outside-in-scan", "after-touch").script
    said = words(script)
    for once in (
        r"^(?:Hello|Welcome)\.$",
        r"^This (?:lasts|takes)\b.*\btwenty-four minutes\.$",
        r"^We'll\b",
        r"^If it is too much",
        r"recording is made for",
        r"steady sound stays",
        r"Soft tones will mark",
        r"steady thing to come back to",
        r"coming towards the end",
    ):
        assert len([text for text in said if re.search(once, text)]) == 1, once
    assert [text for text in said if re.match(r"(?:After that|Then), we'll|Then we'll", text)] == [
        "After that, we'll visit one place after another from the outside in, and rest.",
        "Then we'll listen, find what holds you up, move a little, and see what comes next.",
    ]
    assert titles(script) == [
        "Arriving",
        "Something steady",
        "Easy breathing",
        "Your own breath",
        "Something steady (2)",
        "First round",
        "Second round",
        "Third round",
        "Resting",
        "Sounds",
        "What holds you up",
        "Small movements",
        "What comes next",
        "Come back now",
    ]
    assert parse(print_script(script)) == script


def test_the_length_is_the_sum_or_what_is_asked_shared_out():
    assert together("steady-breath", "outside-in-scan").shares == (6, 12)
    found = together("steady-breath", "outside-in-scan", minutes=27)
    assert found.shares == pytest.approx((9, 18))
    found = together("steady-breath", "outside-in-scan", minutes=34)
    assert found.shares == pytest.approx((14, 20))  # no further than either honestly goes
    assert joined("steady-breath", "outside-in-scan", minutes=27).script.meta.minutes == 27
    with pytest.raises(LengthError, match="40 minutes long together") as told:
        together("steady-breath", "outside-in-scan", minutes=40)
    assert told.value.hint == "They can last from 9.75 to 35 minutes."


def test_the_last_decides_how_it_ends():
    asleep = joined("contact-scan", "night-rest").script
    assert (asleep.meta.ending, asleep.meta.form) == ("sleep", "sleep")
    assert sum("no wake-up" in text for text in words(asleep)) == 1
    assert titles(asleep)[-1] == "Fading"
    awake = joined("night-rest", "contact-scan").script
    assert (awake.meta.ending, awake.meta.form) == ("reorient", "scan")
    assert titles(awake)[-1] == "Come back now"
    assert not [t for t in words(awake) if "no wake-up" in t or "Sleep may come" in t]
    assert not [t for t in words(awake) if "that is all" in t]


@pytest.mark.parametrize(
    ("sources", "says"),
    [
        (("yes-no-maybe", "hum"), "yes-no-maybe is for choosing before a session"),
        (("night-rest", "rotation-rest"), "both lead into sleep"),
        (("table-prone", "table-supine"), "for lying face down, the other for lying face up"),
        (("table-supine", "night-rest"), "on the table, during a session, the other for in bed"),
        (("hum", own(position="standing"), own(position="supine")), "standing, the other for"),
        (("hum", own(setting="on_table")), "hum and own.md do not go together"),
        ((own(language="de"), "hum"), "one is in “de”, the other in “en”"),
        ((own(form="consent"), "hum"), "own.md is for choosing"),
    ],
)
def test_what_does_not_go_together_is_told_in_one_sentence(sources, says):
    with pytest.raises((BadInput, RefusedError)) as told:
        together(*sources)
    assert says in told.value.message
    assert told.value.message.count(".") - told.value.message.count(".md") == 1


def test_a_position_is_found_that_suits_all():
    script = joined("outside-in-scan", "night-rest").script
    assert script.meta.position == "supine"
    assert "However you sit" not in print_script(script)
    assert joined("outside-in-scan", own(position="side")).script.meta.position == "side"


def test_front_matter_is_that_of_them_all():
    a = ScriptMeta(title="A", sounds=("bed",), personal=("Ana",), say={"Ana": "ah-na"}, form="scan")
    b = ScriptMeta(title="B", sounds=("tone",), silence_max_s=15, personal=("Bo",), one_person=True)
    meta = merged_meta([("a", a), ("b", b)], None, 9, None)
    assert (meta.title, meta.minutes, meta.silence_max_s) == ("A · B", 9, 15)
    assert (meta.sounds, meta.personal) == (("tone", "bed"), ("Ana", "Bo"))
    assert (meta.say, meta.one_person, meta.template) == ({"Ana": "ah-na"}, True, None)
    assert merged_meta([("a", a), ("b", b)], "Evening", 9, None).title == "Evening"
    other = b.model_copy(update={"say": {"ana": "an-a"}})
    with pytest.raises(BadInput, match=r"a and b say one word in two ways") as told:
        merged_meta([("a", a), ("b", other)], None, 9, None)
    assert "ana" not in str(told.value).casefold()


def test_care_holds_for_every_part():
    without = Client(avoid=("hands",))
    script = joined("contact-scan", "outside-in-scan", client=without).script
    assert not [text for text in words(script) if re.search(r"\b(hands?|palms?|finger)", text)]
    with pytest.raises(WordingError, match="AVOID_RESPECT") as told:
        joined("contact-scan", own(), client=without)
    assert told.value.place.file == "own.md"
    trigger = Client(contraindications=("breath_trigger",))
    with pytest.raises(RefusedError, match="hum is not offered"):
        together("contact-scan", "hum", client=trigger)
    with pytest.raises(RefusedError, match="hum is not offered"):
        joined("contact-scan", own(template="hum"), client=trigger)


def test_of_somebodys_own_script_nothing_goes_unseen():
    rendered = joined("contact-scan", own())
    said = words(rendered.script)
    assert "Your palms may be warm, or cool." in said
    assert said[-1] == "There's no hurry, and you can stay here as long as you like."
    assert "You might hear the sounds around you, and feel what is supporting you." in said
    assert rendered.notices[:2] == (
        "The opening of own.md is left out.",
        "With it goes own.md:7: “Please put your telephone away.”",
    )
    first = joined(own(), "contact-scan")
    assert first.notices == ("The closing of own.md is left out.",)
    assert "Please put your telephone away." in words(first.script)
    assert words(first.script)[1:3] == ["This lasts thirteen minutes.", "We'll begin with Hands."]
    assert "You might stretch, or have a drink of water." not in words(first.script)
    private = own(personal=("telephone",))
    assert "telephone" not in " ".join(joined("contact-scan", private).notices)


BARE = "You might notice your hands. [pause]\nPerhaps they are warm. [pause]\n"


@pytest.mark.parametrize(
    "text", [BARE, f"## One\n{BARE}\n## Two\nYour feet may be cool. [pause]\n"]
)
def test_words_without_an_opening_or_a_closing_all_stay(text):
    bare = parse(text, "own.md")
    frame = frame_of(bare)
    assert (frame.opening, frame.closing) == (None, None)
    said = words(joined("contact-scan", bare, "hum").script)
    assert [each for each in said if each in words(bare)] == words(bare)


def test_a_script_without_chapters_is_cut_where_its_practice_begins_and_ends():
    text = re.sub(r"## .*\n", "", OWN)
    script = parse(text, "own.md")
    frame = frame_of(script)
    assert frame.opening.items[-1].text == "Please put your telephone away."
    assert frame.closing.items[0].text == "We're coming towards the end."
    found = joined(script, "hum", own()).script
    assert titles(found)[0] == ""
    assert "Hands" in titles(found)  # what it is about has a chapter under its title


def test_a_tone_or_a_sleep_that_only_a_later_part_has_is_announced_at_the_beginning():
    opening = joined("contact-scan", "hum").script.chapters[0]
    said = [item.text for item in opening.items if hasattr(item, "text")]
    assert "Soft tones will mark the pace of the breath." in said
    rung = own(OWN.replace("or cool. [pause]", "or cool. [pause] A bell sounds now. [bell]"))
    opening = joined("contact-scan", rung).script.chapters[0]
    said = [item.text for item in opening.items if hasattr(item, "text")]
    assert "A soft bell will sound now and then." in said


def written(name):
    return read_script(CLONE / "scripts" / f"{name}.md")


def test_written_scripts_stay_as_they_are_and_the_way_back_is_long_enough():
    a, b = written("full-scan"), written("look-around")
    rendered = joined(a, b)
    script = rendered.script
    assert script.meta.minutes < 25  # without what is left out
    for one in (a, b):
        middle = words(Script(one.meta, one.chapters[1:-1]))
        assert [text for text in middle if text not in words(script)] == []
    added = [text for text in rendered.notices if text.startswith("Added to the closing")]
    assert "There is no hurry with any of this." in added[0]
    assert "There is no hurry with any of this." in words(script)
    assert not stops(check_script(script, facts=OF_THE_PRODUCT))
    composed(script)


def test_where_the_opening_would_take_too_long_it_tells_only_the_titles_of_what_follows():
    three = ("soft-shoulders", "ease-and-rest", "rotation-rest")
    assert faults(*three) == []
    told = "After that, we'll come to Squeeze and Rest, then to"
    assert [text for text in words(joined(*three).script) if text.startswith(told[:38])]
