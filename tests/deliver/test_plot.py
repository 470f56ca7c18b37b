"""The picture of any file: what it knows of speech it knows from captions."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings, strategies as st

from relax.deliver._captions import captions, spoken_beside
from relax.timing import ChapterSpan, Heard, Timeline

HOUR = 3600 * 44_100


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    spans=st.lists(
        st.tuples(st.integers(0, 3 * HOUR), st.integers(44_100, 20 * 44_100)), max_size=6
    )
)
def test_captions_tell_where_somebody_speaks(tmp_path, spans):
    said = [(start, start + length) for start, length in sorted(spans)]
    frames = max((end for _, end in said), default=1)
    heard = tuple(Heard("Here, words. " * 6, *one, 0, personal=False) for one in said)
    line = Timeline(frames, 0, 0, (ChapterSpan("", 0, frames),), (), heard)
    track = tmp_path / "x.mp3"
    track.with_suffix(".vtt").write_text(captions(line, "en"), encoding="utf-8")
    found = spoken_beside(track)
    assert len(found) == len(said)
    for one, planned in zip(found, said, strict=True):
        assert " ".join(one[2].split()) == ("Here, words. " * 6).strip()
        assert all(abs(a - b) <= 45 for a, b in zip(one[:2], planned, strict=True))


def test_sounds_are_no_speech_and_without_captions_nothing_is_known(tmp_path):
    track = tmp_path / "x.mp3"
    assert spoken_beside(track) == []
    track.with_suffix(".vtt").write_text(
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n[20 seconds of quiet]\n", encoding="utf-8"
    )
    assert spoken_beside(track) == []
