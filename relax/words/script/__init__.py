"""Script text ⇄ model: cues, notations of pauses, comments; what a person reads and edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.words.script._cues import LONGEST_PAUSE_S, Closes, Cue, Opens, format_cue, parse_cue
    from relax.words.script._escape import escape
    from relax.words.script._model import (
        BedLevel,
        Bell,
        Breathe,
        BreathPattern,
        Chapter,
        Choice,
        Comment,
        Item,
        LineBreak,
        ParagraphBreak,
        Pause,
        PauseKind,
        Quiet,
        Script,
        ScriptMeta,
        Sentence,
        Tone,
        Way,
        sentences_of,
    )
    from relax.words.script._notation_data import expressions
    from relax.words.script._notations import bare_pause, emphasised, inline
    from relax.words.script._parse import parse, read_words
    from relax.words.script._print import print_script
    from relax.words.script._reading import Reading, Taken
    from relax.words.script._slips import find_slip, without_curly
    from relax.words.script._taken import taken_told, unspoken
    from relax.words.script._times import format_number, parse_time
    from relax.words.script._ways import as_spoken, as_written, marked, merged, phrases_of

__all__ = [
    "LONGEST_PAUSE_S",
    "BedLevel",
    "Bell",
    "BreathPattern",
    "Breathe",
    "Chapter",
    "Choice",
    "Closes",
    "Comment",
    "Cue",
    "Item",
    "LineBreak",
    "Opens",
    "ParagraphBreak",
    "Pause",
    "PauseKind",
    "Quiet",
    "Reading",
    "Script",
    "ScriptMeta",
    "Sentence",
    "Taken",
    "Tone",
    "Way",
    "as_spoken",
    "as_written",
    "bare_pause",
    "emphasised",
    "escape",
    "expressions",
    "find_slip",
    "format_cue",
    "format_number",
    "inline",
    "marked",
    "merged",
    "parse",
    "parse_cue",
    "parse_time",
    "phrases_of",
    "print_script",
    "read_words",
    "sentences_of",
    "taken_told",
    "unspoken",
    "without_curly",
]

__getattr__ = lazily(
    __name__,
    {
        "_cues": (
            "Closes",
            "Cue",
            "LONGEST_PAUSE_S",
            "Opens",
            "format_cue",
            "parse_cue",
        ),
        "_escape": ("escape",),
        "_model": (
            "BedLevel",
            "Bell",
            "BreathPattern",
            "Breathe",
            "Chapter",
            "Choice",
            "Comment",
            "Item",
            "LineBreak",
            "ParagraphBreak",
            "Pause",
            "PauseKind",
            "Quiet",
            "Script",
            "ScriptMeta",
            "Sentence",
            "Tone",
            "Way",
            "sentences_of",
        ),
        "_notation_data": ("expressions",),
        "_notations": (
            "bare_pause",
            "emphasised",
            "inline",
        ),
        "_parse": (
            "parse",
            "read_words",
        ),
        "_print": ("print_script",),
        "_reading": (
            "Reading",
            "Taken",
        ),
        "_slips": (
            "find_slip",
            "without_curly",
        ),
        "_taken": (
            "taken_told",
            "unspoken",
        ),
        "_times": (
            "format_number",
            "parse_time",
        ),
        "_ways": (
            "as_spoken",
            "as_written",
            "marked",
            "merged",
            "phrases_of",
        ),
    },
)
