"""Sound: beds, tones, warmth, levels; the mix in blocks of bounded size."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
