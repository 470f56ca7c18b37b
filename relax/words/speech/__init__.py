"""Sentences → words as they are spoken: numbers, signs, abbreviations, names, ways to say."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
