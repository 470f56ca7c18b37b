"""What is made before it can be played, each in a process of its own: beds, and a way back."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
