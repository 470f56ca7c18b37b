"""A roster to begin with, for a person who has none yet."""

from __future__ import annotations

from importlib.resources import files


def example_roster() -> str:
    """A small CSV roster that can be made as it stands."""
    return (files("relax.batch") / "data" / "example.csv").read_text(encoding="utf-8")
