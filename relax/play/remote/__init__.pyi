from ._mpd import (
    MpdAddress as MpdAddress,
    MpdPlayer as MpdPlayer,
    connect as connect,
    connected as connected,
)
from ._mpris import Mpris as Mpris
