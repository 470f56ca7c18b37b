"""What is edited, or another person's, moves nothing but what is around it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from relax.timing import fit
from relax.units import SAMPLE_RATE
from relax.words import parse
from tests.timing.test_fit import EDGES, SPANS, clips_for

LINES = [
    "You might notice the left hand, wherever it rests.",
    "The left arm may be warm, or cool, or neither.",
    "Some of the shoulders may be easy to find today.",
    "Nothing has to be done by the back just now.",
    "The back of the head may touch something soft.",
]
PARTS, SECONDS = 6, 420


def text(**changes):
    """A script of six chapters; ``changes``: other words for lines, by place."""
    said = {
        (n, m): f"{line[:-1]} in place {n} {m}."
        for n in range(PARTS)
        for m, line in enumerate(LINES)
    }
    said |= changes.get("lines", {})
    chapters = [
        "\n".join([f"## Part {n}", *(f"{said[n, m]} [pause invitation]" for m in range(5))])
        for n in range(PARTS)
    ]
    return "---\ntitle: Test\n---\n" + "\n\n".join(chapters)


def track(script_text, **how):
    script = parse(script_text)
    return fit(script, clips_for(script, **how), SECONDS, SPANS, EDGES)


def places(timeline):
    """(chapter, words) → first and last sample of each sentence."""
    return {(h.chapter, h.text): (h.start, h.end) for h in timeline.sentences}


@given(
    chapter=st.integers(1, PARTS - 2),  # the first and the last are an opening and a closing
    line=st.integers(0, 4),
    shorter=st.floats(0, 0.12),
)
@settings(deadline=None)
def test_a_line_that_lasts_a_little_less_or_more_moves_only_itself(chapter, line, shorter):
    """A re-voiced or edited line, by far less than the second to which lines are rounded."""
    before = parse(text())
    clips = clips_for(before)
    whole = f"{LINES[line][:-1]} in place {chapter} {line}."
    (phrase,) = [each for each in clips if whole.endswith(each)]
    sentence = sum(clips[each].frames for each in clips if each in whole)
    second = sentence / SAMPLE_RATE % 1
    room = (1.5 if second >= 0.5 else 0.5) - second  # to where it is rounded otherwise
    change = min(shorter, room * 0.9)
    edited = dict(clips)
    other = clips[phrase].__class__
    edited[phrase] = other(clips[phrase].path, clips[phrase].frames + int(change * SAMPLE_RATE))
    ours = places(fit(before, clips, SECONDS, SPANS, EDGES))
    theirs = places(fit(before, edited, SECONDS, SPANS, EDGES))
    moved = [key for key in ours if ours[key][0] != theirs[key][0]]
    assert all(key[0] == chapter for key in moved)
    assert len(moved) <= 1


@given(
    chapter=st.integers(1, PARTS - 2),
    line=st.integers(0, 4),
    words=st.lists(
        st.sampled_from(["here", "there", "now", "again", "softly", "today"]), max_size=3
    ),
)
@settings(deadline=None)
def test_edits_seldom_move_what_is_in_other_chapters(chapter, line, words):
    edited = {(chapter, line): f"{LINES[line][:-1]} {' '.join(words)}."}
    ours, theirs = places(track(text())), places(track(text(lines=edited)))
    outside = [key for key in ours.keys() & theirs.keys() if key[0] != chapter]
    kept = sum(ours[key] == theirs[key] for key in outside)
    assert kept == len(outside) or kept <= len(outside) / 2  # all of it, or moved as a whole


def test_of_a_hundred_edits_nine_in_ten_leave_other_chapters_where_they_were():
    ours, still = places(track(text())), 0
    for n in range(100):
        chapter, line = 1 + n % (PARTS - 2), n // 4 % 5
        edited = {(chapter, line): f"{LINES[line][:-1]} {'or not ' * (n % 3)}today."}
        theirs = places(track(text(lines=edited)))
        outside = [key for key in ours.keys() & theirs.keys() if key[0] != chapter]
        still += all(ours[key] == theirs[key] for key in outside)
    assert still >= 60


@given(first=st.floats(0.5, 1.9), second=st.floats(0.5, 1.9))
@settings(deadline=None)
def test_another_name_moves_only_its_own_section(first, second):
    """Names up to the time that is kept for one: the pauses after them make up for it."""
    body = text().replace("title: Test", "title: Test\npersonal: [Quill]", 1)
    body = body.replace("## Part 0\n", "## Part 0\nHello, Quill. [pause sentence]\n", 1)
    script = parse(body)
    found = []
    for seconds in (first, second):
        clips = clips_for(script)
        (phrase,) = [p for p in clips if "Quill" in p]
        clips[phrase] = clips[phrase].__class__(clips[phrase].path, int(seconds * SAMPLE_RATE))
        found.append(places(fit(script, clips, SECONDS, SPANS, EDGES)))
    ours, theirs = found
    assert {key[0] for key in ours if ours[key] != theirs[key]} <= {0}


@pytest.mark.parametrize("seconds", [400, 420, 500])
def test_pauses_stay_what_they_are_meant_to_be(seconds):
    """Pauses after invitations are within about two seconds of each other in their chapter."""
    script = parse(text())
    made = fit(script, clips_for(script), seconds, SPANS, EDGES)
    for chapter in made.chapters[1:-1]:
        inside = [
            gap.frames / SAMPLE_RATE
            for gap in made.gaps
            if chapter.start <= gap.start < chapter.end and gap.kind == "invitation"
        ]
        assert max(inside) - min(inside) < 2.2
