"""A roster → its tracks, by processes of this computer or a cluster; or what a run would do.

Roster + ledger ─ _jobs ─→ Jobs ─ _pool or _cluster ─→ Outcomes ─ _batch ─→ Summary
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
