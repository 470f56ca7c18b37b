from ._breathing import (
    Holds as Holds,
    Protocol as Protocol,
    Variant as Variant,
    protocols as protocols,
)
from ._gate_data import GateFile as GateFile, gate_file as gate_file
from ._occasions import (
    FindingWords as FindingWords,
    PhraseField as PhraseField,
    as_choice as as_choice,
    choices as choices,
    complaints as complaints,
    complaints_in as complaints_in,
    match as match,
)
from ._support import (
    support_lines as support_lines,
    support_review as support_review,
    support_spoken as support_spoken,
)
