"""The main job, as a user runs it, read back by other programs."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3

from relax.composing import compose
from relax.home import Home
from relax.plan import plan_for
from relax.progress import silent
from relax.request import Request, settle
from relax.speaking import OpenVoices
from relax.words import Client, bundled_folder, load_template, read_script, template_files
from tests.cli.run import (
    QUICK,
    QUICK_VOICE,
    RATE,
    SHORT,
    decoded,
    ebur128,
    everything_written,
    make,
    relax,
    seconds,
)
from tests.tools import need_program


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    path = tmp_path_factory.mktemp("client") / "client.yaml"
    path.write_text(
        "name: Marisol\npronunciation: mah-ree-SOL\nposition: supine\nfocus: [shoulders]\n"
        "avoid: [belly, feet]\nclient_ref: K-17\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="module")
def track(client, tmp_path_factory):
    """One personalised ten-minute body scan that the tests below read."""
    out = tmp_path_factory.mktemp("out")
    return make("outside-in-scan", "--client", client, "--minutes", 10, out=out)


def test_ten_minutes_are_ten_minutes(track):
    assert seconds(track["mp3"]) == pytest.approx(600.0, abs=0.05)
    assert track["duration_s"] == pytest.approx(600.0, abs=0.05)


def test_another_decoder_agrees_on_the_length(track):
    need_program("mpg123")
    done = subprocess.run(
        ["mpg123", "-q", "-s", "--mono", track["mp3"]], capture_output=True, check=True
    )
    assert len(done.stdout) / 2 / RATE == pytest.approx(600.0, abs=0.05)


def test_the_file_is_a_sound_mp3(track):
    need_program("mp3val")
    done = subprocess.run(["mp3val", track["mp3"]], capture_output=True, text=True, check=True)
    assert "WARNING" not in done.stdout, done.stdout


def test_levels_hold_in_the_finished_file(track):
    _, peak = ebur128(track["mp3"])
    assert peak <= -1.0
    proof = json.loads(Path(track["proof"]).read_text())
    assert proof["voice_over_bed_db"] >= 12


def test_the_voice_alone_is_as_loud_as_asked(client, tmp_path):
    made = make(*SHORT, "--client", client, "--bed", "none", out=tmp_path)
    loudness, peak = ebur128(made["mp3"])
    # One channel of speech reads as it is; the target is for the voice alone.
    assert loudness == pytest.approx(-18.0, abs=0.5)
    assert peak <= -1.0


def test_nothing_jumps_and_both_ends_are_soft(track):
    samples = decoded(track["mp3"]).mean(axis=1)
    power = np.square(samples[: len(samples) // RATE * RATE]).reshape(-1, RATE).mean(axis=1)
    levels = 10 * np.log10(power + 1e-12)
    spoken = np.zeros(len(levels), bool)
    for start, end in caption_times(track["captions"]):
        spoken[int(start) : int(end) + 1] = True
    quiet = ~spoken
    pairs = quiet[:-1] & quiet[1:]
    inside = pairs.copy()
    inside[:6] = inside[-14:] = False  # the fades of the bed
    assert np.abs(np.diff(levels))[inside].max() <= 6
    assert levels[0] < levels[10] - 6, "the bed fades in"
    assert levels[-1] < levels[-12] - 6, "the bed fades out"
    assert not spoken[:4].any(), "there is a lead-in"


def caption_times(path):
    stamp = r"(\d+):(\d+):(\d+\.\d+) --> (\d+):(\d+):(\d+\.\d+)"
    for found in re.finditer(stamp, Path(path).read_text(encoding="utf-8")):
        h, m, s, h2, m2, s2 = map(float, found.groups())
        yield h * 3600 + m * 60 + s, h2 * 3600 + m2 * 60 + s2


def test_captions_say_what_the_transcript_says(track):
    transcript = Path(track["transcript"]).read_text(encoding="utf-8")
    blocks = Path(track["captions"]).read_text(encoding="utf-8").split("\n\n")[1:]
    said = [" ".join(b.split("\n")[1:]).strip() for b in blocks]
    sentences = [text for text in said if not text.startswith("[")]
    assert len(sentences) > 20
    for text in sentences:
        assert text in transcript
    for block in blocks:
        assert len(block.strip().split("\n")[1:]) <= 2


def test_tags_chapters_and_cover_are_there(track):
    tags = ID3(track["mp3"])
    assert tags.version[:2] == (2, 3)
    assert str(tags["TIT2"]) == "Outside In"
    assert str(tags["TCON"]) == "Relaxation"
    titles = [str(frame.sub_frames["TIT2"]) for frame in tags.getall("CHAP")]
    assert "Come back now" in titles
    (contents,) = tags.getall("CTOC")
    assert len(contents.child_element_ids) == len(titles)
    assert tags.getall("APIC")
    assert not tags.getall("USLT"), "the words are shaped by a client: they stay out of the tags"
    assert len(str(tags.getall("TDRC")[0] if tags.getall("TDRC") else tags["TYER"])) == 4


def test_a_track_for_nobody_in_particular_carries_its_words(tmp_path):
    made = make(*SHORT, *QUICK, out=tmp_path)
    (lyrics,) = ID3(made["mp3"]).getall("USLT")
    assert "too much" in lyrics.text


def test_what_is_to_be_left_out_is_in_no_transcript(track):
    text = Path(track["transcript"]).read_text(encoding="utf-8").lower()
    for word in ("belly", "stomach", "tummy", "feet", "foot", "toe", "heel", "sole"):
        assert not re.search(rf"\b{word}s?\b", text), word
    assert "shoulder" in text


def test_a_name_is_heard_and_written_nowhere_else(track):
    folder = Path(track["mp3"]).parent
    transcript = Path(track["transcript"]).read_text(encoding="utf-8")
    assert 1 <= transcript.count("Marisol") <= 3
    assert "Confidential" in transcript
    for path in folder.iterdir():
        assert "marisol" not in path.name.lower()
        if path.suffix not in (".txt", ".vtt", ".srt", ".lrc"):
            assert b"marisol" not in path.read_bytes().lower()
            assert "marisol".encode("utf-16-le") not in path.read_bytes().lower()
        assert b"mah-ree" not in path.read_bytes()


def test_a_name_is_in_no_shared_cache_or_output(client, tmp_path):
    own = {"RELAX_CACHE": str(tmp_path / "cache"), "RELAX_DATA": str(tmp_path / "data")}
    out = tmp_path / "out"
    out.mkdir()
    asked = (*SHORT, *QUICK_VOICE, "--client", client)
    done = relax("make", *asked, "--out", out, env=own)
    assert done.returncode == 0, done.stderr
    for text in (b"Marisol", b"mah-ree", b"belly", b"K-17"):
        assert text not in everything_written(tmp_path / "cache")
        assert text not in everything_written(tmp_path / "data")
        assert text.decode() not in done.stdout + done.stderr


def test_the_same_request_is_answered_from_what_is_there(client, tmp_path):
    asked = (*SHORT, *QUICK, "--client", client)
    first = make(*asked, out=tmp_path)
    before = {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()}
    second = make(*asked, out=tmp_path)
    assert second["mp3"] == first["mp3"]
    assert second["kept"]
    assert before == {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()}
    Path(first["mp3"]).write_bytes(Path(first["mp3"]).read_bytes()[:-5000])
    third = make(*asked, out=tmp_path)
    assert not third["kept"], "a damaged file is made again"
    forced = make(*asked, "--force", out=tmp_path)
    assert not forced["kept"]


def test_another_sound_under_the_same_name_is_another_request(tmp_path):
    bed, made = tmp_path / "rain", []
    for seed in (1, 2):
        noise = np.random.default_rng(seed).standard_normal(20 * RATE) / 20
        soundfile.write(bed, noise, RATE, format="FLAC")
        made.append(make(*SHORT, *QUICK_VOICE, "--bed", bed, out=tmp_path))
    assert made[0]["mp3"] != made[1]["mp3"]


def test_same_request_same_sound_in_any_process_and_with_any_cache(client, tmp_path):
    """Of the words, the bed and the mix; that of the voice itself: tests.voices.test_same_samples."""

    def pcm(cache, out):
        (tmp_path / out).mkdir()
        env = {"RELAX_CACHE": str(tmp_path / cache)}
        asked = (*SHORT, *QUICK_VOICE, "--client", client)
        made = make(*asked, out=tmp_path / out, env=env, cold=True)
        return json.loads(Path(made["proof"]).read_text())["pcm_sha256"]

    empty = pcm("a", "one")
    assert pcm("b", "two") == empty
    assert pcm("a", "three") == empty, "with what the first has kept"


@pytest.mark.parametrize("template", ["long-out-breath", "look-around"])
def test_a_track_is_exact_at_its_shortest(template, tmp_path):
    minutes = load_template(template_files([bundled_folder()])[template]).meta.minutes.min
    made = make(template, "--minutes", minutes, out=tmp_path)
    assert seconds(made["mp3"]) == pytest.approx(minutes * 60, abs=0.05)


def test_the_default_voice_has_room_for_every_template_at_its_shortest(tmp_path):
    cache, data = (Path(os.environ[each]) for each in ("RELAX_CACHE", "RELAX_DATA"))
    home = Home(cache, data, (bundled_folder(),))
    with OpenVoices() as opened:
        for name, path in template_files(home.templates).items():
            template = load_template(path)
            minutes = template.meta.minutes.min
            request = settle(Request(template, Client(), tmp_path, minutes=minutes))
            timeline = compose(plan_for(request, home), home, opened, silent).timeline
            assert timeline.frames == round(minutes * 60 * RATE), name
            assert len(timeline.spoken) > 10, name


@pytest.mark.parametrize("format_", ["m4a", "opus", "flac", "wav"])
def test_other_formats(format_, tmp_path):
    made = make(*SHORT, *QUICK_VOICE, "--format", format_, out=tmp_path)
    assert made["mp3"].endswith(format_)
    assert seconds(made["mp3"]) == pytest.approx(120.0, abs=0.05)


def test_edited_words_are_spoken_as_edited(tmp_path):
    written = relax("script", "three-minute-space", "--out", tmp_path / "mine.md")
    assert written.returncode == 0, written.stderr
    path = tmp_path / "mine.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("Welcome.", "A very good day.").replace("Hello.", "A very good day.")
    )
    done = relax("voice", path, "--out", tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert "A very good day." in Path(made["transcript"]).read_text(encoding="utf-8")
    assert seconds(made["mp3"]) == pytest.approx(180.0, abs=0.05)


@pytest.mark.parametrize("name", ["مرحبا", "静か", "🙂"])
def test_a_name_that_no_english_voice_can_say_stops_the_track_and_is_not_shown(name, tmp_path):
    client = tmp_path / "client.json"
    client.write_text(json.dumps({"name": name, "intention": name}), encoding="utf-8")
    done = relax("make", "small-lift", "--client", client, "--minutes", "4", "--out", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be spoken" in done.stderr
    assert "pronunciation" in done.stderr
    assert name not in done.stderr
    assert not list(tmp_path.glob("*.mp3"))


def test_a_name_that_no_english_voice_can_say_is_spoken_as_somebody_wrote_it_down(tmp_path):
    client = tmp_path / "client.json"
    said = {"name": "静か", "pronunciation": "Shizuka"}
    client.write_text(json.dumps(said), encoding="utf-8")
    made = make(*SHORT, *QUICK, "--client", client, out=tmp_path)
    assert "静か" in Path(made["transcript"]).read_text(encoding="utf-8")


NAMES = ["{{ 7*7 }}", '<break time="99s"/>', "[pause 99s]", "-rf", "'; DROP --"]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_only_a_name_to_who_reads_the_script(name, tmp_path):
    client = tmp_path / "client.json"
    client.write_text(json.dumps({"name": name, "intention": name}), encoding="utf-8")
    written = tmp_path / "words.md"
    done = relax("script", "small-lift", "--client", client, "--minutes", 4, "--out", written)
    assert done.returncode == 0, done.stderr
    said = " ".join(sentence.text for sentence in read_script(written).sentences())
    assert said.count(name) > 1, "the name, and the intention"


@pytest.mark.parametrize(("name", "intention"), [NAMES[:2], NAMES[:1:-2]])
def test_any_name_is_only_a_name(name, intention, tmp_path):
    client = tmp_path / "client.json"
    client.write_text(json.dumps({"name": name, "intention": intention}), encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    made = make("small-lift", *QUICK, "--client", client, "--minutes", 4, out=out)
    assert seconds(made["mp3"]) == pytest.approx(240.0, abs=0.05)
    transcript = Path(made["transcript"]).read_text(encoding="utf-8")
    assert name in transcript
    assert intention in transcript
    assert {p.parent for p in tmp_path.rglob("*.mp3")} == {out}
