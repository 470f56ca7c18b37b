"""Words: template → script; script text ⇄ model; SSML in and out; language check; care gates."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
