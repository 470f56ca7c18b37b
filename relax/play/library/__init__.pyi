from ._decoded_length import KINDS as KINDS
from ._journal import Journal as Journal, last_heard as last_heard
from ._pieces import find_pieces as find_pieces, select_pieces as select_pieces
from ._way_back import WayBackFinder as WayBackFinder
