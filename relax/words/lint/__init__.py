"""Files and templates → findings: what `relax check` reads and mends."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
