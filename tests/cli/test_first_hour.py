"""The first hour: questions on a terminal, where tracks go, how work shows, what is kept."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

import relax.cli._ask as ask_module
import relax.cli._listen as listen_module
from relax import files
from relax.cli import group
from relax.cli._catalogue import clipped
from relax.cli._config import read_defaults
from relax.cli._report import Whole
from relax.cli._usage import without_curly_quotes
from relax.encode import EncodeSettings, expected_bytes
from relax.errors import BadInput, EncodeError, RelaxError
from relax.play import find_pieces
from relax.play.plan import TrackPlanner
from relax.track import refuse_taken
from relax.words import Client, read_script
from tests.cli.run import relax

QUICK = ("--voice", "pyttsx3:en-us+edward", "--bed", "none")


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The program in this process; ``config`` is what config.yaml holds."""

    def call(*arguments, config=None, stdin=None):
        settings = tmp_path / "config.yaml"
        if config is not None:
            settings.write_bytes(config if isinstance(config, bytes) else config.encode())
            monkeypatch.setenv("RELAX_CONFIG", str(settings))
        return CliRunner().invoke(group, [*map(str, arguments)], input=stdin)

    monkeypatch.chdir(tmp_path)
    return call


@pytest.fixture
def in_terminal(run, monkeypatch):
    """As if somebody sat there; nothing is made, and what would be is told."""
    asked = {}

    def made(source, client, home, options, variables=()):
        from relax.track import Track

        asked.update(template=source.meta.id, client=client, options=options)
        return Track(Path("output/x.mp3"), 600.0, kept=False)

    monkeypatch.setattr(ask_module, "can_ask", lambda: True)
    monkeypatch.setattr("relax.cli.make.run", made)
    monkeypatch.setattr("relax.play.has_loudspeaker", lambda: True)
    monkeypatch.setattr(listen_module, "listen", lambda file: asked.update(played=file))

    def answer(*lines, config="{}"):
        done = run(stdin="\n".join(lines) + "\n", config=config)
        return done, asked

    return answer


def test_without_a_terminal_relax_alone_prints_help(tmp_path):
    done = relax(cwd=tmp_path)
    assert "Commands:" in done.stdout
    assert not list(tmp_path.iterdir())


def test_four_questions_make_a_track_and_play_it(in_terminal):
    done, asked = in_terminal("Siobhán", "neck, at home, 10 minutes", "1", "", "1", "")
    assert done.exit_code == 0, done.output
    assert asked["template"] == "soft-shoulders"
    assert asked["client"].name == "Siobhán"
    assert asked["client"].setting == "home"
    assert asked["options"]["minutes"] == 10
    assert asked["options"]["voice"].startswith("pyttsx3:")
    assert asked["played"] == Path("output/x.mp3")
    assert "--minutes 10" in done.output
    assert "--name" not in done.output, "a name is for a client file"


def test_questions_are_asked_again_where_an_answer_cannot_be_used(in_terminal):
    done, asked = in_terminal(
        "missing.yaml", "", "xyzzy", "zzz", "night-rest", "3", "1h", "12 min", "99", "1", "no"
    )
    assert done.exit_code == 0, done.output
    assert "no such client file" in done.output
    assert "12 to 40" in done.output
    assert asked["template"] == "night-rest"
    assert asked["options"]["minutes"] == 12
    assert "played" not in asked


def test_a_health_note_that_is_mentioned_counts_for_what_is_offered_and_made(in_terminal):
    done, asked = in_terminal("", "asthma", "1", "", "1", "no")
    assert done.exit_code == 0, done.output
    assert asked["client"].contraindications
    offered = re.findall(r"^ +\d+  ([a-z-]+)  ", done.output, re.MULTILINE)
    assert offered
    assert "hum" not in offered


