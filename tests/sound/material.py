"""Speech-like clips, timelines and independent readings for the tests of the sound station."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import soundfile

from relax.sound import SoundSettings, mix
from relax.timing import BedChange, ChapterSpan, Heard, Phase, SoundCue, Spoken, Timeline
from relax.voices import Clip

RATE = 44_100
FFMPEG = Path(imageio_ffmpeg.get_ffmpeg_exe())


def speechlike(seconds: float, seed: int, level: float = 0.08) -> np.ndarray:
    """Noise with the spectrum and the syllables of speech, as 16-bit samples."""
    rng = np.random.default_rng(seed)
    n = round(seconds * RATE)
    hz = np.fft.rfftfreq(n, 1 / RATE)
    shape = np.where(hz > 90, (np.maximum(hz, 1) / 400) ** -1.2, 0) / (1 + (hz / 7000) ** 4)
    shape[hz < 400] = np.where(hz[hz < 400] > 90, 1.0, 0.0)
    noise = np.fft.irfft(shape * np.exp(2j * np.pi * rng.random(len(hz))), n)
    time = np.arange(n) / RATE
    syllables = 0.15 + np.abs(np.sin(2 * np.pi * (2.1 * time + rng.random()))) ** 1.5
    sound = noise * syllables
    sound *= level / np.sqrt(np.mean(sound**2))
    return np.clip(np.rint(sound * 32768), -32768, 32767).astype(np.int16)


def clip(folder: Path, name: str, samples: np.ndarray) -> Clip:
    path = folder / f"{name}.wav"
    soundfile.write(path, samples, RATE, subtype="PCM_16")
    return Clip(path, len(samples))


def clips(folder: Path, count: int = 6, level: float = 0.08) -> list[Clip]:
    return [
        clip(folder, f"clip{i}", speechlike(1.5 + 0.4 * i, seed=i, level=level))
        for i in range(count)
    ]


def timeline(
    voice: list[Clip],
    seconds: float,
    *,
    gap: float = 3.5,
    lead_in: float = 6.0,
    tail: float = 12.0,
    personal: tuple[int, ...] = (),
    phases: tuple[Phase, ...] = (),
    sounds: tuple[SoundCue, ...] = (),
    bed_changes: tuple[BedChange, ...] = (),
    sleep: bool = False,
    from_s: float | None = None,
) -> Timeline:
    """Clips in turn with ``gap`` seconds between, from the lead-in to the tail."""
    frames, at = round(seconds * RATE), round((from_s or lead_in) * RATE)
    spoken: list[Spoken] = []
    while voice:
        one = voice[len(spoken) % len(voice)]
        if at + one.frames > frames - round(tail * RATE):
            break
        spoken.append(Spoken(at, one, "words", len(spoken)))
        at += one.frames + round(gap * RATE)
    heard = tuple(
        Heard("words", s.start, s.end, 0, personal=i in personal) for i, s in enumerate(spoken)
    )
    last = spoken[-1].end if spoken else frames - round(tail * RATE)
    return Timeline(
        frames=frames,
        lead_in=round(lead_in * RATE),
        tail=frames - last,
        chapters=(ChapterSpan("One", 0, frames),),
        spoken=tuple(spoken),
        sentences=heard,
        phases=phases,
        sounds=sounds,
        bed_changes=bed_changes,
        sleep=sleep,
    )


def mixed(track: Timeline, settings: SoundSettings, cache: Path):
    """The mix and its samples: (mix, (frames, channels) int16)."""
    made = mix(track, settings, cache=cache, ffmpeg=FFMPEG)
    data = b"".join(made.blocks())
    return made, np.frombuffer(data, "<i2").reshape(-1, made.channels)


def ebur128(path: Path) -> tuple[float, float]:
    """Integrated loudness and true peak as ffmpeg reads them: (LUFS, dBTP)."""
    command = [FFMPEG, "-hide_banner", "-nostats", "-i", path]
    command += ["-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    loud = re.findall(r"I:\s+(\S+) LUFS", said)[-1]
    return float(loud), float(re.findall(r"Peak:\s+(\S+) dBFS", said)[-1])


def encoded(samples: np.ndarray, path: Path, bitrate: str = "128k") -> Path:
    """``samples`` as a file in the format of ``path``'s name, by ffmpeg."""
    command = [FFMPEG, "-y", "-loglevel", "error", "-f", "s16le", "-ar", str(RATE)]
    command += ["-ac", str(samples.shape[1]), "-i", "pipe:0", "-b:a", bitrate, path]
    subprocess.run(command, input=samples.astype("<i2").tobytes(), check=True)
    return path


def decoded(path: Path) -> np.ndarray:
    """The samples of a sound file by ffmpeg, full scale 1.0: (frames, 2)."""
    command = [FFMPEG, "-loglevel", "error", "-i", path, "-f", "f32le", "-ac", "2", "-"]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(data, "<f4").reshape(-1, 2)


def levels_db(samples: np.ndarray, width: int) -> np.ndarray:
    """RMS of each ``width`` samples of a mono signal, dB."""
    whole = samples[: len(samples) // width * width].reshape(-1, width).astype(float)
    return 10 * np.log10(np.mean(whole**2, axis=1) + 1e-12)
