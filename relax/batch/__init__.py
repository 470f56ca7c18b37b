"""A roster of people and programmes → every track, each row on its own.

roster/   file → rows of requests
run/      rows → tracks, by processes or a cluster; a dry run
site/     page, lists and feed beside the tracks; sending, deleting
records/  the ledger, and the map of whose tracks they are
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
