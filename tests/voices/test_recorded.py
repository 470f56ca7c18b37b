"""The therapist's own voice: takes matched to their lines, judged, and brought to one level."""

from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest
import soundfile
from hypothesis import given, strategies as st

from relax.errors import BadInput, VoiceError
from relax.voices import Line, VoiceSettings, open_voice, voice_lines
from relax.voices._denoise import denoise
from relax.voices._sheet import is_take_of, plain, read_sheet, record_sheet

RATE = 22_050
LINES = [
    "You're welcome to stop, move or skip anything at any time.",
    "One option is to feel where your hands are resting.",
    "Or to listen to the room, as it is.",
    "The shoulders may be heavy, or light, or neither.",
    "There is nothing that needs to happen.",
    "If you like, notice one easy breath.",
    "The feet are there too, with whatever they feel.",
    "And the whole of the body, held by the table.",
]


def speech(seconds: float, rate: int, seed: int = 0):
    """Something with the rise and fall of speech: syllables of a buzz, shape (frames,)."""
    rng = np.random.default_rng(seed)
    time = np.arange(round(seconds * rate)) / rate
    buzz = sum(np.sin(2 * np.pi * 130 * k * time) / k for k in range(1, 12))
    syllables = np.clip(np.sin(2 * np.pi * 2.2 * time + rng.random()), 0.02, 1)
    return 0.15 * buzz * syllables


def take(text: str, *, rate: int = RATE, gain: float = 1.0, noise: float = 0.0005, seed: int = 0):
    """A recording: a second of room, speech of the right length, a second of room."""
    rng = np.random.default_rng(seed)
    spoken = gain * speech(0.4 + 0.08 * len(text), rate, seed)
    room = np.zeros(rate)
    whole = np.concatenate([room, spoken, room])
    return whole + noise * rng.standard_normal(len(whole))


@pytest.fixture
def folder(tmp_path):
    """All lines recorded, each in its own way."""
    made = tmp_path / "takes"
    made.mkdir()
    (made / "record-sheet.txt").write_text(record_sheet(LINES), encoding="utf-8")
    for n, text in enumerate(LINES, 1):
        soundfile.write(made / f"{n:03d}.wav", take(text, seed=n), RATE)
    return made


def voiced(folder, cache, *, fill="", lines=LINES):
    voice = open_voice(f"recorded:{folder}", VoiceSettings(fill=fill))
    try:
        return voice_lines([Line(text) for text in lines], voice, cache), voice
    finally:
        voice.close()


def test_takes_by_number_become_clips_without_the_room_around_them(folder, cache):
    clips, voice = voiced(folder, cache)
    for text, clip in zip(LINES, clips, strict=True):
        assert clip.frames / 44_100 == pytest.approx(0.4 + 0.08 * len(text), abs=0.4)
    assert voice.notices_for(LINES) == ()


def test_stereo_at_48_khz_flac_and_mp3_are_fine(folder, cache):
    for n, (suffix, rate) in enumerate([("flac", 48_000), ("mp3", 48_000), ("ogg", 32_000)], 1):
        (folder / f"{n:03d}.wav").unlink()
        mono = take(LINES[n - 1], rate=rate)
        soundfile.write(folder / f"{n:03d}.{suffix}", np.column_stack([mono, 0.3 * mono]), rate)
    mono = take(LINES[3], rate=48_000)
    soundfile.write(folder / "004.wav", np.column_stack([mono, -mono]), 48_000)
    clips, _ = voiced(folder, cache)
    for text, clip in zip(LINES, clips, strict=True):
        assert clip.frames / 44_100 == pytest.approx(0.4 + 0.08 * len(text), abs=0.4)


def test_a_quiet_take_and_a_loud_one_are_heard_alike_and_so_is_the_voice_that_fills_in(
    folder, cache
):
    for n, gain in ((1, 0.1), (2, 1.5)):
        soundfile.write(folder / f"{n:03d}.wav", take(LINES[n - 1], gain=gain, noise=1e-5), RATE)
    (folder / "003.wav").unlink()
    clips, _ = voiced(folder, cache, fill="pyttsx3:en-us+f5")
    meter = pyloudnorm.Meter(44_100)
    levels = [meter.integrated_loudness(clip.samples() / 32768) for clip in clips]
    assert np.ptp(levels) < 3
    assert max(np.max(np.abs(clip.samples().astype(int))) for clip in clips) <= 32768 * 0.9


def clipped(text):
    return np.clip(12 * take(text), -1, 1)


def too_long(text):
    return np.concatenate([take(text)] * 12)


def silent(text):
    return 0.0005 * np.random.default_rng(1).standard_normal(len(take(text)))


