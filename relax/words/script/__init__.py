"""Script text ⇄ model: cues, notations of pauses, comments; what a person reads and edits."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
