"""Tracks and the time there is → a plan of what sounds when → the cues a player acts on."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
