"""Guided relaxation audio, made offline."""

import os

__version__ = "0.1.0"

# Since 1.29 onnxruntime reports to its makers, over the network, as soon as it is imported, unless
# this is set before. Every process of relax begins here, and those it starts inherit it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
