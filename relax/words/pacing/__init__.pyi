from ._data import pacing as pacing
from ._estimate import (
    USUAL_MINUTES as USUAL_MINUTES,
    Part as Part,
    density_bands as density_bands,
    estimate as estimate,
    main_density as main_density,
    spans_for as spans_for,
)
from ._select import (
    breathe_seconds as breathe_seconds,
    ideal_seconds as ideal_seconds,
    resolve as resolve,
    select as select,
    spread_evenly as spread_evenly,
    tidy as tidy,
    without_stray_pauses as without_stray_pauses,
)
from ._steps import (
    BELL_S as BELL_S,
    ChapterSteps as ChapterSteps,
    Level as Level,
    Pace as Pace,
    Say as Say,
    Sound as Sound,
    Span as Span,
    Spans as Spans,
    Step as Step,
    Wait as Wait,
    flatten as flatten,
    kind_from_place as kind_from_place,
    unfold as unfold,
)