def test_whoever_leaves_at_a_question_gets_130(in_terminal):
    done, asked = in_terminal()
    assert done.exit_code == 130
    assert not asked


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--out", "x.mp3"], "-o x.mp3"),
        (["-o", "x"], ".mp3"),
        (["-o", "x.mp3", "--format", "wav"], "--format"),
        (["-o", "x.mp3", "--out", "y"], "take one"),
        (["-o", "x.mp3", "--label", "y"], "--label"),
        (["--label", "a/b"], "label"),
        (["--label", "../x"], "label"),
        (["--label", "x" * 41], "40"),
    ],
)
def test_a_place_that_cannot_be_meant_is_told_before_any_work(arguments, says, run, tmp_path):
    done = run("make", "hum", *arguments)
    assert done.exit_code == 2
    assert says in done.stderr
    assert not [path for path in tmp_path.iterdir() if path.suffix != ".yaml"]


def test_a_track_goes_to_the_file_or_under_the_label_that_was_chosen(run, tmp_path):
    done = run("make", "three-minute-space", *QUICK, "-o", "evening.mp3")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.strip() == "evening.mp3"
    assert {p.name for p in tmp_path.glob("evening.*")} >= {"evening.mp3", "evening.txt"}
    assert re.search(r"Made in \d+ (s|min)", done.stderr), "how long the work took"
    assert "--play" in done.stderr
    again = run("make", "three-minute-space", *QUICK, "-o", "evening.mp3")
    assert "Already there" in again.stderr
    other = run("make", "three-minute-space", *QUICK, "-o", "evening.mp3", "--seed", 9)
    assert other.exit_code == 2
    assert "--force" in other.stderr
    labelled = run("make", "three-minute-space", *QUICK, "--label", "Frau  Ö")
    assert labelled.exit_code == 0, labelled.stderr
    name = Path(labelled.stdout.strip()).name
    assert re.fullmatch(r"Frau-Ö-three-minute-space-en-3m-[0-9a-f]{8}\.mp3", name)
    assert "whoever sees the folder" in labelled.stderr


