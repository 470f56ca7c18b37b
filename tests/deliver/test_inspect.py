"""``relax inspect`` on files that other programs made: measured, and judged for every preset."""

from __future__ import annotations

import json
import subprocess

import imageio_ffmpeg
import pytest
import soundfile
from PIL import Image

from tests.cli.run import relax

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
RATE = 44_100


def tone(path, *, rms_db, seconds=8, kbps=192, pauses=True):
    """An MP3 of a 1 kHz tone, one second on and one second off, by ffmpeg alone."""
    gate = "*lt(mod(t\\,2)\\,1)" if pauses else ""
    level = 10 ** (rms_db / 20) * 2**0.5
    source = f"aevalsrc={level}*sin(2*PI*1000*t){gate}:s={RATE}:d={seconds}"
    subprocess.run(
        [FFMPEG, "-v", "error", "-y", "-f", "lavfi", "-i", source, "-b:a", f"{kbps}k", str(path)],
        check=True,
    )
    return path


def inspected(path):
    return json.loads(relax("inspect", path, "--json").stdout)


def test_a_narration_at_the_published_figures_serves_acx(tmp_path):
    found = inspected(tone(tmp_path / "a.mp3", rms_db=-17))  # half of it is silent: -20 overall
    assert found["rms_db"] == pytest.approx(-20, abs=0.3)
    assert found["noise_floor_db"] < -60
    assert found["verdicts"]["acx"] == []
    assert found["proof"] is None
    assert found["speech_share"] is None


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ({"rms_db": -30}, "RMS"),
        ({"rms_db": -17, "kbps": 128}, "kbit/s"),
        ({"rms_db": -20, "pauses": False}, "quietest"),
        ({"rms_db": -5}, "dBTP"),
    ],
)
def test_what_is_in_the_way_of_acx_is_told(tmp_path, made, told):
    missed = inspected(tone(tmp_path / "a.mp3", **made))["verdicts"]["acx"]
    assert any(told in line for line in missed)


def test_loudness_is_judged_for_every_purpose(tmp_path):
    """1 kHz in one channel at -16 dB RMS is -16 LUFS, by the definition of the unit."""
    found = inspected(tone(tmp_path / "a.mp3", rms_db=-16, pauses=False))
    assert found["programme_lufs"] == pytest.approx(
        -16, abs=0.4
    )  # LAME takes a quarter of a decibel
    assert found["verdicts"]["podcast"] == []
    (told,) = found["verdicts"]["sleep"]
    assert told.endswith("LU too loud")


SAID = (
    "You are welcome to stop at any time, for any reason or for none.",
    "Notice where your hands are resting, and what they are resting on.",
    "Let the breath come and go as it likes, without changing anything.",
)
SPEAK_S, EVERY_S = 2.0, 8


@pytest.fixture(scope="module")
def narration(tmp_path_factory):
    """Three sentences, one every eight seconds, over soft brown noise: mono, 22 kHz, VBR, no tags.

    Gives the file and the seconds that each sentence lasts.
    """
    folder = tmp_path_factory.mktemp("narration")
    lasts = []
    for n, text in enumerate(SAID):
        assert relax("voices", "say", text, folder / f"{n}.wav").returncode == 0
        lasts.append(soundfile.info(folder / f"{n}.wav").duration)
    files = [part for n in range(3) for part in ("-i", str(folder / f"{n}.wav"))]
    delays = "".join(
        f"[{n}]adelay={int(1000 * (SPEAK_S + n * EVERY_S))}:all=1[s{n}];" for n in range(3)
    )
    noise = f"anoisesrc=c=brown:a=0.02:d={3 * EVERY_S}:seed=1[bed];"
    mix = f"{noise}{delays}[bed][s0][s1][s2]amix=4:normalize=0:duration=first"
    kind = [
        "-ar",
        "22050",
        "-ac",
        "1",
        "-q:a",
        "5",
        "-map_metadata",
        "-1",
        "-id3v2_version",
        "0",
        "-write_id3v1",
        "0",
    ]
    command = [FFMPEG, "-v", "error", *files, "-filter_complex", mix, *kind]
    subprocess.run([*command, str(folder / "talk.mp3")], check=True)
    return folder / "talk.mp3", lasts


def test_speech_is_heard_where_no_captions_tell_of_it(narration, tmp_path):
    track, lasts = narration
    found = json.loads(relax("inspect", track, "--json", "--plot", tmp_path / "p.png").stdout)
    assert found["speech_from"] == "sound"
    assert found["tags"] == {}
    assert found["duration_s"] == pytest.approx(3 * EVERY_S, abs=0.1)
    # A calm voice rests at commas, which the clips' lengths count as speech and the ear does not.
    assert 0.8 < found["speech_share"] / (sum(lasts) / (3 * EVERY_S)) < 1.05
    words = sum(len(text.split()) for text in SAID)
    assert found["words_per_minute"] == pytest.approx(words / (3 * EVERY_S) * 60, rel=0.2)
    for n, length in enumerate(lasts):
        near = [w for w in found["spoken"] if abs(w["start_s"] - SPEAK_S - n * EVERY_S) < 0.15]
        assert near, found["spoken"]
        end = max(w["end_s"] for w in found["spoken"] if w["start_s"] < SPEAK_S + n * EVERY_S + 6)
        assert end == pytest.approx(SPEAK_S + n * EVERY_S + length, abs=0.25)
    assert "about" in relax("inspect", track).stdout
    blank = tone(tmp_path / "a.mp3", rms_db=-20, seconds=3 * EVERY_S, pauses=False)
    relax("inspect", blank, "--plot", tmp_path / "q.png")
    lanes = [
        Image.open(tmp_path / name).convert("RGB").crop((140, 338, 1560, 374))
        for name in ("p.png", "q.png")
    ]
    assert len(lanes[0].getcolors()) > len(lanes[1].getcolors())


def test_noise_and_swells_are_not_taken_for_speech(tmp_path):
    for n, source in enumerate(
        (
            "anoisesrc=c=pink:a=0.3:d=20:seed=2",
            "anoisesrc=c=brown:a=0.3:d=20:seed=2,tremolo=f=0.15:d=0.9",
            "sine=f=220:d=20,tremolo=f=0.3:d=0.9",
            "anullsrc=d=20",
            "sine=d=0.05",
        )
    ):
        path = tmp_path / f"{n}.mp3"
        subprocess.run([FFMPEG, "-v", "error", "-f", "lavfi", "-i", source, str(path)], check=True)
        found = inspected(path)
        assert found["speech_from"] is None, source
        assert found["spoken"] == []
        assert found["words_per_minute"] is None


def test_captions_beside_a_file_tell_speech_from_bed(tmp_path):
    track = tone(tmp_path / "a.mp3", rms_db=-20)
    cues = "\n\n".join(
        f"{'' if n else '00:'}00:0{n}.000 --> 00:00:0{n + 1}.000\nthree plain words"
        for n in (0, 2, 4, 6)
    )
    track.with_suffix(".vtt").write_text(f"WEBVTT\n\n{cues}\n", encoding="utf-8")
    found = inspected(track)
    assert found["speech_from"] == "captions"
    assert found["speech_share"] == pytest.approx(0.5, abs=0.01)
    assert found["words_per_minute"] == pytest.approx(12 / 8 * 60, rel=0.02)
    assert len(found["spoken"]) == 4
    assert min(w["over_bed_db"] for w in found["spoken"]) > 40
