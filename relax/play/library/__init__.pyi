from ._decoded_length import KINDS as KINDS
from ._journal import Journal as Journal, last_heard as last_heard
from ._library import find_pieces as find_pieces
from ._selection import select_pieces as select_pieces
from ._way_back import WayBackFinder as WayBackFinder
