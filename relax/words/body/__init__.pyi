from ._data import Position as Position
from ._regions import Anchor as Anchor, Region as Region, Regions as Regions
from ._terms import Terms as Terms
