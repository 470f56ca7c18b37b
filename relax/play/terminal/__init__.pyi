from ._keys import Command as Command, Keys as Keys, leave_on_signals as leave_on_signals
from ._screen import (
    FullScreen as FullScreen,
    Lines as Lines,
    Mode as Mode,
    ThreadedScreen as ThreadedScreen,
    View as View,
)
