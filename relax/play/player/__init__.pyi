from ._player import Player as Player
from ._ports import PlaySettings as PlaySettings, Ports as Ports
