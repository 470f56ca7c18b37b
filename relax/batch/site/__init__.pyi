from ._delete import (
    Removed as Removed,
    forget as forget,
    old_tracks as old_tracks,
    outdated as outdated,
    purge as purge,
    remove_old as remove_old,
)
from ._destination import Destination as Destination, stamp_of as stamp_of
from ._feed import feed_xml as feed_xml
from ._page import ListedTrack as ListedTrack
from ._write import write_site as write_site
