"""The state table of the player: each of its rows is walked, and there is no other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, get_args

import numpy as np
import pytest

from relax.play.plan import GapPlanner
from relax.play.player import PlaySettings, _playback, _player
from relax.play.terminal import Command, Mode
from tests.play.sim import RATE, START, Room, Steady, Written, entry, piece, steepest

PAUSE, SOFT_STOP, COME_BACK = Command.PAUSE, Command.SOFT_STOP, Command.COME_BACK
NEXT, LEAVE = Command.NEXT, Command.LEAVE
OTHERS = tuple(command for command in Command if command is not LEAVE)

FADE = 0.4
TRACK, BED, BACK = 0.6, 0.2, 0.4  # by how loud it is the test hears what is played
LEVELS = {TRACK: "track", BED: "bed", BACK: "back", 0.0: "silence"}
FROM, EVENT = 1.0, 2.5  # seconds: when the state is entered, and when a key is pressed in it
THEN = 4.5  # when the plan wants something else, or a source ends
END = 7.0

LONG = [entry(0, 30, "track", piece()), entry(30, 60, "bed")]
QUIET_NOW = [entry(0, 20, "quiet"), entry(20, 40, "bed")]
QUIET_SOON = [entry(0, THEN, "bed"), entry(THEN, 20, "quiet"), entry(20, 40, "bed")]
SHORT_QUIET = [entry(0, THEN, "bed"), entry(THEN, 5, "quiet"), entry(5, 40, "bed")]
ENDS_SOON = [entry(0, THEN, "bed")]
TRACK_ENDS = [entry(0, THEN, "track", piece(seconds=THEN)), entry(THEN, 40, "bed")]

ENTER = {
    "following": [],
    "paused": [PAUSE],
    "stopped": [SOFT_STOP],
    "returning": [COME_BACK],
    "leaving": [LEAVE],
}


@dataclass(frozen=True)
class Walk:
    """One row of the table.

    Attributes:
        heard: what sounds when all fades are over.
        keys: what is pressed; nothing when the plan or the end of a source is waited for.
        plan: the plan, or a planner.
        enter: keys by which the state is entered, where there is more than one way.
        entered: when the first of them is pressed, in seconds.
        is_entered: whether the state lasts until the event; else the one is the other.
        ways: how many ways back there are.
        back_s: how long each of them is, in seconds; 0 when it cannot be played.
        fails: whether the track breaks off.
        notice: a word of what is said.
        over: whether the session has ended.
        fade: seconds of a fade to silence.
    """

    heard: str
    keys: tuple[Command, ...] = ()
    plan: Any = field(default_factory=lambda: LONG)
    enter: list[Command] | None = None
    entered: float = FROM
    is_entered: bool = True
    ways: int = 1
    back_s: tuple[float, ...] = (20.0, 20.0)
    fails: bool = False
    notice: str = ""
    over: bool = False
    fade: float = FADE


WALKS = {
    ("following", "pause"): Walk("silence", (PAUSE,)),
    ("following", "pause in silence"): Walk("silence", (PAUSE,), plan=QUIET_NOW),
    ("following", "soft stop"): Walk("silence", (SOFT_STOP,)),
    ("following", "come back"): Walk("back", (COME_BACK,)),
    ("following", "come back, no way"): Walk("silence", (COME_BACK,), ways=0, notice="way back"),
    ("following", "next"): Walk("bed", (NEXT,)),
    ("following", "next in quiet"): Walk("silence", (NEXT,), plan=QUIET_NOW, notice="quiet"),
    ("following", "quiet begins"): Walk("silence", plan=QUIET_SOON),
    ("following", "track ends"): Walk("bed", plan=TRACK_ENDS),
    ("following", "track fails"): Walk("bed", fails=True, notice="a.mp3 cannot be played"),
    ("following", "plan ends"): Walk("silence", plan=ENDS_SOON, over=True),
    ("following", "leave"): Walk("silence", (LEAVE,), over=True),
    ("paused", "pause"): Walk("track", (PAUSE,)),
    ("paused", "pause, was returning"): Walk("back", (PAUSE,), enter=[COME_BACK, PAUSE]),
    ("paused", "soft stop"): Walk("silence", (SOFT_STOP,)),
    ("paused", "come back"): Walk("back", (COME_BACK,)),
    ("paused", "next"): Walk("bed", (NEXT,)),
    ("paused", "quiet begins"): Walk("silence", plan=QUIET_SOON),
    ("paused", "plan ends"): Walk("silence", plan=ENDS_SOON, over=True),
    ("paused", "leave"): Walk("silence", (LEAVE,), over=True),
    ("stopped", "pause"): Walk("track", (PAUSE,), plan=GapPlanner([piece()], START + 90, 0.4)),
    ("stopped", "soft stop"): Walk("silence", (SOFT_STOP,)),
    ("stopped", "come back"): Walk("back", (COME_BACK,)),
    ("stopped", "next"): Walk("bed", (NEXT,)),
    ("stopped", "quiet begins"): Walk("bed", plan=SHORT_QUIET),
    ("stopped", "plan ends"): Walk("silence", plan=ENDS_SOON, over=True),
    ("stopped", "leave"): Walk("silence", (LEAVE,), over=True),
    ("returning", "pause"): Walk("silence", (PAUSE,)),
    ("returning", "pause before its start"): Walk(
        "back", (PAUSE,), enter=[COME_BACK], entered=EVENT - 0.1, fade=1.0
    ),
    ("returning", "soft stop"): Walk("silence", (SOFT_STOP,)),
    ("returning", "come back"): Walk("back", (COME_BACK,)),
    ("returning", "next"): Walk("bed", (NEXT,)),
    ("returning", "quiet begins"): Walk("back", plan=QUIET_SOON),
    ("returning", "track ends"): Walk("silence", back_s=(3.0,)),
    ("returning", "track ends in quiet"): Walk("silence", plan=QUIET_NOW, back_s=(3.0,)),
    ("returning", "track fails"): Walk("back", ways=2, back_s=(0.0, 20.0), notice="0.mp3 cannot"),
    ("returning", "track fails, no way"): Walk(
        "silence", back_s=(0.0,), notice="way back", is_entered=False
    ),
    ("returning", "plan ends"): Walk("back", plan=ENDS_SOON),
    ("returning", "leave"): Walk("silence", (LEAVE,), over=True),
    ("leaving", "leave"): Walk("silence", (LEAVE,), over=True, fade=60.0),
    ("leaving", "any other key"): Walk("track", OTHERS, fade=60.0),
    ("leaving", "fade is over"): Walk("silence", over=True, is_entered=False),
}


def rows():
    """The table in the player's own words: state, event → next state."""
    lines = [line for line in _player.__doc__.splitlines() if line.count("|") == 3]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return {(state, event): following for state, event, following, _ in cells[1:]}


