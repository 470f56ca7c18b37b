from ._plan import (
    Cue as Cue,
    Entry as Entry,
    Piece as Piece,
    Plan as Plan,
    Planner as Planner,
    cues_of as cues_of,
    edges as edges,
    free_until as free_until,
    pause_left as pause_left,
    words_left as words_left,
)
from ._planners import (
    DayPlanner as DayPlanner,
    GapPlanner as GapPlanner,
    LengthPlanner as LengthPlanner,
    TrackPlanner as TrackPlanner,
)
