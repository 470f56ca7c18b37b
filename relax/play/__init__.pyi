from ._room import (
    CROSSFADE_S as CROSSFADE_S,
    SETTLE_S as SETTLE_S,
    Asked as Asked,
    Room as Room,
    journal_of as journal_of,
    room as room,
)
from ._session import (
    Session as Session,
    can_play as can_play,
    has_loudspeaker as has_loudspeaker,
    play as play,
    play_once as play_once,
)
from .calendar import WatchedCalendar as WatchedCalendar
from .jobs import FallbackWayBack as FallbackWayBack, prepare_bed as prepare_bed
from .library import (
    find_pieces as find_pieces,
    last_heard as last_heard,
    select_pieces as select_pieces,
)
from .plan import (
    DayPlanner as DayPlanner,
    Entry as Entry,
    GapPlanner as GapPlanner,
    LengthPlanner as LengthPlanner,
    Piece as Piece,
    Plan as Plan,
    Planner as Planner,
)
from .player import PlaySettings as PlaySettings
from .remote import (
    MpdAddress as MpdAddress,
    MpdPlayer as MpdPlayer,
    connect as connect,
    connected as connected,
)
from .sound import SystemClock as SystemClock, device_names as device_names
from .terminal import leave_on_signals as leave_on_signals
