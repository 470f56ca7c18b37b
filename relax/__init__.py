"""Guided relaxation audio, made offline.

What a program uses is here: :func:`make`, :func:`voice`, :func:`script`, :func:`check`,
:func:`review`, :func:`mend`, :func:`inspect`, :func:`play_plan`, :func:`installation`, and the
values they take and give.
"""

import logging
import os

import lazy_loader

__version__ = "0.1.0"

logging.getLogger(__name__).addHandler(logging.NullHandler())
"""Records are for whoever asks for them (see relax.log); Python would show warnings by itself."""

# Since 1.29 onnxruntime reports to its makers, over the network, as soon as it is imported, unless
# this is set before. Every process of relax begins here, and those it starts inherit it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
