from ._clock import Clock as Clock, Jumps as Jumps, SystemClock as SystemClock
from ._device import (
    NULL as NULL,
    Output as Output,
    ReconnectingOutput as ReconnectingOutput,
    SpeakerOutput as SpeakerOutput,
    device_names as device_names,
)
from ._mixer import LOOK as LOOK, Mixer as Mixer, MixerEvent as MixerEvent
from ._source import (
    BufferedSource as BufferedSource,
    FileSource as FileSource,
    LoopSource as LoopSource,
    PipedSource as PipedSource,
    Source as Source,
    ToneSource as ToneSource,
    open_sound as open_sound,
)
