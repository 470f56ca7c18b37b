"""Lines of a script found again in the words that were heard of a recording."""

from __future__ import annotations

from hypothesis import given, strategies as st

from relax.voices._heard import plain
from relax.voices._take_align import align
from relax.voices._take_found import words_of

VOCABULARY = [
    "shoulder",
    "quiet",
    "garden",
    "morning",
    "pillow",
    "candle",
    "river",
    "blanket",
    "window",
    "silver",
    "harvest",
    "cotton",
    "meadow",
    "lantern",
    "pebble",
    "feather",
    "kitchen",
    "walnut",
]
CHATTER = ["excuse", "telephone", "somebody", "knocking", "again", "microphone"]


def row(*texts):
    return [plain(text) for text in texts]


def heard(alignment, line, words):
    """The words that were taken for a line."""
    one = alignment.used[plain(line)]
    return " ".join(words[one.start : one.end])


def test_lines_follow_each_other_and_what_is_in_none_is_left_out():
    words = plain("so are we on you can stop at any time okay the room is as it is thanks")
    found = align(row("You can stop at any time.", "The room is as it is."), words)
    assert heard(found, "You can stop at any time.", words) == "you can stop at any time"
    assert heard(found, "The room is as it is.", words) == "the room is as it is"
    assert [words[a:b] for a, b in found.left_out] == [
        plain("so are we on"),
        plain("okay"),
        plain("thanks"),
    ]


def test_of_a_line_said_again_the_last_is_used_unless_it_was_heard_worse():
    line = "The hands may be resting somewhere."
    words = plain("the hands may be resting somewhere sorry the hands may be resting somewhere")
    assert align(row(line), words).used[plain(line)].start == 7
    worse = plain("the hands may be resting somewhere the hands may be wresting summer somewhere")
    assert align(row(line), worse).used[plain(line)].start == 0


def test_what_is_said_again_later_is_found_out_of_its_order():
    lines = row(
        "The hands are resting here.", "The feet are warm or not.", "Nothing has to happen."
    )
    words = plain(
        "the hands are resting here the feet are warm or not nothing has to happen "
        "once more the hands are resting here"
    )
    found = align(lines, words)
    assert found.used[lines[0]].start == len(words) - 5
    assert len(found.said[lines[0]]) == 2


def test_one_deciding_word_is_never_taken_for_another():
    lines = ("The left hand may be heavy.", "The right hand may be heavy.")
    once = plain("the left hand may be heavy")
    for words in (once, once + once):
        found = align(row(*lines), words)
        assert plain(lines[0]) in found.used
        assert plain(lines[1]) not in found.used
    assert not align(row("You do not have to answer."), plain("you do have to answer")).used
    assert not align(row("You have to answer."), plain("you do not have to answer")).used


def test_a_line_that_was_broken_off_is_not_the_line():
    line = "There is nothing that needs to happen."
    for words in ("there is nothing that needs to", "there is nothing that needs to sorry"):
        assert not align(row(line), plain(words)).used
    assert align(row(line), plain("there is nothing that needs to happen")).used


def test_a_word_of_something_else_is_not_a_line_of_one_word():
    lines = row("Out.", "The feet are warm or not.")
    talk = plain("let us find out tomorrow the feet are warm or not")
    assert plain("Out.") not in align(lines, talk).used
    alone = plain("okay out the feet are warm or not")
    assert plain("Out.") not in align(lines, alone).used  # "okay out": nobody paused
    assert align(lines, alone, pauses=[1]).used[plain("Out.")].start == 1


def test_words_that_sound_alike_are_heard_otherwise_and_taken():
    line = "Your palms are steady, or not."
    one = align(row(line), plain("your poems are steady or not")).used[plain(line)]
    assert 0 < one.cost < 1
    apart = "The eyelids cannot rest everywhere."
    words = plain("the eye lids can not rest every where")
    assert align(row(apart), words).used[plain(apart)].cost == 0


def test_a_name_may_be_heard_as_anything():
    line = words_of("Welcome, \ue010ʃəˈvɔːn\ue011, and stay as long as you like.")
    words = plain("welcome chevron and stay as long as you like")
    assert align([line], words).used[line].cost == 0
    assert words_of("Welcome, shih-VAWN, and stay.") == ("welcome", "*", "and", "stay")


def test_a_line_that_stands_twice_in_the_script_needs_to_be_there_once():
    rest = "Rest for a moment."
    lines = row("The feet are warm.", rest, "The hands are soft.", rest)
    once = align(lines, plain("the feet are warm rest for a moment the hands are soft"))
    assert len(once.said[plain(rest)]) == 1
    twice = align(
        lines, plain("the feet are warm rest for a moment the hands are soft rest for a moment")
    )
    assert len(twice.said[plain(rest)]) == 2
    assert not twice.left_out


@st.composite
def takes(draw):
    """Lines, what a reader made of them, and which of them were said whole how often."""
    words = st.lists(st.sampled_from(VOCABULARY), min_size=3, max_size=7).map(tuple)
    lines = draw(st.lists(words, min_size=1, max_size=8, unique=True))
    said, counts = [], {}
    for line in lines:
        times = draw(st.sampled_from([1, 1, 1, 1, 0, 2, 3]))
        counts[line] = times
        for _ in range(times):
            if draw(st.booleans()):
                said += line[: draw(st.integers(1, len(line) - 1))]
                said += draw(st.lists(st.sampled_from(CHATTER), min_size=1, max_size=3))
            said += line
        said += draw(st.lists(st.sampled_from(CHATTER), max_size=2))
    return lines, said, counts


@given(takes())
def test_never_a_wrong_line_for_a_phrase(take):
    lines, said, counts = take
    found = align(lines, said)
    for line, one in found.used.items():
        assert tuple(said[one.start : one.end]) == line
    for line in lines:
        if counts[line]:
            assert line in found.used
        else:  # it is missing, or its words were said as they are, within other lines
            assert line not in found.used or " ".join(line) in " ".join(said)
    taken = [n for each in found.said.values() for one in each for n in range(one.start, one.end)]
    left = [n for start, end in found.left_out for n in range(start, end)]
    assert sorted(taken + left) == list(range(len(said)))
