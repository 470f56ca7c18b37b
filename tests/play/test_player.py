"""What the player promises: the plan's minutes are kept, whatever the device and the keys do."""

from __future__ import annotations

import io
import os

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from relax.errors import RelaxError, SoundError
from relax.play._session import Session, play
from relax.play.library import WayBackFinder
from relax.play.plan import GapPlanner, LengthPlanner, Plan
from relax.play.player import PlaySettings
from relax.play.terminal import Command, Keys, View
from relax.play.terminal._screen import silence_line
from tests.play.journal import read_journal
from tests.play.sim import RATE, START, Room, Steady, Written, entry, moment, piece, steepest


@pytest.fixture
def journal(tmp_path):
    return tmp_path / "journal.sqlite"


def level_at(times, level, second):
    return level[np.searchsorted(times, second)]


GAP = [
    entry(0, 14, "bed"),
    entry(10, 40, "track", piece(seconds=30)),
    entry(36, 60, "bed"),
    entry(60, 80, "quiet"),
    entry(80, 90, "bed"),
]


def test_a_gap_is_filled_and_silence_begins_at_its_end(journal):
    times, level = Room(Written(GAP), journal).run()
    assert level[(times > 60) & (times < 79.9)].max() == 0
    assert level[(times > 5) & (times < 55)].min() > 0.1
    assert level_at(times, level, 58) > 0.01
    assert level_at(times, level, 85) > 0.1
    assert not level[times > 90].any()


def test_the_journal_has_what_was_played_when_and_no_paths(journal):
    Room(Written(GAP), journal).run()
    rows = read_journal(journal)
    assert [(r.what, r.name) for r in rows] == [
        ("bed", ""),
        ("track", "a.mp3"),
        ("bed", ""),
        ("quiet", ""),
        ("bed", ""),
    ]
    for row, planned in zip(rows, (0, 10, 36, 60, 80), strict=True):
        assert abs(row.started - START - planned) < 0.01
        assert row.planned == START + planned
    assert b"tracks/" not in journal.read_bytes()


plans = st.lists(
    st.tuples(st.floats(9, 40), st.floats(0.5, 20), st.booleans()), min_size=1, max_size=4
)


@settings(max_examples=12, deadline=None)
@given(plan=plans, drift=st.floats(-5e-4, 5e-4), fade=st.floats(0.1, 8))
def test_every_silence_begins_and_ends_at_its_time_on_any_device(
    tmp_path_factory, plan, drift, fade
):
    entries, at, quiet = [], 0.0, []
    for sounding, silent, is_track in plan:
        a_track = piece(seconds=sounding) if is_track else None
        entries.append(entry(at, at + sounding, "track" if is_track else "bed", a_track))
        quiet.append((at + sounding, at + sounding + silent))
        entries.append(entry(*quiet[-1], "quiet"))
        at = quiet[-1][1]
    room = Room(
        Written(entries),
        tmp_path_factory.mktemp("j") / "j.sqlite",
        PlaySettings(fade=fade),
        drift=drift,
    )
    times, level = room.run()
    for begins, ends in quiet:
        assert not level[(times >= begins + 0.05) & (times < ends - 0.05)].any()
        assert level[(times > begins - fade * 0.9 - 0.2) & (times < begins)].max() > 0.01
    assert steepest(room.output.sound) < 0.02


class Onward:
    """Looks twenty seconds ahead, up to a minute."""

    def plan(self, now, skip, last=None):
        del skip, last
        at = round(now - START, 2)
        end = min(at + 20, 60)
        entries = (entry(at, end, "bed"),) if at < 59.9 else ()
        return Plan(moment(at), entries, goes_on=end < 60)

    def changed(self):
        return False


def test_where_a_plan_only_ends_because_it_looks_no_further_nothing_is_heard_or_shown(journal):
    room = Room(Onward(), journal)
    times, level = room.run()
    assert level[(times > 5) & (times < 55.9)].min() > 0.14
    assert not level[times > 60.05].any()
    assert [row.what for row in read_journal(journal)] == ["bed"]
    shown = {
        (view.now - START < 39, view.quiet_at) for view in room.seen if view.mode == "following"
    }
    assert shown == {(True, None), (False, None), (False, START + 60)}


