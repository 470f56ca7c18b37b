"""Guided relaxation audio, made offline."""

__version__ = "0.1.0"
