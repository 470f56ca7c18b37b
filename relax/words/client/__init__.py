"""Client file → preferences, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.words.client._client import Client, client_schema
    from relax.words.client._file import client_from, client_problems, load_client

__all__ = ["Client", "client_from", "client_problems", "client_schema", "load_client"]

__getattr__ = lazily(
    __name__,
    {
        "_client": (
            "Client",
            "client_schema",
        ),
        "_file": (
            "client_from",
            "client_problems",
            "load_client",
        ),
    },
)