def test_a_device_whose_second_is_wrong_is_silent_on_time_though_seconds_add_up(journal):
    tracks = [entry(n * 56, n * 56 + 60, "track", piece(f"{n}.mp3", 60.0)) for n in range(5)]
    end = tracks[-1].end.timestamp() - START
    plan = [*tracks, entry(end, end + 20, "quiet")]
    room = Room(Written(plan), journal, drift=2e-3)
    times, level = room.run()
    last = times[np.nonzero(level)[0][-1]]
    assert abs(last - end) < 0.2  # what one track is off by, not nine
    assert steepest(room.output.sound) < 0.001
    for row, planned in zip(read_journal(journal), range(5), strict=False):
        assert abs(row.started - START - planned * 56) < 0.05


def test_soft_stop_fades_in_its_time_and_stays_silent_until_the_next_gap(journal):
    room = Room(Written(GAP), journal)
    room.press(20, Command.SOFT_STOP)
    times, level = room.run()
    fading = (times > 20.6) & (times < 24.4)
    assert (np.diff(level[fading]) <= 0).all()
    assert not level[(times > 25) & (times < 79)].any()
    assert level_at(times, level, 85) > 0.1


def test_what_was_stopped_softly_is_not_said_to_begin_before_the_next_gap(journal):
    room = Room(Written(GAP), journal)
    room.press(20, Command.SOFT_STOP)
    room.run()
    held = [view for view in room.seen if view.mode == "stopped"]
    assert {view.sound_at for view in held} == {START + 80}
    assert {view.quiet_at for view in held} == {START + 60}


def test_space_pauses_with_a_fade_and_goes_on(journal):
    room = Room(Written(GAP), journal)
    room.press(15, Command.PAUSE)
    room.press(22, Command.PAUSE)
    times, level = room.run()
    assert not level[(times > 20) & (times < 22)].any()
    assert level_at(times, level, 25) > 0.3
    assert not level[(times > 60) & (times < 79)].any()
    assert steepest(room.output.sound) < 0.001


def test_a_pause_that_lasts_into_an_appointment_ends_with_it(journal):
    room = Room(Written(GAP), journal)
    room.press(15, Command.PAUSE)
    times, level = room.run()
    assert not level[(times > 20) & (times < 79)].any()
    assert level_at(times, level, 85) > 0.1


def test_a_paused_track_that_no_longer_fits_is_not_started_again(journal):
    plan = [entry(0, 30, "track", piece(seconds=30)), entry(30, 40, "quiet")]
    room = Room(Written(plan), journal)
    room.press(5, Command.PAUSE)
    room.press(20, Command.PAUSE)
    times, level = room.run()
    assert [r.what for r in read_journal(journal)] == ["track", "bed", "quiet"]
    assert not level[(times > 30) & (times < 40)].any()


def test_come_back_now_fades_to_the_chapter_and_says_its_first_word_at_once(journal):
    long = piece(seconds=100, way_back=80.0)
    plan = [entry(0, 100, "track", long), entry(100, 130, "quiet")]
    opened = []

    def open_track(p, start):
        opened.append((p.path.name, start))
        return Steady(frames=int((p.seconds - start) * RATE))

    room = Room(
        Written(plan), journal, open_track=open_track, way_back=lambda p, _l, _s: (p, p.way_back)
    )
    room.press(20, Command.COME_BACK)
    times, level = room.run()
    assert opened == [("a.mp3", 0.0), ("a.mp3", 80.0)]
    assert not level[(times > 24.52) & (times < 24.55)].any() or level.min() == 0
    assert level_at(times, level, 25.1) > 0.55
    assert level_at(times, level, 40) > 0.55
    assert not level[(times > 45.5) & (times < 130)].any()


def test_come_back_now_helps_in_the_middle_of_an_appointment(journal):
    fallback = piece("back.mp3", 10, way_back=0.0)
    plan = [entry(0, 60, "quiet"), entry(60, 70, "bed")]
    room = Room(Written(plan), journal, way_back=lambda _p, _l, _s: (fallback, 0.0))
    room.press(20, Command.COME_BACK)
    times, level = room.run()
    assert level_at(times, level, 25) > 0.5
    assert not level[(times > 31) & (times < 59.9)].any()
    assert level_at(times, level, 66) > 0.1


