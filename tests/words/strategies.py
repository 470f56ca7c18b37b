"""Random scripts, as plain values, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from relax.words import (
    BedLevel,
    Bell,
    Breathe,
    BreathPattern,
    Chapter,
    Choice,
    LineBreak,
    ParagraphBreak,
    Pause,
    PauseKind,
    Quiet,
    Script,
    ScriptMeta,
    Sentence,
    Tone,
)

WORDS = st.sampled_from(
    [
        "hands",
        "feet",
        "you",
        "might",
        "notice",
        "the",
        "[room]",
        "a\\b",
        "#one",
        "perhaps",
        "{{",
        "7*7",
        "}}",
        "<b>",
        "Ana's",
        "naïve",
        "5%",
        "静か",
        "שלום",
        "🙂",
    ]
)
SECONDS = st.integers(min_value=2, max_value=1200).map(lambda n: n / 4)


@st.composite
def sentences(draw):
    words = draw(st.lists(WORDS, min_size=1, max_size=8))
    return Sentence(" ".join(["So", *words]) + draw(st.sampled_from([".", "?", "!", "…"])))


def spans():
    return st.tuples(SECONDS, SECONDS).map(sorted).map(tuple)


@st.composite
def patterns(draw):
    phase = st.integers(min_value=4, max_value=32).map(lambda n: n / 4)
    some = st.one_of(st.just(0.0), phase)
    return BreathPattern(draw(phase), draw(phase), draw(some), draw(some), draw(some))


@st.composite
def breathes(draw):
    pattern = draw(patterns())
    said = tuple(draw(st.lists(sentences(), max_size=2)))
    low = draw(st.integers(min_value=60, max_value=600))
    timed = draw(st.booleans())
    return Breathe(
        pattern,
        seconds=(float(low), float(low + draw(st.integers(0, 300)))) if timed else None,
        cycles=None if timed else draw(st.integers(1, 60)),
        ramp_from=draw(st.one_of(st.none(), st.just((3.0, 4.0)))),
        tone=bool(said) or draw(st.booleans()),
        count_first=draw(st.integers(0, 4)),
        sentences=said,
    )


cues = st.one_of(
    st.builds(Pause),
    st.sampled_from(PauseKind).map(lambda kind: Pause(kind=kind)),
    spans().map(lambda seconds: Pause(seconds=seconds)),
    spans().map(Quiet),
    st.just(Bell()),
    st.sampled_from([4.0, 6.5]).map(Tone),
    st.sampled_from([-6.0, -1.5, 3.0]).map(BedLevel),
    breathes(),
)
breaks = st.sampled_from([LineBreak(), ParagraphBreak()])


@st.composite
def bodies(draw, depth=1):
    """Things heard with breaks between some of them: never two breaks together, none at an end."""
    items = []
    for _ in range(draw(st.integers(1, 5))):
        if items and (draw(st.booleans()) or isinstance(items[-1], Breathe)):
            items.append(draw(breaks))
        options = [sentences(), sentences(), cues]
        if depth:
            options.append(bodies(depth=depth - 1).map(lambda b: Choice(tuple(b))))
        items.append(draw(st.one_of(*options)))
    return items


@st.composite
def scripts(draw):
    titles = st.sampled_from(["Arriving", "Hands [left]", "Easy out-breath", "Füße"])
    chapters = [
        Chapter(draw(titles), (draw(sentences()), LineBreak(), *draw(bodies())))
        for _ in range(draw(st.integers(1, 3)))
    ]
    meta = ScriptMeta(
        title=draw(st.sampled_from(["Outside In", "A: b", "“Q”"])),
        minutes=draw(st.sampled_from([None, 12.0, 7.35])),
        personal=draw(st.sampled_from([(), ("Ana",)])),
        say=draw(st.sampled_from([{}, {"Siobhán": "shih-VAWN"}])),
        sounds=draw(st.sampled_from([(), ("tone", "bed")])),
    )
    return Script(meta, tuple(chapters))
