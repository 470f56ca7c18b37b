"""Nobody's name is said to the next person in the room, and nobody is left asleep there."""

from __future__ import annotations

import hashlib
import json
import shutil
import struct
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from mutagen.id3 import ID3

from relax.cli import group
from relax.deliver import Cover, Tags, may_call, read_marks, tag
from relax.errors import RelaxError
from relax.play._session import _opened
from relax.play.library import Journal, find_pieces, last_heard, select_pieces
from relax.play.plan import GapPlanner
from relax.play.plan._planners import BETWEEN_S
from relax.prove import Made
from relax.request import Request
from relax.timing import Heard, Timeline
from relax.track import find_track
from relax.words import (
    Client,
    Script,
    ScriptMeta,
    Wanted,
    bundled_folder,
    find_template,
    load_template,
    print_script,
    render,
)
from tests.cli.run import SHORT, ffmpeg, make, relax
from tests.play.sim import START, piece

ESPEAK = ("--voice", "pyttsx3:en-us+edward", "--bed", "none")
OWN = """---
title: A Short Rest
ending: sleep
---
There's no ending to wait for, {who}. [pause 3s] You can move, skip any part, or stop at any time.
Sleep may come or not; resting is enough. There is about a minute of quiet now. [quiet 60s]
"""
RULES = "OPEN_LENGTH OPEN_CHOICE OPEN_EYES POSTURE ANCHORS SOUND_NOTICE"


def voiced(folder, who):
    """A track of somebody's own words that ends in sleep."""
    (script := folder / "own.md").write_text(OWN.format(who=who), "utf-8")
    allowed = [word for rule in RULES.split() for word in ("--allow", rule)]
    done = relax("voice", script, *ESPEAK, "--out", folder, "--json", *allowed)
    assert done.returncode == 0, done.stderr
    return Path(json.loads(done.stdout)["mp3"])


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """One track for Robin, one for anybody, one for anybody that ends in sleep: audio alone."""
    out = tmp_path_factory.mktemp("made")
    (client := out / "client.yaml").write_text("name: Robin\n")
    tracks = {
        "robin": Path(make(*SHORT, "--client", client, *ESPEAK, out=out)["mp3"]),
        "anybody": Path(make(*SHORT, *ESPEAK, out=out)["mp3"]),
        "asleep": voiced(out, "whatever comes"),
    }
    assert "Robin" in tracks["robin"].with_suffix(".txt").read_text("utf-8")
    return tracks


@pytest.fixture
def shelf(made, folder, tmp_path):
    """The three under other names, without anything beside them, and music of others."""
    for name, track in made.items():
        shutil.copy(track, tmp_path / f"{name[::-1]}.mp3")
    shutil.copy(folder / "0.mp3", tmp_path / "music.mp3")
    return tmp_path


def planned(*words):
    """Names in a plan that has room for everything, and what was said."""
    asked = ["play", *map(str, words), "--for", "30m", "--plan", "--json"]
    done = CliRunner().invoke(group, asked)
    assert done.exit_code == 0, done.stderr
    return {Path(row["path"]).name for row in json.loads(done.stdout) if row["path"]}, done.stderr


def test_between_appointments_only_what_is_for_anybody_and_wakes(shelf):
    names, said = planned(shelf)
    assert names == {"ydobyna.mp3", "music.mp3"}
    assert said.count("Passed over") == 1
    assert "1 for one person (nibor.mp3) unless you say --personal" in said
    assert "1 that may end in sleep (peelsa.mp3) unless you say --sleep" in said


@pytest.mark.parametrize(
    ("switches", "more"),
    [
        (["--personal"], {"nibor.mp3"}),
        (["--sleep"], {"peelsa.mp3"}),
        (["--personal", "--sleep"], {"nibor.mp3", "peelsa.mp3"}),
    ],
)
def test_each_of_the_others_is_played_when_it_is_asked_for(shelf, switches, more):
    assert planned(shelf, *switches)[0] == {"ydobyna.mp3", "music.mp3"} | more


