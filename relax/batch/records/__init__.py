"""What is kept of a batch: the ledger of its tracks, and the map of whose they are."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
