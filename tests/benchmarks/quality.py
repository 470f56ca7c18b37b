"""``python tests/benchmarks/quality.py FOLDER``: a folder of WAVs at 16 kHz → their quality as JSON.

DistillMOS (package ``distillmos``, with torch) and DNSMOS (package ``speechmos``) judge how good
speech sounds, 1 to 5; made for transmitted speech, so a guide and no listener. Either may be
missing. The JSON is the last line: packages print of their own. It stands alone, so that another Python than relax's own may run it: torch is large.
"""

from __future__ import annotations

import json
import sys
import types
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import soundfile


def distillmos(sounds):
    """The mean of DistillMOS; None where it is not installed."""
    if not (find_spec("distillmos") and find_spec("torch")):
        return None
    import torch

    if find_spec("torchaudio") is None:  # it is only for reading files, which soundfile does
        sys.modules["torchaudio"] = types.ModuleType("torchaudio")
    import distillmos as package

    torch.set_num_threads(1)
    model = package.ConvTransformerSQAModel()
    model.eval()
    with torch.no_grad():
        marks = [float(model(torch.from_numpy(sound)[None])) for sound in sounds]
    return round(float(np.mean(marks)), 2)


def dnsmos(sounds):
    """The means of DNSMOS: overall, signal and P.808; None where it is not installed."""
    if not (find_spec("speechmos") and find_spec("librosa")):
        return None
    from speechmos import dnsmos as package

    marks = [package.run(sound, 16_000) for sound in sounds]
    return [
        round(float(np.mean([mark[name] for mark in marks])), 2)
        for name in ("ovrl_mos", "sig_mos", "p808_mos")
    ]


def main():
    """Judge every file."""
    paths = sorted(Path(sys.argv[1]).glob("*.wav"))
    sounds = [soundfile.read(path, dtype="float32")[0] for path in paths]
    print(json.dumps({"distillmos": distillmos(sounds), "dnsmos": dnsmos(sounds)}))


if __name__ == "__main__":
    main()
