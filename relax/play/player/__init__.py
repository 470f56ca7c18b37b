"""A plan, commands and a clock → sound: the core of a playing session."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