def walk_through(walk: Walk, state: str, folder) -> Room:
    """A room in which one row was walked, and which was left in the end."""
    ways = [piece(f"{n}.mp3", 20.0) for n in range(walk.ways)]

    def open_track(played, _start):
        if played.path.name == "a.mp3":
            seconds, broken = (3.0 if walk.fails else played.seconds), walk.fails
            return Steady(TRACK, TRACK, int(seconds * RATE), "failed" if broken else "ended")
        seconds = walk.back_s[int(played.path.stem)]
        return Steady(BACK, BACK, int(seconds * RATE), "ended" if seconds else "failed")

    room = Room(
        Written(walk.plan) if isinstance(walk.plan, list) else walk.plan,
        folder / "journal.sqlite",
        PlaySettings(fade=walk.fade, crossfade=0.4),
        open_track=open_track,
        open_bed=lambda: Steady(BED, BED),
        way_back=lambda _p, _l, skip: next(((w, 0.0) for w in ways if w.path not in skip), None),
    )
    for n, key in enumerate(ENTER[state] if walk.enter is None else walk.enter):
        room.press(walk.entered + 0.8 * n, key)
    for key in walk.keys:
        room.press(EVENT, key)
    room.press(END, LEAVE)
    room.press(END + 0.1, LEAVE)
    room.player.run()
    return room


