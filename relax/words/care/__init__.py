"""Facts of care as data: breathing protocols, health notes, occasions, where to turn."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
