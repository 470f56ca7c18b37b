"""The studio: pages on this computer to make, hear and keep tracks, without a terminal."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
