"""``python -m tests.benchmarks.presets``: does every preset hit its figures in finished files?

Ten short tracks per preset, each with words, seed and bed of its own, are made as a user makes
them and measured by other programs than ours: pyloudnorm for the loudness of what lies under the
captions (speech, with the bed under it), ffmpeg for the true peak. A preset for ACX is measured by
the figures ACX publishes: level of the whole file, highest sample, level of its quietest stretch.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from relax import sound, words
from relax.home import Home
from relax.making import make
from relax.request import Request
from tests.benchmarks.clarity import cues
from tests.cli.run import RATE, decoded, ebur128

NEAR_LU = 0.5
SPREAD_LU = 0.5
CEILING_DBTP = -1.0
ACX = {"rms_db": (-23.0, -18.0), "peak_db": -3.0, "floor_db": -60.0}
"""ACX audio submission requirements: RMS, peak, noise floor."""
_TEMPLATE = "three-minute-space"
_QUIET_S = 0.5


def track(preset, number, home, out):
    """The ``number``-th short track with ``preset``; its MP3."""
    template = words.find_template(_TEMPLATE, [words.bundled_folder()])
    beds = sound.bed_names()[1:]
    request = Request(
        source=template,
        client=words.Client(),
        out=out / preset,
        minutes=3 + number % 3 / 2,
        bed=beds[number % len(beds)],
        preset=preset,
        seed=number,
    )
    return make(request, home).mp3


def measured(file):
    """Loudness of the speech, true peak, and what ACX asks for, of one finished file."""
    import mutagen.mp3
    import pyloudnorm

    heard = decoded(file, mutagen.mp3.MP3(file).info.channels).astype(np.float64)
    spoken = [
        heard[int(start * RATE) : int(end * RATE)]
        for start, end, _ in cues(file.with_suffix(".vtt").read_text(encoding="utf-8"))
    ]
    mono = heard.mean(axis=1)
    width = int(_QUIET_S * RATE)
    quiet = mono[: len(mono) // width * width].reshape(-1, width)
    return {
        "speech_lufs": pyloudnorm.Meter(RATE).integrated_loudness(np.concatenate(spoken)),
        "peak_dbtp": ebur128(file)[1],
        "rms_db": _db(np.sqrt(np.mean(mono**2))),
        "peak_db": _db(np.abs(mono).max()),
        "floor_db": _db(np.sqrt(np.mean(quiet**2, axis=1)).min()),
    }


def _db(value):
    return 20 * float(np.log10(max(value, 1e-9)))


def faults(preset, rows):
    """What of the promise is broken by the tracks measured in ``rows``; empty when nothing is."""
    chosen = sound.load_presets()[preset]
    found = []
    aimed_at = "speech_lufs" if chosen.file_rms_db is None else "rms_db"
    loud = [row[aimed_at] for row in rows]
    if max(loud) - min(loud) > SPREAD_LU:
        found.append("spread")
    aim = chosen.voice_lufs if chosen.file_rms_db is None else chosen.file_rms_db
    if max(abs(one - aim) for one in loud) > NEAR_LU:
        found.append("loudness")
    if chosen.file_rms_db is not None:
        if not all(ACX["rms_db"][0] <= row["rms_db"] <= ACX["rms_db"][1] for row in rows):
            found.append("RMS")
        if max(row["peak_db"] for row in rows) > ACX["peak_db"]:
            found.append("peak")
        if max(row["floor_db"] for row in rows) > ACX["floor_db"]:
            found.append("noise floor")
    if max(row["peak_dbtp"] for row in rows) > CEILING_DBTP:
        found.append("ceiling")
    return found


def rows_of(job):
    """The measured tracks of one preset."""
    preset, count, folder = job
    home = Home(cache=folder / "cache", data=folder / "data", templates=(words.bundled_folder(),))
    return [measured(track(preset, number, home, folder)) for number in range(count)]


def main():
    """Measure and print a table; exit 1 when a promise is broken."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--tracks", type=int, default=10)
    reader.add_argument("--json", action="store_true")
    options = reader.parse_args()
    presets = list(sound.load_presets())
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(os.cpu_count()) as pool:
        jobs = [(preset, options.tracks, Path(name)) for preset in presets]
        found = dict(zip(presets, pool.map(rows_of, jobs), strict=True))
    if options.json:
        print(json.dumps(found, indent=2))
    else:
        for preset, rows in found.items():
            print(told(preset, rows))
    raise SystemExit(any(faults(preset, rows) for preset, rows in found.items()))


def told(preset, rows):
    """A row for a person."""
    chosen = sound.load_presets()[preset]
    key, aim = "speech_lufs", chosen.voice_lufs
    if chosen.file_rms_db is not None:
        key, aim = "rms_db", chosen.file_rms_db
    values = [row[key] for row in rows]
    return (
        f"{preset:11} aim {aim:6.1f}  found {min(values):6.2f} to {max(values):6.2f}  "
        f"spread {max(values) - min(values):4.2f}  "
        f"peak {max(row['peak_dbtp'] for row in rows):5.2f} dBTP  "
        f"floor {max(row['floor_db'] for row in rows):6.1f} dB  "
        f"{', '.join(faults(preset, rows)) or 'held'}"
    )


if __name__ == "__main__":
    main()
