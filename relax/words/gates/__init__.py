"""Template facts + client → what is offered instead of what does not suit this person."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
