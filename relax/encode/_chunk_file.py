"""Chunks of an MP3 as they stand in its file: read back one at a time, decoded, kept for others."""

from __future__ import annotations

import hashlib
from contextlib import closing
from typing import TYPE_CHECKING

from relax.encode._chunks import LEAD_IN, LOOK_AHEAD
from relax.encode._lame import DELAY, FRAME, info_frame, split_frames
from relax.errors import EncodeError
from relax.kept import pack

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from relax.encode._chunks import Encoded
    from relax.kept import Kept


class ChunkReader:
    """The chunks of a file that ``encode_sound`` wrote, with or without tags before them.

    Args:
        out: the file.
        encoded: what it was written of.

    Raises:
        EncodeError: the file cannot be read, has another length, or another header frame.
    """

    def __init__(self, out: Path, encoded: Encoded) -> None:
        self._encoded = encoded
        try:
            self._file = out.open("rb")
            begins = out.stat().st_size - encoded.size
            self._file.seek(max(begins, 0))
            header = self._file.read(len(encoded.header))
        except OSError:
            raise EncodeError("The track cannot be read.") from None
        self._base = begins + len(header)
        if begins < 0 or header != encoded.header:
            self.close()
            raise EncodeError("The track is not as it was written.")

    def frames(self, n: int) -> bytes | None:
        """The MP3 frames of chunk ``n``; None if they are not those that were written."""
        chunk = self._encoded.chunks[n]
        try:
            self._file.seek(self._base + chunk.at)
            data = self._file.read(chunk.size)
        except OSError:
            return None
        return data if hashlib.sha256(data).digest() == chunk.sha256 else None

    def standalone(self, first: int, last: int) -> bytes:
        """Chunks ``first`` to ``last`` as a file of their own, which a decoder gives to the sample.

        Before them stand the last ``LEAD_IN`` samples of what is heard before, where there are any;
        and after them what the decoder needs to end as in the whole file.
        """
        count = len(self._encoded.chunks)
        before = split_frames(self.frames(first - 1) or b"") if first else []
        inside = [split_frames(self.frames(n) or b"") for n in range(first, last + 1)]
        after = split_frames(self.frames(last + 1) or b"") if last + 1 < count else []
        whole = [*before[-LEAD_IN // FRAME :], *(frame for each in inside for frame in each)]
        whole += after[: LOOK_AHEAD // FRAME]
        padding = 0 if after else self._encoded.padding
        samples = len(whole) * FRAME - DELAY - padding
        size = sum(len(frame) for frame in whole)
        return b"".join((info_frame(self._encoded.header, len(whole), samples, size), *whole))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def keep(encoded: Encoded, out: Path, kept: Kept, verdicts: Sequence[bytes]) -> None:
    """Keep the chunks of a file that has been proved, each with what was measured of it.

    A chunk that the disk no longer holds as it was written is not kept: what was measured is not
    of it.

    Args:
        encoded: the file as it was written.
        out: the file; tags may stand before the header frame.
        kept: where.
        verdicts: one for each chunk.

    Raises:
        EncodeError: the file cannot be read, or is not as it was written.
    """
    with closing(ChunkReader(out, encoded)) as reader:
        for n, (chunk, verdict) in enumerate(zip(encoded.chunks, verdicts, strict=True)):
            if chunk.key and chunk.verdict is None and (frames := reader.frames(n)):
                parts = {"frames": frames, "pcm": chunk.pcm_sha256, "note": chunk.note}
                kept.keep(chunk.key, pack({**parts, "verdict": verdict}))