def test_a_named_track_is_written_over_nothing_of_somebody_elses(tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text("somebody's notes")
    for force in (False, True):
        with pytest.raises(BadInput, match=r"notes\.txt"):
            refuse_taken(tmp_path / "notes.mp3", force=force)
    (tmp_path / "song.mp3").write_bytes(b"a song")
    with pytest.raises(BadInput, match="--force"):
        refuse_taken(tmp_path / "song.mp3", force=False)


def test_play_says_when_nothing_here_can_play(run, tmp_path, monkeypatch):
    monkeypatch.setattr("relax.play.has_loudspeaker", lambda: False)
    with pytest.raises(RelaxError, match="no loudspeaker"):
        listen_module.listen(tmp_path / "x.mp3")
    with pytest.raises(RelaxError, match="music player"):
        listen_module.listen(tmp_path / "x.txt")


def test_a_track_is_planned_once_and_nothing_after_it(tmp_path):
    import numpy as np
    import soundfile

    soundfile.write(tmp_path / "a.wav", np.zeros(44_100), 44_100)
    (piece,), _ = find_pieces([tmp_path / "a.wav"])
    plan = TrackPlanner(piece)
    (entry,) = plan.plan(1000.0, frozenset()).entries
    assert (entry.end - entry.start).total_seconds() == pytest.approx(1.0, abs=0.01)
    assert plan.plan(1001.0, frozenset(), piece.path).entries == ()
    assert plan.plan(1001.0, frozenset({piece.path})).entries == ()


def test_one_bar_goes_from_nothing_to_all_and_never_back():
    whole, seen = Whole(), []
    for stage in ("speaking", "speaking", "warming the voice", "mixing", "checking"):
        seen += [whole(stage, done, 4) for done in range(5)]
    assert seen == sorted(seen)
    assert seen[0] == 0
    assert seen[-1] == pytest.approx(1.0)
    assert seen[4] < 0.7, "speaking is not all of it"


def test_piped_work_names_each_stage_once_on_standard_error(tmp_path):
    fresh = {"RELAX_CACHE": str(tmp_path / "cache")}
    done = relax("make", "three-minute-space", *QUICK, cwd=tmp_path, env=fresh)
    assert done.returncode == 0, done.stderr
    stages = re.findall(r"^relax: ([a-z ]+) …$", done.stderr, re.MULTILINE)
    assert len(stages) == len(set(stages)) >= 2
    assert "\x1b" not in done.stderr
    assert done.stdout.strip().endswith(".mp3")


@pytest.mark.skipif(os.name != "posix", reason="sends signals as Unix does")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_command_that_is_stopped_says_so_by_its_code(number, code, tmp_path):
    fifo = tmp_path / "client.yaml"
    os.mkfifo(fifo)
    line = [sys.executable, "-m", "relax", "script", "hum", "--client", str(fifo), "--out", "-"]
    with (
        subprocess.Popen(line, stderr=subprocess.PIPE, text=True) as process,
        fifo.open("wb"),  # once the program has opened its end, and reads
    ):
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert process.returncode == code, said
    assert "Traceback" not in said
    assert "stopped" in said


def test_a_disk_without_room_is_named_with_both_sizes(run, tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)._replace(free=1_500_000)
    monkeypatch.setattr(files.shutil, "disk_usage", lambda _: usage)
    done = run("make", "night-rest", "--minutes", 20, *QUICK, "--out", tmp_path)
    assert done.exit_code == 1
    for part in (str(tmp_path), "9.6 MB", "1.5 MB"):
        assert part in done.stderr
    assert expected_bytes(EncodeSettings("wav", 0), 1.0) == 44_100 * 4 * 60
    for error in (
        OSError(errno.ENOSPC, "x"),
        EncodeError("It could not be written: No space left on device."),
    ):
        with (
            pytest.raises(RelaxError, match=r"full: 1\.5 MB") as told,
            files.naming_full_disk(tmp_path),
        ):
            raise error
        assert str(tmp_path) in str(told.value)


CURLY = [
    (["“Ana”"], ["Ana"]),
    (["--name", "“Ana", "Maria”", "x"], ["--name", "Ana Maria", "x"]),
    (["--bed=„rain“", "‘a’"], ["--bed=rain", "a"]),
    (["it’s", "“open", "5"], ["it’s", "“open", "5"]),
    (["“Yes,” she said, “now”"], ["“Yes,” she said, “now”"]),
    (["plain", "", "-o", "a b"], ["plain", "", "-o", "a b"]),
]


@pytest.mark.parametrize(("typed", "meant"), CURLY)
def test_curly_quotes_hold_an_argument_together_and_go(typed, meant):
    assert without_curly_quotes(typed) == meant


def script(run, tmp_path, *arguments, client=None):
    if client is not None:
        path = tmp_path / "client.yaml"
        path.write_bytes(client if isinstance(client, bytes) else client.encode())
        arguments = (*arguments, "--client", path)
    return run("script", "soft-shoulders", "--out", "-", *arguments)


def front(done):
    assert done.exit_code == 0, done.stderr
    return yaml.safe_load(done.stdout.split("---")[1])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name:\u00a0Ana\nfocus: hands\n", ["client.yaml:1:6", "no-break space"]),
        ("focus: hands\n\u00a0name: Ana\n", ["client.yaml:2:1", "no-break space"]),
        ("pronunciations:\n\tAna: x\n", ["client.yaml:2:1", "tab"]),
        ("position: flying\n", ["client.yaml:1:11", "prone"]),
    ],
)
def test_a_character_that_looks_like_a_space_is_named(text, says, run, tmp_path):
    done = script(run, tmp_path, client=text)
    assert done.exit_code == 2
    for part in says:
        assert part in done.stderr
    assert "Ana" not in done.stderr


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_file_with_a_mark_of_its_encoding_is_read(encoding, run, tmp_path):
    done = script(run, tmp_path, client="name: Siobhán\r\neyes: open\r\n".encode(encoding))
    assert front(done)["personal"] == ["Siobhán"]
    mine = tmp_path / "mine.md"
    mine.write_bytes(done.stdout.encode(encoding))
    assert read_script(mine).meta.template == "soft-shoulders"


def test_curly_quotes_around_a_value_are_taken_off_and_told(run, tmp_path):
    done = script(run, tmp_path, client="name: “Ana”\nfocus: [“hands”]\n")
    assert front(done)["personal"] == ["Ana"]
    assert "client.yaml:1:7" in done.stderr
    assert "curly quotes" in done.stderr


def test_a_name_between_curly_quotes_is_one_argument(run):
    done = run("script", "soft-shoulders", "--out", "-", "--name", "“Ana", "Maria”")
    assert front(done)["personal"] == ["Ana Maria"]


