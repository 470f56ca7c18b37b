"""The same job as a user would script it with pyttsx3 and pydub: voice, append, overlay, export.

Usage: python by_hand.py SCRIPT.json OUT.mp3, the JSON being a list of [text, pause after it in s].
"""

import ctypes
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import espeakng_loader
import imageio_ffmpeg
from pydub import AudioSegment
from pydub.generators import WhiteNoise

os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
AudioSegment.converter = imageio_ffmpeg.get_ffmpeg_exe()


def voiced(engine, text, path):
    """Save one line and wait for it: the stock driver returns before the file is there."""
    engine.save_to_file(text, str(path))
    engine.runAndWait()
    deadline = time.monotonic() + 10
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    return AudioSegment.from_wav(path) if path.exists() else AudioSegment.silent(1000, 22050)


def main():
    import pyttsx3

    lines = json.loads(Path(sys.argv[1]).read_text())
    engine = pyttsx3.init()
    engine.setProperty("rate", 160)
    track = AudioSegment.silent(6000, 44_100)
    with tempfile.TemporaryDirectory() as folder:
        for n, (text, pause) in enumerate(lines):
            clip = voiced(engine, text, Path(folder) / f"{n}.wav").set_frame_rate(44_100)
            track += clip + AudioSegment.silent(round(pause * 1000), 44_100)
    track += AudioSegment.silent(12_000, 44_100)
    loop = WhiteNoise(sample_rate=44_100).to_audio_segment(60_000, volume=-40).set_channels(2)
    bed = (loop * (len(track) // len(loop) + 1))[: len(track)].fade_in(6000).fade_out(12_000)
    bed.overlay(track.set_channels(2)).export(sys.argv[2], format="mp3", bitrate="128k")


main()