def test_where_all_are_passed_over_the_bed_plays_and_it_is_said(shelf):
    names, said = planned(shelf / "nibor.mp3")
    assert not names
    assert "1 for one person" in said


def test_the_file_itself_tells_it_without_anything_of_the_person(made):
    """As any other program reads its tags."""
    for name, personal, ending in (
        ("robin", "yes", "reorient"),
        ("anybody", "no", "reorient"),
        ("asleep", "no", "sleep"),
    ):
        tags = ID3(made[name])
        assert [str(tags[f"TXXX:relax {key}"]) for key in ("personal", "ending")] == [
            personal,
            ending,
        ]
        assert b"Robin" not in made[name].read_bytes()
        proof = json.loads(made[name].with_suffix(".json").read_text())
        assert (proof["personal"], proof["ending"]) == (personal == "yes", ending)


def test_a_track_made_before_tracks_told_it_counts_as_personal(made, tmp_path):
    """By its tags, by the proof beside it, or by its name alone, with the other two taken away."""

    def old(name, *, tags, proof):
        track = Path(shutil.copy(made["anybody"], tmp_path / f"{name}.mp3"))
        found = ID3(track)
        for key in ("TXXX:relax personal", "TXXX:relax ending"):
            found.delall(key)
        if not tags:
            found.clear()
        found.save(track)
        if proof:
            beside = json.loads(made["anybody"].with_suffix(".json").read_text())
            del beside["personal"], beside["ending"]
            track.with_suffix(".json").write_text(json.dumps(beside))
        return read_marks(track)

    assert old("a", tags=True, proof=False).personal
    assert old("a", tags=True, proof=False).wakes  # by its chapter
    assert old("b", tags=False, proof=True).personal
    assert old("night-rest-en-12m-0123abcd", tags=False, proof=False).personal
    assert not old("night-rest-en-12m-0123abcd", tags=False, proof=False).wakes
    assert not old("somebody's music", tags=False, proof=False).personal


def test_a_track_made_before_is_made_again_when_it_is_asked_for_and_a_rosters_is_kept(
    made, tmp_path
):
    for beside in made["anybody"].parent.glob(f"{made['anybody'].stem}.*"):
        shutil.copy(beside, tmp_path)
    track = tmp_path / made["anybody"].name
    proof = json.loads(track.with_suffix(".json").read_text())

    def kept(**changed):
        gone = [key for key, value in changed.items() if value is None]
        now = {key: value for key, value in {**proof, **changed}.items() if key not in gone}
        track.with_suffix(".json").write_text(json.dumps(now))
        return find_track(track, proof["request"]) is not None

    assert kept()
    assert not kept(personal=None, ending=None)
    assert kept(personal=None, ending=None, owner="0" * 64)  # it is somebody's in any case


def test_a_file_without_tags_is_believed_only_by_its_own_proof(made, tmp_path):
    """As a WAV; what somebody has put in its place is not what the proof is about."""
    wav = tmp_path / "a-en-3m-0123abcd.wav"
    ffmpeg("-i", made["anybody"], "-bitexact", "-map_metadata", "-1", wav)
    assert read_marks(wav).personal
    proof = json.loads(made["anybody"].with_suffix(".json").read_text())
    wav.with_suffix(".json").write_text(json.dumps(proof))
    assert read_marks(wav).personal
    proof["file_sha256"] = hashlib.sha256(wav.read_bytes()).hexdigest()
    wav.with_suffix(".json").write_text(json.dumps(proof))
    assert not read_marks(wav).personal
    proof["personal"] = True
    wav.with_suffix(".json").write_text(json.dumps(proof))
    assert read_marks(wav).personal