@pytest.mark.parametrize(
    ("typed", "minutes"), [("10min", 10), ("7:30", 7.5), ("7,5", 7.5), ("450s", 7.5), ("10 m", 10)]
)
def test_minutes_as_people_write_them(typed, minutes, run, tmp_path):
    assert front(script(run, tmp_path, "--minutes", typed))["minutes"] == minutes
    assert front(script(run, tmp_path, client=f"duration_min: {typed}\n"))["minutes"] == minutes


@pytest.mark.parametrize(
    ("field", "said", "meant"),
    [
        ("position", "on back", "supine"),
        ("position", "Lying on my stomach", "prone"),
        ("position", "semi-reclined", "semi_reclined"),
        ("position", "in a chair", "seated"),
        ("setting", "at home", "home"),
    ],
)
def test_everyday_words_for_a_position_or_a_place(field, said, meant):
    assert getattr(Client.model_validate({field: said}), field) == meant


def test_a_length_that_cannot_be_names_a_template_that_can(run):
    done = run("make", "hum", "--minutes", 45)
    assert done.exit_code == 2
    assert "full-scan" in done.stderr
    shortest = run("make", "three-minute-space", "--minutes", 1)
    assert "1 minute long" in shortest.stderr
    longest = run("script", "hum", "--minutes", 90)
    assert re.search(r"longest.*full-scan.*45 minutes", longest.stderr)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["make", "hum", "--lenght", "5"], "Did you mean --minutes?"),
        (["make", "hum", "--minuets", "5"], "Did you mean --minutes?"),
        (["make", "hum", "--musik", "rain"], "Did you mean --bed?"),
        (["make", "hum", "--bed", "rian"], "Did you mean “rain”?"),
        (["beds", "rian"], "Did you mean “rain”?"),
        (["templates", "--position", "supin"], "Did you mean “supine”?"),
    ],
)
def test_what_was_probably_meant_is_said(arguments, says, run):
    done = run(*arguments)
    assert done.exit_code == 2
    assert says in done.stderr


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("make soft-sh", "soft-shoulders"),
        ("templates ni", "night-rest"),
        ("make hum --voice pyttsx3:h", "pyttsx3:heart"),
        ("make hum --bed ra", "rain"),
        ("make hum --loudness pod", "podcast"),
        ("beds oc", "ocean"),
    ],
)
def test_the_tab_key_offers_names(typed, offered, monkeypatch):
    from click.shell_completion import BashComplete

    *before, incomplete = typed.split()
    found = BashComplete(group, {}, "relax", "_RELAX_COMPLETE").get_completions(before, incomplete)
    assert offered in [item.value for item in found]


def kept(run, tmp_path, config, *arguments, client=None):
    return front(script_with(run, tmp_path, config, *arguments, client=client))


def script_with(run, tmp_path, config, *arguments, client=None):
    (tmp_path / "settings").mkdir(exist_ok=True)
    run("doctor", "--help", config=config)
    return script(run, tmp_path, *arguments, client=client)


def test_what_is_kept_counts_until_an_option_or_a_client_says_otherwise(run, tmp_path):
    config = "minutes: 8\nbed: none\nclient:\n  position: on back\n  eyes: open\n"
    found = kept(run, tmp_path, config)
    assert (found["minutes"], found["position"]) == (8, "supine")
    assert "sound stays in the background" not in script_with(run, tmp_path, config).stdout
    assert kept(run, tmp_path, config, "--minutes", 9)["minutes"] == 9
    own = kept(run, tmp_path, config, client="duration_min: 7\nposition: side\n")
    assert (own["minutes"], own["position"]) == (7, "side")


def test_a_kept_length_gives_way_to_what_a_template_can_be(run, tmp_path):
    done = script_with(run, tmp_path, "minutes: 60\n")
    assert front(done)["minutes"] == 15
    assert "not 60 as your settings say" in done.stderr