def test_come_back_without_any_way_back_fades_and_says_so(journal):
    room = Room(Written(GAP), journal)
    room.press(20, Command.COME_BACK)
    times, level = room.run()
    assert not level[(times > 25) & (times < 59)].any()
    assert any("way back" in view.notice for view in room.seen)


def test_next_leaves_the_track_by_a_crossfade(journal):
    room = Room(Written(GAP), journal)
    room.press(15, Command.NEXT)
    times, level = room.run()
    assert [r.what for r in read_journal(journal)] == ["bed", "track", "bed", "quiet", "bed"]
    assert level_at(times, level, 21) < 0.2
    assert steepest(room.output.sound) < 0.001


def test_louder_stops_at_the_ceiling(journal):
    room = Room(Written(GAP), journal)
    for n in range(40):
        room.press(12 + n / 10, Command.LOUDER)
    _, level = room.run()
    assert level.max() <= 1.0
    assert max(view.volume for view in room.seen) == 1.0


def test_leaving_fades_first(journal):
    room = Room(Written(GAP), journal)
    room.press(20, Command.LEAVE)
    times, level = room.run()
    assert 24 < times[np.nonzero(level)[0][-1]] < 25
    assert times[-1] < 26
    assert steepest(room.output.sound) < 0.001


def test_a_changed_calendar_is_followed_and_a_track_that_still_fits_plays_on(journal):
    planner = Written(GAP)
    room = Room(planner, journal)

    def change():
        planner.entries = [*GAP[:2], entry(36, 50, "bed"), entry(50, 80, "quiet"), GAP[4]]
        planner.has_changed = True

    room.clock.at(20, change)
    times, level = room.run()
    assert [r.what for r in read_journal(journal)] == ["bed", "track", "bed", "quiet", "bed"]
    assert not level[(times > 50.05) & (times < 79)].any()
    assert level_at(times, level, 30) > 0.5


def test_a_track_that_no_longer_fits_is_faded_for_a_new_appointment(journal):
    planner = Written(GAP)
    room = Room(planner, journal)

    def change():
        planner.entries = [GAP[0], entry(10, 25, "bed"), entry(25, 80, "quiet"), GAP[4]]
        planner.has_changed = True

    room.clock.at(20, change)
    times, level = room.run()
    assert not level[(times > 25.05) & (times < 79)].any()
    assert steepest(room.output.sound) < 0.001


def test_a_track_that_no_longer_fits_says_its_line_to_the_end_and_begins_no_other(journal):
    """The next line begins three seconds after it; the appointment is moved to the middle of it."""
    spoken = ((1.0, 3.0), (5.0, 16.0), (19.0, 24.0), (26.0, 28.0))
    track = piece(seconds=30, spoken=spoken)
    planner = Written([entry(0, 30, "track", track), entry(26, 60, "bed")])
    room = Room(planner, journal)

    def change():
        planner.entries = [entry(0, 21, "bed"), entry(21, 50, "quiet"), entry(50, 60, "bed")]
        planner.has_changed = True

    room.clock.at(10, change)
    times, level = room.run()
    assert level[(times > 5) & (times < 16)].min() > 0.69
    assert level_at(times, level, 18.9) < 0.3
    assert level[(times > 19.1) & (times < 20)].max() < 0.2
    assert steepest(room.output.sound) < 0.001


def test_a_meant_silence_is_shown_and_a_soft_tone_may_say_so(journal):
    talk = piece(seconds=100, spoken=((0.0, 5.0), (90.0, 95.0)))
    plan = [entry(0, 100, "track", talk)]

    class Hush(Steady):
        def read(self, frames):
            return super().read(frames) * 0

    room = Room(
        Written(plan),
        journal,
        PlaySettings(presence=True),
        open_track=lambda *_: Hush(frames=100 * RATE),
    )
    times, level = room.run()
    view = next(view for view in room.seen if view.silent > 20)
    assert view.words_in == pytest.approx(90 - 20, abs=1.5)
    heard = level[(times > 40) & (times < 60)].max()
    assert 0.001 < heard < 0.01
    assert steepest(room.output.sound) < 0.001


