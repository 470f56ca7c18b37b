from .api import (
    Words as Words,
    check as check,
    inspect as inspect,
    make as make,
    mend as mend,
    play_plan as play_plan,
    review as review,
    script as script,
    source as source,
    voice as voice,
)
from .deliver import Report as Report
from .environment import installation as installation
from .errors import BadInput as BadInput, RelaxError as RelaxError
from .home import Home as Home
from .track import Track as Track
from .wishes import Wishes as Wishes
from .words import Client as Client, Piece as Piece, Script as Script, Template as Template

__version__: str
