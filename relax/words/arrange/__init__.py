"""Scripts → one whole: several templates joined, a frame, bells, the clinic's own words."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
