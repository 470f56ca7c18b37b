"""``relax inspect`` on files that other programs made: measured, and judged for every preset."""

from __future__ import annotations

import json
import subprocess

import imageio_ffmpeg
import pytest

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


def test_captions_beside_a_file_tell_speech_from_bed(tmp_path):
    track = tone(tmp_path / "a.mp3", rms_db=-20)
    cues = "\n\n".join(
        f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\nthree plain words" for n in (0, 2, 4, 6)
    )
    track.with_suffix(".vtt").write_text(f"WEBVTT\n\n{cues}\n", encoding="utf-8")
    found = inspected(track)
    assert found["speech_share"] == pytest.approx(0.5, abs=0.01)
    assert found["words_per_minute"] == pytest.approx(12 / 8 * 60, rel=0.02)
    assert len(found["spoken"]) == 4
    assert min(w["over_bed_db"] for w in found["spoken"]) > 40
