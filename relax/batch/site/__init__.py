"""The folder of a roster's tracks: pages, lists and feed in it; sending it, deleting from it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
