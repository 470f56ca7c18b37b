from ._serve import serve as serve
from ._shortcut import shortcut as shortcut