@pytest.mark.parametrize("ending", ["m4a", "mp4", "flac", "opus"])
@pytest.mark.parametrize("personal", [True, False])
def test_other_formats_tell_it_too_and_so_do_copies_in_another(made, tmp_path, ending, personal):
    track = tmp_path / f"x.{ending}"
    ffmpeg("-i", made["anybody"], "-t", "5", "-map", "0:a", "-map_metadata", "-1", track)
    assert not read_marks(track).ours
    cover = Cover(next(iter(ID3(made["anybody"]).getall("APIC"))).data, "image/png")
    tags = Tags("T", "A", "en", 2026, cover, "", "", personal=personal, ending="sleep")
    tag(track, tags, Timeline(0, 0, 0, (), (), ()))
    marks = read_marks(track)
    assert (marks.ours, marks.personal, marks.wakes) == (True, personal, False)
    copy = tmp_path / "copy.ogg"
    ffmpeg("-i", made["robin" if personal else "anybody"], "-t", "5", "-map", "0:a", copy)
    assert read_marks(copy).personal is personal


def test_tags_that_nobody_can_read_count_as_personal(folder, monkeypatch):
    assert not read_marks(folder / "0.mp3").personal

    def broken(_file):
        raise struct.error("unpack requires a buffer of 4 bytes")

    monkeypatch.setattr("relax.deliver._marks.File", broken)
    assert read_marks(folder / "0.mp3").personal
    assert not read_marks(folder / "0.mp3").wakes


@pytest.mark.parametrize(
    ("client", "one"),
    [
        ({}, False),
        ({"setting": "clinic_group", "position": "supine", "eyes": "open"}, False),
        ({"avoid": []}, False),
        ({"avoid": ["feet"]}, True),
        ({"opt_in": ["throat"]}, True),
        ({"contraindications": ["dissociation"]}, True),
        ({"name": "Robin", "name_uses": 0}, True),
        ({"client_ref": "c-17"}, True),
    ],
)
def test_what_tells_of_one_person_and_what_a_house_says_to_everybody(client, one):
    assert Client.model_validate(client).is_one_person() is one


def test_words_rendered_for_one_person_are_remembered_in_the_script():
    template = find_template("outside-in-scan", [bundled_folder()])
    for client, one in (({}, False), ({"avoid": ["feet"]}, True)):
        asked = Client.model_validate(client)
        script = render(template, asked, Wanted(minutes=10), [bundled_folder()]).script
        assert script.meta.one_person is one
        assert ("one_person: true" in print_script(script)) is one


def test_a_name_that_somebody_wrote_into_words_of_their_own_counts_as_personal(tmp_path):
    """Told by the words alone: ``Made`` needs no sound for it."""

    def personal(template, *, sentence, **request):
        meta = SimpleNamespace(one_person=False, personal=(), language="en")
        asked = Request(template, Client(), tmp_path, **request)
        heard = (Heard(sentence, 0, 1, 0, personal=False),)
        script, timeline = SimpleNamespace(meta=meta), SimpleNamespace(sentences=heard)
        plan = SimpleNamespace(request=asked)
        composed = SimpleNamespace(script=script, timeline=timeline)
        return Made(plan, composed, None, "").personal

    ours = find_template("three-minute-space", [bundled_folder()])
    shutil.copy(ours.path, tmp_path)
    script = Script(ScriptMeta(title="A rest"), ())
    assert personal(script, sentence="Hello, Robin.")
    assert not personal(script, sentence="Hello. First, the hands.")
    mine = load_template(tmp_path / ours.path.name)
    assert personal(mine, sentence="Hello, Robin.")
    assert not personal(mine, sentence="Hello. First, the hands.")
    assert personal(ours, sentence="Hello, Robin.", variables=(("who", "Robin"),))
    assert not personal(ours, sentence="Fleece, cotton or wool: there is something.")