def mode_at(room: Room, second: float) -> str:
    return [view.mode for view in room.seen if view.now - START <= second][-1]


def heard_at(room: Room, second: float) -> str:
    times = room.output.heard_at - START
    sound = room.output.sound[(times > second - 0.3) & (times < second)]
    level = np.abs(sound).max(initial=0.0) / np.sqrt(0.5)  # the mixer's headroom
    return min(LEVELS.items(), key=lambda known: abs(known[0] - level))[1]


def test_the_table_names_every_state_and_each_of_its_rows_is_walked_here():
    assert set(rows()) == set(WALKS)
    assert {state for state, _ in rows()} == set(get_args(Mode))


def test_the_player_refuses_a_change_that_the_table_does_not_have(tmp_path):
    following = {state: set() for state, _ in rows()}
    for (state, _), then in rows().items():
        following[state] |= {then} - {"(over)"}
    assert following == _playback.NEXT_MODES
    playback = Room(Written(LONG), tmp_path / "journal.sqlite", PlaySettings()).player._playback
    playback.obey(LEAVE)
    with pytest.raises(RuntimeError, match="from leaving to following"):
        playback.set_mode("following")


def test_every_change_of_state_is_logged_without_a_word_about_what_plays(tmp_path, caplog):
    caplog.set_level("INFO", "relax.play.player")
    walk_through(WALKS["paused", "come back"], "paused", tmp_path)
    told = [each.getMessage() for each in caplog.records if "→" in each.msg]
    assert told == ["following → paused", "paused → returning", "returning → leaving"]


@pytest.mark.parametrize(("state", "event"), WALKS)
def test_a_row_of_the_table_is_true(tmp_path, state, event):
    walk = WALKS[state, event]
    room = walk_through(walk, state, tmp_path)
    over = room.clock.steady < END
    if walk.is_entered:
        assert mode_at(room, EVENT - 0.05) == state
    expected = rows()[state, event]
    if expected == "(over)":
        assert over
    else:
        assert mode_at(room, EVENT + 0.15 if walk.keys else END) == expected
    assert over is walk.over
    assert heard_at(room, END) == walk.heard
    assert walk.notice in room.seen[-1].notice
    assert steepest(room.output.sound) < 0.02


@pytest.mark.parametrize("state", ENTER)
def test_a_changed_calendar_changes_no_state_and_what_comes_is_planned_anew(tmp_path, state):
    planner = Written(LONG)
    room = Room(planner, tmp_path / "journal.sqlite", PlaySettings(fade=3.0), way_back=way_back)
    for key in ENTER[state]:
        room.press(FROM, key)
    room.clock.at(EVENT, lambda: setattr(planner, "has_changed", True))
    room.press(END, LEAVE)
    room.press(END + 0.1, LEAVE)
    room.player.run()
    asked = [at for at in planner.asked if at - START > EVENT - 0.05]
    assert mode_at(room, EVENT - 0.05) == mode_at(room, EVENT + 0.5) == state
    assert bool(asked) is (state != "leaving")
    assert any("calendar" in view.notice for view in room.seen) is (state != "leaving")


def way_back(_playing, _last, _skip):
    return piece("back.mp3", 60.0), 0.0


def test_a_track_that_was_skipped_does_not_come_again_in_the_plan_of_that_key(tmp_path):
    planner = GapPlanner([piece()], START + 7200, 0.4)
    room = Room(planner, tmp_path / "journal.sqlite", PlaySettings(), open_bed=Steady)
    schedule, planned = room.player._playback.schedule, []
    room.press(EVENT, NEXT)
    room.clock.at(THEN, lambda: planned.extend(cue.entry for cue in schedule.cues))
    room.press(END, LEAVE)
    room.player.run()
    assert planned
    assert not any(each and each.piece for each in planned)