def test_every_default_of_a_track_may_be_kept(run, tmp_path, monkeypatch):
    from relax.track import Track

    seen = {}

    def made(request, home, **_):
        seen["request"] = request
        return Track(Path("x.m4a"), 1.0, kept=True)

    monkeypatch.setattr("relax.making.make", made)
    config = (
        "voice: pyttsx3:emma\nbed: rain\nloudness: podcast\nwarmth: warm\nformat: m4a\n"
        "out: tracks\nminutes: 8min\nrate: 0.9\nbed-tone: -3\nseed: 4\nclient: {clinic_name: Oak}\n"
    )
    assert run("make", "hum", config=config).exit_code == 0
    r = seen["request"]
    assert (r.voice, r.bed, r.preset, r.warmth) == ("pyttsx3:emma", "rain", "podcast", "warm")
    assert (r.format, r.out, r.minutes) == ("m4a", Path("tracks"), 8)
    assert (r.rate, r.bed_tone_db, r.seed, r.client.clinic_name) == (0.9, -3, 4, "Oak")


def test_a_file_that_is_named_in_the_settings_stands_beside_them(tmp_path):
    (config := tmp_path / "config.yaml").write_text("rules: ours.yaml\n")
    assert read_defaults(config, ("check", "voice"), "check").options["check"]["rules"] == str(
        tmp_path / "ours.yaml"
    )


def test_in_a_roster_what_is_kept_gives_way_to_a_row(run, tmp_path, monkeypatch):
    seen = {}

    def read(path, home, out, defaults, headings, credits_):
        seen.update(defaults)
        raise BadInput("enough")

    monkeypatch.setattr("relax.batch.read_roster", read)
    (tmp_path / "r.csv").write_text("client_ref,template\na,hum\n")
    config = "voice: flite\nbed: rain\nrate: 0.9\nminutes: 60\nclient: {eyes: open}\n"
    run("batch", "r.csv", config=config)
    assert seen == {"voice": "flite", "music": "rain", "voice_rate": "0.9", "eyes": "open"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("bed: rian\n", ["config.yaml:1:6", "“rain”"]),
        ("# mine\nloudness: podcats\n", ["config.yaml:2:11", "“podcast”"]),
        ("warmth: warn\n", "“warm”"),
        ("format: mp33\n", "“mp3”"),
        ("voice: pytsx3\n", "“pyttsx3”"),
        ("minutes: soon\n", "7.5"),
        ("rate: 3\n", "0.5 to 1.5"),
        ("loudnes: x\n", ["config.yaml:1:1", "“loudness”"]),
        ("client: {eyse: open}\n", ["config.yaml:1:10", "“eyes”"]),
        ("client: {eyes: opne}\n", ["config.yaml:1:16", "“open”"]),
        ("client: {name: Siobhan}\n", "client file"),
        ("client: {contraindications: [asthma]}\n", "client file"),
        ("client: {avoid: [belly]}\n", "client file"),
        ("client: {breath_hold: full}\n", "client file"),
        ("client: {music: rain}\n", "bed"),
        ("bed:\u00a0rain\nvoice: x\n", "no-break space"),
        ("client:\n\teyes: open\n", "tab"),
        (b"bed: \xff\xff\n", "UTF-8"),
    ],
)
def test_a_mistake_in_what_is_kept_is_named_with_its_place(text, says, run):
    done = run("make", "hum", config=text)
    assert done.exit_code == 2
    for part in ["config.yaml", *([says] if isinstance(says, str) else says)]:
        assert part in done.stderr
    assert "Siobhan" not in done.stderr


def test_nothing_of_one_person_can_be_a_default_for_all(run):
    own = ("client_ref", "name", "avoid", "absent", "contraindications", "intention", "opt_in")
    for field in own:
        done = run("make", "hum", config=f"client: {{{field}: x}}\n")
        assert done.exit_code == 2, field
        assert f"{field} is one person's own" in done.stderr


def test_words_are_clipped_between_words():
    assert clipped("one two three", 13) == "one two three"
    assert clipped("one two, three four", 12) == "one two …"


def in_window(*arguments, cwd, columns=80):
    """What a terminal of so many columns shows."""
    import pty

    screen, terminal = pty.openpty()
    env = {**os.environ, "COLUMNS": str(columns), "TERM": "dumb"}
    line = [sys.executable, "-m", "relax", *map(str, arguments)]
    shown = b""
    with subprocess.Popen(line, stdout=terminal, stderr=terminal, env=env, cwd=cwd) as process:
        os.close(terminal)
        try:
            while data := os.read(screen, 65536):
                shown += data
        except OSError:  # how Linux says that the other end is closed
            pass
    os.close(screen)
    assert process.returncode == 0, shown
    return re.sub(r"\x1b\[[0-9;]*m", "", shown.decode()).replace("\r\n", "\n").split("\n")


