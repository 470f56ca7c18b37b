"""Keys reach the player from a terminal, from a pipe, and from whatever a foot switch sends."""

from __future__ import annotations

import os
import pty

import pytest

from relax.play.terminal import Command, Keys
from relax.play.terminal._keys import commands


def test_every_key_asks_for_what_the_screen_says():
    assert commands(" sbn+-q") == list(Command)


@pytest.mark.parametrize("typed", ["\x1b[A", "\x1bOP", "\x1b[15~", "\r\n", "xyz", "\x1b", "é"])
def test_other_keys_ask_for_nothing(typed):
    assert commands(typed) == []


def test_a_capital_letter_is_the_same_key_and_an_arrow_hides_nothing():
    assert commands("\x1b[DB\x1b[1;5Cs") == [Command.COME_BACK, Command.SOFT_STOP]


def test_lines_of_a_foot_switch_are_read_without_waiting():
    ours, theirs = os.pipe()
    with Keys(ours) as keys:
        assert keys.pressed() == []
        os.write(theirs, b"b\n")
        assert keys.pressed() == [Command.COME_BACK]
        os.close(theirs)
        assert keys.pressed() == []
        assert keys.pressed() == []
        assert not keys.lost  # a foot switch that is unplugged ends nothing
    os.close(ours)


def test_a_terminal_gives_single_keys_and_is_left_as_it_was():
    import termios

    outer, inner = pty.openpty()
    before = termios.tcgetattr(inner)
    with Keys(inner) as keys:
        os.write(outer, b"b")
        assert keys.pressed() == [Command.COME_BACK]
    assert termios.tcgetattr(inner) == before
    os.close(inner)
    os.close(outer)


def test_a_closed_terminal_is_noticed():
    outer, inner = pty.openpty()
    with Keys(inner) as keys:
        os.close(outer)
        assert keys.pressed() == []
        assert keys.lost
    os.close(inner)


def test_the_screen_names_every_command():
    from relax.play.terminal._screen import KEY_LINE

    for command in Command:
        if command not in {Command.LOUDER, Command.QUIETER}:
            assert command.value.replace("leave", "q leave") in KEY_LINE