@settings(max_examples=12, deadline=None)
@given(
    lengths=st.lists(st.floats(3, 60), min_size=1, max_size=5),
    gap=st.floats(10, 150),
    crossfade=st.floats(0, 6),
    drift=st.floats(-3e-4, 3e-4),
)
def test_any_tracks_fill_any_gap_whole_and_silence_comes_at_its_end(
    tmp_path_factory, lengths, gap, crossfade, drift
):
    pieces = [piece(f"{n}.mp3", seconds) for n, seconds in enumerate(lengths)]
    path = tmp_path_factory.mktemp("j") / "j.sqlite"
    settings = PlaySettings(fade=2.0, crossfade=crossfade)
    room = Room(GapPlanner(pieces, START + gap, crossfade), path, settings, drift=drift)
    times, level = room.run()
    last = times[np.nonzero(level)[0][-1]]
    assert abs(last - gap) < 0.1
    assert steepest(room.output.sound) < 0.03
    tracks = [row for row in read_journal(path) if row.what == "track"]
    for row in tracks:
        seconds = lengths[int(row.name.removesuffix(".mp3"))]
        assert row.started - START + seconds <= gap + 0.1
    assert bool(tracks) == (min(lengths) <= gap)


def test_without_a_crossfade_tracks_are_joined_to_the_sample(journal):
    pieces = [piece(f"{n}.mp3", 10.0) for n in range(3)]
    settings = PlaySettings(fade=1.0, crossfade=0.0)
    room = Room(GapPlanner(pieces, START + 30.5, 0.0), journal, settings, drift=2e-4)
    times, level = room.run()
    inside = (times > 0.1) & (times < 29.4)
    assert np.ptp(level[inside]) < 1e-6
    rows = read_journal(journal)
    assert [row.name for row in rows] == ["0.mp3", "1.mp3", "2.mp3", ""]
    assert [row.how for row in rows[:2]] == ["whole", "whole"]
    assert [round(row.started - START) for row in rows] == [0, 10, 20, 30]


@pytest.mark.parametrize("command", [Command.SOFT_STOP, Command.PAUSE, Command.NEXT])
@pytest.mark.parametrize("second", [8.0, 8.8, 9.4])
def test_a_key_just_before_a_join_is_still_obeyed(journal, command, second):
    pieces = [piece(f"{n}.mp3", 10.0) for n in range(3)]
    room = Room(GapPlanner(pieces, START + 30, 0.0), journal, PlaySettings(fade=1.0, crossfade=0.0))
    room.press(second, command)
    times, level = room.run()
    silent = not level[(times > 12) & (times < 25)].any()
    assert silent == (command is not Command.NEXT)
    assert steepest(room.output.sound) < 0.01


def test_next_goes_through_the_list_in_order(journal):
    pieces = [piece(f"{n}.mp3", 60.0) for n in range(3)]
    room = Room(GapPlanner(pieces, START + 200, 4.0), journal)
    for second in (10, 20, 30):
        room.press(second, Command.NEXT)
    room.press(40, Command.LEAVE)
    room.run()
    assert [row.name for row in read_journal(journal)] == ["0.mp3", "1.mp3", "2.mp3", "0.mp3"]


def test_a_way_back_that_cannot_be_played_gives_way_to_the_next(journal):
    ways = [piece(name, 10, way_back=0.0) for name in ("gone.mp3", "there.mp3")]

    def open_track(p, start):
        gone = p.path.name == "gone.mp3"
        return Steady(frames=0 if gone else 10 * RATE, ending="failed" if gone else "ended")

    plan = [entry(0, 60, "quiet"), entry(60, 70, "bed")]
    room = Room(Written(plan), journal, open_track=open_track, way_back=WayBackFinder(ways))
    room.press(20, Command.COME_BACK)
    times, level = room.run()
    assert level_at(times, level, 25) > 0.5
    assert "gone.mp3" in " ".join(view.notice for view in room.seen)


def test_what_cannot_be_played_is_no_way_back_even_where_it_plays():
    """The player forgets a track that fails; the finder does not count on that."""
    ways = [piece(name, 10, way_back=5.0) for name in ("plays.mp3", "other.mp3")]
    find = WayBackFinder(ways)
    assert find(ways[0], None, frozenset()) == (ways[0], 5.0)
    assert find(ways[0], None, frozenset({ways[0].path})) == (ways[1], 5.0)
    assert find(ways[0], None, frozenset({one.path for one in ways})) is None