@pytest.mark.skipif(os.name != "posix", reason="opens a terminal as Unix does")
def test_templates_stand_in_groups_with_the_next_command_last_and_one_bad_file_stops_nothing(
    tmp_path,
):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "mine.md.jinja").write_text("no front matter")
    rows = in_window("templates", "--templates", tmp_path / "templates", cwd=tmp_path)
    assert "mine.md.jinja" in rows[0]
    assert "left out" in rows[0]
    assert max(map(len, rows[1:])) <= 80
    assert "Breathing" in rows
    assert rows.index("Sleep") + 1 == next(n for n, r in enumerate(rows) if "night-rest" in r)
    words = set(" ".join(meta_purposes()).replace(",", " ").replace(";", " ").split())
    for row in rows:
        if found := re.match(r"  [a-z-]+ +[\d.]+ \([\d.–]+\) +(.+)", row):
            assert set(re.sub(r"[,;…]", " ", found[1]).split()) <= words, row
    assert [r for r in rows if r][-1].split()[-3:-1] == ["relax", "make"]


def meta_purposes():
    from relax.words import bundled_folder, load_template, template_files

    return [load_template(p).meta.purpose for p in template_files([bundled_folder()]).values()]


@pytest.mark.skipif(os.name != "posix", reason="opens a terminal as Unix does")
def test_what_a_voice_needs_is_never_cut(tmp_path):
    from relax.home import Home, voice_settings
    from relax.voices import list_voices

    rows = in_window("voices", cwd=tmp_path)
    home = Home(Path(os.environ["RELAX_CACHE"]), Path(os.environ["RELAX_DATA"]), ())
    for voice in list_voices(voice_settings(home)):
        assert any(row.startswith(f"  {voice.id} ") for row in rows)
        assert not voice.needs or any(row.endswith(voice.needs) for row in rows), voice


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mine.md", "---\ntitle: T\ntemplate:\u00a0x\n---\n## A\nHello.\n"),
        ("mine.md.jinja", "---\nid: mine\nminutes:\n\tmin: 3\n---\nHello.\n"),
    ],
)
def test_a_slip_in_front_matter_is_named_with_its_place(name, text, tmp_path):
    from relax.words import load_template

    (tmp_path / name).write_text(text, encoding="utf-8")
    read = load_template if name.endswith("jinja") else read_script
    with pytest.raises(BadInput, match="which YAML does not take for a space") as told:
        read(tmp_path / name)
    assert told.value.place.line in (3, 4)


def test_the_rate_of_a_file_without_a_header_that_says_it_is_measured(tmp_path):
    import imageio_ffmpeg

    from relax.deliver import inspect

    program = imageio_ffmpeg.get_ffmpeg_exe()
    source = "anoisesrc=d=6:a=0.2,volume='if(lt(t,3),0,1)':eval=frame"
    for name, how in (("v", ("-q:a", "4", "-write_xing", "0")), ("c", ("-b:a", "128k"))):
        path = tmp_path / f"{name}.mp3"
        made = ["-f", "lavfi", "-i", source, "-ac", "1", "-id3v2_version", "0", *how, str(path)]
        subprocess.run([program, "-v", "error", "-y", *made], check=True)
        found = inspect(path)
        seconds = found.duration_s
        assert found.bitrate_kbps == pytest.approx(
            path.stat().st_size * 8 / seconds / 1000, rel=0.05
        )
        assert found.bitrate_varies == (name == "v")


def test_a_report_begins_with_the_verdict_and_knows_that_there_is_no_bed(run, tmp_path):
    made = run("make", "three-minute-space", *QUICK, "-o", "evening.mp3")
    assert made.exit_code == 0, made.stderr
    told = run("inspect", "evening.mp3").stdout
    assert told.splitlines()[0].startswith("as it was made")
    assert told.splitlines()[1].startswith("serves")
    assert told.index("serves") < told.index("length")
    assert "None" not in told
    assert "there is no bed" in told
