"""A roster file (CSV, XLSX, YAML, JSON) → rows, each a request or a list of its problems.

file ─ _formats (_xlsx, _nested) ─→ Table ─ _headings ─→ fields ─ _read ─→ Roster of Rows
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
