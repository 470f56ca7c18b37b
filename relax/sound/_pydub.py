"""pydub, imported without its complaint that no ffmpeg is on the PATH: none is needed to mix."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

__all__ = ["AudioSegment"]