def test_a_track_that_is_replaced_while_the_room_plays_is_not_given_to_anybody(made, tmp_path):
    track = Path(shutil.copy(made["anybody"], tmp_path / "today.mp3"))
    (piece,), _ = find_pieces([track])
    source = _opened(None, piece, 0.0)
    assert len(source.read(1000)) == 1000
    source.close()
    for other in ("robin", "asleep"):
        shutil.copy(made[other], track)
        with pytest.raises(RelaxError):
            _opened(None, piece, 0.0)


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("Hello, Robin.", True),
        ("Robin, you can rest.", True),
        ("Rest. Robin, you too.", True),
        ("Let Anna know at any time.", True),
        ("Hello. First, the hands; then, if you like, the feet.", False),
        ("I'm here, and I stay. OK?", False),
    ],
)
def test_a_name_shows_by_its_capital(text, calls):
    assert may_call([text], "en") is calls


def test_in_a_language_that_writes_capitals_elsewhere_nobody_can_tell():
    assert may_call(["Die Hände ruhen."], "de")


# --- what plays when ----------------------------------------------------------------------------


def tracks(pieces, minutes, last=None, **more):
    """What a filling plays: (what, name) in order."""
    plan = GapPlanner(pieces, START + 60 * minutes, 4.0, **more).plan(START, frozenset(), last)
    assert plan.entries[-1].end.timestamp() == pytest.approx(START + 60 * minutes)
    for entry in plan.entries:
        if entry.piece:
            whole = (entry.end - entry.start).total_seconds()
            assert whole == pytest.approx(entry.piece.seconds)
    return [(e.what, e.piece.path.stem if e.piece else "") for e in plan.entries]


FIVE, TEN, GONG = piece("five.mp3", 300.0), piece("ten.mp3", 600.0), piece("gong.wav", 4.0)


def test_a_gong_is_no_track_and_nothing_is_repeated_to_fill_the_rest():
    chosen, passed = select_pieces([FIVE, GONG, TEN])
    assert tracks(chosen, 19) == [("track", "five"), ("track", "ten"), ("bed", "")]
    assert passed.sentence(named=True) == "Passed over: 1 shorter than a minute (gong.wav)."
    assert tracks(chosen, 25) == [
        ("track", "five"), ("track", "ten"), ("track", "five"), ("bed", ""),
    ]  # fmt: skip


def test_a_sound_of_a_minute_is_a_track():
    chosen, passed = select_pieces([piece(seconds=60.0), piece(seconds=59.9)])
    assert [one.seconds for one in chosen] == [60.0]
    assert len(passed.short) == 1


def test_no_sound_comes_twice_running_however_long_the_time():
    assert tracks([FIVE], 30) == [("track", "five"), ("bed", "")]
    once_more = tracks([FIVE], 12 + BETWEEN_S / 60)
    assert once_more == [("track", "five"), ("bed", ""), ("track", "five"), ("bed", "")]
    assert tracks([FIVE, TEN], 8) == [("track", "five"), ("bed", "")]  # ten does not fit
    assert tracks([FIVE], 8, last=FIVE.path) == [("bed", "")]
    assert tracks([FIVE, TEN], 8, last=FIVE.path) == [("bed", "")]


def test_a_day_of_short_gaps_goes_through_everything(tmp_path):
    """Each gap a call of its own, as by hand; what was heard stands in the journal."""
    pieces = [piece(f"{n}.mp3", 300.0) for n in range(4)]
    order = []
    for n in range(8):
        times = last_heard(tmp_path / "played.sqlite")
        heard = {one.path: times[one.path.name] for one in pieces if one.path.name in times}
        (_, name), *_ = tracks(pieces, 6, heard=heard)
        order.append(name)
        journal = Journal(tmp_path / "played.sqlite")
        journal.begin(START + n, "track", f"{name}.mp3")
        journal.close(START + n + 1)
    assert order == [*"0123", *"0123"]


def test_a_journal_that_is_none_is_no_reason_to_be_silent(tmp_path):
    (tmp_path / "played.sqlite").write_text("not a database")
    assert last_heard(tmp_path / "played.sqlite") == {}
    assert last_heard(tmp_path / "none") == {}
