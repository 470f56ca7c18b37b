from ._cues import (
    Cue as Cue,
    cues_of as cues_of,
    edges as edges,
    free_until as free_until,
    pause_left as pause_left,
    words_left as words_left,
)
from ._model import Entry as Entry, Piece as Piece, Plan as Plan, Planner as Planner
from ._plan_day import DayPlanner as DayPlanner
from ._plan_gap import GapPlanner as GapPlanner, LengthPlanner as LengthPlanner
from ._plan_track import TrackPlanner as TrackPlanner
