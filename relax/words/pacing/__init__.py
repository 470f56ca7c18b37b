"""Script → steps in time: estimates of speech, ranges of pauses, what is left out to fit."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
