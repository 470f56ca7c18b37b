"""Other programs: a Music Player Daemon that plays the plan, and the desktop's media keys."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
