from ._chunk_file import ChunkReader as ChunkReader
from ._chunks import (
    LEAD_IN as LEAD_IN,
    Chunk as Chunk,
    Encoded as Encoded,
    Sound as Sound,
)
from ._decode import decode as decode
from ._encode import (
    EncodeSettings as EncodeSettings,
    Format as Format,
    encode as encode,
    encode_sound as encode_sound,
    expected_bytes as expected_bytes,
    keep_chunks as keep_chunks,
)
from ._probe import Probe as Probe, packets_sha256 as packets_sha256, probe as probe
from ._program import (
    LOCAL as LOCAL,
    ffmpeg_program as ffmpeg_program,
    file_url as file_url,
    last_words as last_words,
    running as running,
)
from ._video import add_picture as add_picture, refuse_no_video as refuse_no_video