def too_short(text):
    return take(text)[RATE : RATE + RATE // 6]


BAD = {
    "is clipped": clipped,
    "is silent": silent,
    "is too long": too_long,
    "is too short": too_short,
    "is empty": lambda _text: np.zeros(0),
}


@pytest.mark.parametrize("reason", BAD)
def test_a_bad_take_stops_the_track_or_another_voice_speaks_and_says_so(folder, cache, reason):
    soundfile.write(folder / "005.wav", BAD[reason](LINES[4]), RATE)
    with pytest.raises(VoiceError, match=rf"The take 005\.wav {reason}"):
        voiced(folder, cache)
    clips, voice = voiced(folder, cache, fill="pyttsx3:en-us+f5")
    assert len(clips) == len(LINES)
    (notice,) = voice.notices_for(LINES)
    assert notice.startswith(f"The take 005.wav {reason}")


def test_an_unreadable_take_is_named_with_what_can_be_read(folder, cache):
    (folder / "005.wav").unlink()
    (folder / "005.m4a").write_bytes(b"something else")
    with pytest.raises(VoiceError, match=r"005\.m4a cannot be read: save it as wav"):
        voiced(folder, cache)


def test_three_missing_takes_are_filled_or_stop_the_track(folder, cache):
    for n in (2, 4, 6):
        (folder / f"{n:03d}.wav").unlink()
    with pytest.raises(VoiceError, match="no take of a line"):
        voiced(folder, cache)
    clips, voice = voiced(folder, cache, fill="pyttsx3:en-us+f5")
    assert len({clip.path for clip in clips}) == len(LINES)
    assert voice.notices_for(LINES) == ("3 lines have no take; another voice speaks there.",)


def test_the_last_good_take_is_used(folder, cache):
    first = voiced(folder, cache)[0][0].samples()
    soundfile.write(folder / "001-2.wav", take(LINES[0], seed=77), RATE)
    soundfile.write(folder / "001-3.wav", clipped(LINES[0]), RATE)
    clips, voice = voiced(folder, cache)
    assert not np.array_equal(clips[0].samples(), first)
    assert voice.notices_for(LINES) == ()
    (folder / "001-2.wav").unlink()
    assert np.array_equal(voiced(folder, cache)[0][0].samples(), first)


def test_takes_named_by_their_text_need_no_sheet_and_no_text_is_told(folder, cache):
    (folder / "record-sheet.txt").unlink()
    for n, text in enumerate(LINES, 1):
        (folder / f"{n:03d}.wav").rename(folder / f"{plain(text)[:40]}.wav")
    assert len(voiced(folder, cache)[0]) == len(LINES)
    soundfile.write(folder / f"{plain(LINES[4])[:40]}.wav", clipped(LINES[4]), RATE)
    with pytest.raises(VoiceError, match="A take of a line is clipped") as caught:
        voiced(folder, cache)
    assert "nothing" not in str(caught.value)


def test_an_edited_line_does_not_get_the_old_words(folder, cache):
    with pytest.raises(VoiceError, match="no take of a line"):
        voiced(folder, cache, lines=["There is something that needs to happen."])


def test_a_new_take_is_a_new_voice_and_the_identity_names_no_file(folder):
    before = open_voice(f"recorded:{folder}", VoiceSettings()).identity
    soundfile.write(folder / "003.wav", take("again"), RATE)
    after = open_voice(f"recorded:{folder}", VoiceSettings()).identity
    filled = open_voice(f"recorded:{folder}", VoiceSettings(fill="pyttsx3")).identity
    assert len({before, after, filled}) == 3
    assert "takes" not in before


@pytest.mark.parametrize(
    ("stem", "line", "matches"),
    [
        ("001", 0, True),
        ("1", 0, True),
        ("line 1", 0, True),
        ("Take-01", 0, True),
        ("001-2", 0, True),
        ("001 take 2", 0, True),
        ("001b", 0, True),
        ("001 youre welcome", 0, True),
        ("002", 0, False),
        ("011", 0, False),
        ("001 one option", 0, False),
        ("let 1 breath go", 0, False),
        ("You’re welcome to stop, move or skip anything at any time", 0, True),
        ("youre_welcome_to_stop_move", 0, True),
        ("youre welcome", 0, False),
        ("", 0, False),
    ],
)
def test_names_of_takes(stem, line, matches):
    sheet = read_sheet(record_sheet(LINES))
    assert is_take_of(stem, LINES[line], sheet) is matches


@given(st.lists(st.sampled_from([*LINES, "Sei ruhig.", "12 breaths.", "你好"]), min_size=1))
def test_a_record_sheet_reads_back_each_line_once_in_order(lines):
    assert list(read_sheet(record_sheet(lines)).values()) == list(dict.fromkeys(lines))


def test_noise_is_turned_down_gently_and_speech_left_alone():
    rate = RATE
    noisy = take(LINES[0], noise=0.003).astype(np.float32)
    clean = denoise(noisy, rate)
    assert len(clean) == len(noisy)
    room = slice(rate // 4, rate // 2)
    fall = 20 * np.log10(np.std(noisy[room]) / np.std(clean[room]))
    assert 3 < fall < 9
    words = slice(rate, len(noisy) - rate)
    assert np.corrcoef(noisy[words], clean[words])[0, 1] > 0.99
    assert np.std(clean[words]) / np.std(noisy[words]) == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("recorded", "needs a folder"),
        ("recorded:{}/none", "no folder"),
        ("recorded:{}", "no sound"),
    ],
)
def test_a_folder_that_cannot_be_used_is_bad_input(tmp_path, spec, words):
    with pytest.raises(BadInput, match=words):
        open_voice(spec.format(tmp_path), VoiceSettings())


def test_recordings_cannot_fill_in_for_recordings(folder):
    with pytest.raises(BadInput, match="another one"):
        open_voice(f"recorded:{folder}", VoiceSettings(fill=f"recorded:{folder}"))