@pytest.mark.parametrize("pause", [5, 85])
def test_come_back_now_ends_a_pause(journal, pause):
    """Before the chapter begins, and in the middle of it."""
    long = piece(seconds=100, way_back=80.0)
    plan = [entry(0, 100, "track", long), entry(100, 200, "quiet")]
    room = Room(Written(plan), journal, way_back=WayBackFinder([long]))
    room.press(pause, Command.PAUSE)
    room.press(pause + 8, Command.COME_BACK)
    times, level = room.run()
    assert not level[(times > pause + 5) & (times < pause + 7.9)].any()
    assert level_at(times, level, pause + 10) > 0.5


def test_whatever_goes_wrong_sound_leaves_by_a_fade(journal):
    planner = Written([entry(0, 60, "bed")])
    room = Room(planner, journal)

    def fail():
        planner.changed = lambda: 1 / 0

    room.clock.at(20, fail)
    with pytest.raises(ZeroDivisionError):
        room.player.run()
    sound = room.output.sound
    assert steepest(sound) < 0.001
    assert 23.5 * RATE < len(sound) < 26 * RATE


def test_next_while_the_bed_is_paused_lets_it_be_heard_again(journal):
    """It stayed mute, and the screen said that all was well."""
    room = Room(Written([entry(0, 60, "bed")]), journal)
    room.press(10, Command.PAUSE)
    room.press(20, Command.NEXT)
    times, level = room.run()
    assert not level[(times > 15) & (times < 20)].any()
    assert level[(times > 22) & (times < 55)].min() > 0.1
    assert steepest(room.output.sound) < 0.02


def test_next_while_a_track_is_paused_plays_the_next_thing(journal):
    room = Room(Written([entry(0, 30, "track", piece()), entry(26, 60, "bed")]), journal)
    room.press(10, Command.PAUSE)
    room.press(20, Command.NEXT)
    times, level = room.run()
    assert not level[(times > 15) & (times < 20)].any()
    assert level[(times > 25) & (times < 55)].min() > 0.1


def test_a_bed_that_is_not_heard_is_never_called_well():
    view = View(now=0.0, what="bed", silent=30.0)
    assert silence_line(view) == "nothing is heard, for 0:30"


def test_a_single_track_that_was_stopped_begins_again_but_never_follows_itself(journal):
    room = Room(GapPlanner([piece(seconds=30.0)], START + 90, 4.0), journal)
    room.press(10, Command.SOFT_STOP)
    room.press(20, Command.PAUSE)
    room.run()
    assert [row.what for row in read_journal(journal)] == ["track", "track", "bed"]


def test_what_is_heard_is_told_as_it_begins(journal):
    told = {}
    planner = GapPlanner([piece("a.mp3"), piece("b.mp3")], START + 70, 4.0)
    room = Room(planner, journal, heard=told.__setitem__)
    room.run()
    assert {path.name: round(at - START) for path, at in told.items()} == {"a.mp3": 0, "b.mp3": 26}


@pytest.mark.parametrize("unattended", [True, False])
def test_without_a_loudspeaker_it_only_goes_on_where_somebody_sees_it(
    journal, monkeypatch, unattended
):
    def none(_wanted):
        raise SoundError("The sound device cannot be opened.")

    monkeypatch.setattr("relax.play._session.SpeakerOutput", none)
    monkeypatch.setattr("relax.play._session.Keys", lambda: Keys(os.open(os.devnull, os.O_RDONLY)))
    session = Session(
        LengthPlanner([], 1.0, 0), [], journal, unattended=unattended, out=io.StringIO()
    )
    if unattended:
        with pytest.raises(RelaxError) as refused:
            play(session)
        assert refused.value.exit_code == 1
        assert "--device null" in refused.value.hint
    else:
        play(session)
        assert "no sound device" in session.out.getvalue()


def test_no_way_back_is_taken_from_what_plays_once_it_cannot_be_played():
    broken, other = piece("a.mp3", way_back=20.0), piece("b.mp3", way_back=10.0)
    find = WayBackFinder([broken, other])
    assert find(broken, None, frozenset()) == (broken, 20.0)
    assert find(broken, None, frozenset([broken.path])) == (other, 10.0)
