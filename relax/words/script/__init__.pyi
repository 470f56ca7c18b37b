from ._cues import (
    LONGEST_PAUSE_S as LONGEST_PAUSE_S,
    Closes as Closes,
    Cue as Cue,
    Opens as Opens,
    format_cue as format_cue,
    format_number as format_number,
    parse_cue as parse_cue,
    parse_time as parse_time,
)
from ._model import (
    BedLevel as BedLevel,
    Bell as Bell,
    Breathe as Breathe,
    BreathPattern as BreathPattern,
    Chapter as Chapter,
    Choice as Choice,
    Comment as Comment,
    Item as Item,
    LineBreak as LineBreak,
    ParagraphBreak as ParagraphBreak,
    Pause as Pause,
    PauseKind as PauseKind,
    Quiet as Quiet,
    Script as Script,
    ScriptMeta as ScriptMeta,
    Sentence as Sentence,
    Tone as Tone,
    Way as Way,
    sentences_of as sentences_of,
)
from ._notation_data import expressions as expressions
from ._notations import bare_pause as bare_pause, emphasised as emphasised, inline as inline
from ._parse import parse as parse, read_words as read_words
from ._print import print_script as print_script
from ._reading import (
    Reading as Reading,
    Taken as Taken,
    taken_told as taken_told,
    unspoken as unspoken,
)
from ._shield import escape as escape
from ._slips import find_slip as find_slip, without_curly as without_curly
from ._ways import (
    as_spoken as as_spoken,
    as_written as as_written,
    marked as marked,
    merged as merged,
    phrases_of as phrases_of,
)
