"""Files, folders and playlists → the tracks that may be played, and when each was last heard."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
