from ._cache import ClipCache as ClipCache
from ._fetch import fetch as fetch, installed as installed, take as take, verify as verify
from ._guess import guess as guess, own_reading as own_reading
from ._heard import ANY_WORD as ANY_WORD, Difference as Difference
from ._language import languages_of as languages_of
from ._lines import Line as Line, voice_lines as voice_lines
from ._open import (
    engine_names as engine_names,
    fallback_note as fallback_note,
    full_name as full_name,
    list_voices as list_voices,
    open_voice as open_voice,
)
from ._protocol import (
    Clip as Clip,
    Engine as Engine,
    Manner as Manner,
    Voice as Voice,
    VoiceInfo as VoiceInfo,
    VoiceSettings as VoiceSettings,
)
from ._recognise import Recogniser as Recogniser, need_recogniser as need_recogniser
from ._registry import (
    Registry as Registry,
    RegistryVoice as RegistryVoice,
    VoiceFile as VoiceFile,
    megabytes as megabytes,
    registry as registry,
)
from ._sheet import record_sheet as record_sheet
