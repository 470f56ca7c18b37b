"""Words: template → script; script text ⇄ model; SSML in and out; language check; care gates."""

from relax.words._bells import Bells, bells_in
from relax.words._characters import UnspeakableError
from relax.words._client import Client, client_schema
from relax.words._client_file import client_from, client_problems, load_client
from relax.words._clinic import Clinic, clinic_problem
from relax.words._cues import format_cue
from relax.words._density import Part, density_bands
from relax.words._escape import escape
from relax.words._finder import Fit, Occasion, find, occasion
from relax.words._model import (
    BedLevel,
    Bell,
    Breathe,
    BreathPattern,
    Chapter,
    Choice,
    Comment,
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
)
from relax.words._names import names_in
from relax.words._normalise import normalised, unspeakable
from relax.words._occasions import choices
from relax.words._pacing import estimate, spans_for
from relax.words._parse import parse
from relax.words._pieces import Piece, Together, put_together
from relax.words._print import print_script
from relax.words._pronunciations import load_pronunciations
from relax.words._read import read_file, read_script
from relax.words._regions import Regions
from relax.words._render import Rendered, Wanted, chosen_minutes, render
from relax.words._select import breathe_seconds, select
from relax.words._slips import find_slip, without_curly
from relax.words._speech import (
    is_speakable,
    length_words,
    speech_words,
    split_phrases,
)
from relax.words._ssml_data import is_ssml
from relax.words._ssml_read import from_ssml, read_ssml
from relax.words._ssml_write import ssml_notices, to_ssml
from relax.words._steps import (
    BELL_S,
    ChapterSteps,
    Level,
    Pace,
    Say,
    Sound,
    Span,
    Spans,
    Step,
    Wait,
    flatten,
)
from relax.words._support import support_lines, support_review
from relax.words._taken import told as taken_told
from relax.words._taken import unspoken
from relax.words._templates import (
    Template,
    TemplateMeta,
    bundled_folder,
    find_template,
    load_template,
    template_files,
)
from relax.words._together import render_together
from relax.words._ways import as_spoken, as_written, merged, phrases_of
from relax.words._whole import render_whole

__all__ = [
    "BELL_S",
    "BedLevel",
    "Bell",
    "Bells",
    "BreathPattern",
    "Breathe",
    "Chapter",
    "ChapterSteps",
    "Choice",
    "Client",
    "Clinic",
    "Comment",
    "Fit",
    "Level",
    "LineBreak",
    "Occasion",
    "Pace",
    "ParagraphBreak",
    "Part",
    "Pause",
    "PauseKind",
    "Piece",
    "Quiet",
    "Regions",
    "Rendered",
    "Say",
    "Script",
    "ScriptMeta",
    "Sentence",
    "Sound",
    "Span",
    "Spans",
    "Step",
    "Template",
    "TemplateMeta",
    "Together",
    "Tone",
    "UnspeakableError",
    "Wait",
    "Wanted",
    "Way",
    "as_spoken",
    "as_written",
    "bells_in",
    "breathe_seconds",
    "bundled_folder",
    "choices",
    "chosen_minutes",
    "client_from",
    "client_problems",
    "client_schema",
    "clinic_problem",
    "density_bands",
    "escape",
    "estimate",
    "find",
    "find_slip",
    "find_template",
    "flatten",
    "format_cue",
    "from_ssml",
    "is_speakable",
    "is_ssml",
    "length_words",
    "load_client",
    "load_pronunciations",
    "load_template",
    "merged",
    "names_in",
    "normalised",
    "occasion",
    "parse",
    "phrases_of",
    "print_script",
    "put_together",
    "read_file",
    "read_script",
    "read_ssml",
    "render",
    "render_together",
    "render_whole",
    "select",
    "spans_for",
    "speech_words",
    "split_phrases",
    "ssml_notices",
    "support_lines",
    "support_review",
    "taken_told",
    "template_files",
    "to_ssml",
    "unspeakable",
    "unspoken",
    "without_curly",
]
