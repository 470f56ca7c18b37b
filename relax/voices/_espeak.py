"""espeak-ng through ctypes, as it was on the day it was loaded, for every utterance.

The library keeps state that decides how the next utterance sounds (where its flutter stands, the
samples of its noise, the words of the last clause), and neither ``espeak_Cancel`` nor
``espeak_Terminate`` and ``espeak_Initialize`` put it back. So an utterance is spoken by a library
loaded afresh, with its noise seeded: the same words in the same voice are then the same samples,
whatever was said before and in whichever process. Loading takes about 3 ms.
"""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Any, Final

from relax import ipa
from relax.voices._voice_names import Language, UnknownVoiceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# From espeak's speak_lib.h.
_SYNCHRONOUS: Final = 2  # Synth returns when speech is done; no thread is started
_DONT_EXIT: Final = 0x8000  # without it a missing data folder ends the process
_BY_CHARACTER: Final = 1
_UTF8: Final = 1  # and not SSML (0x10): markup is spoken, not obeyed
_PHONEMES: Final = 0x100  # what stands in [[ ]] names sounds; only for what was marked as IPA
_END_PAUSE: Final = 0x1000
_AS_IPA: Final = 2  # phonememode: sounds in IPA and not by espeak's own names
_PARAMETERS: Final = {"rate": 1, "volume": 2, "pitch": 3, "range": 4, "wordgap": 7}
_BUFFER_MS: Final = 1000
_DEFAULTS: Final = {"rate": 175, "volume": 1.0, "pitch": 50, "range": 50, "wordgap": 0}
_SEED: Final = 1  # any number, always the same one


class EspeakError(Exception):
    """What espeak-ng says is wrong."""


class _Voice(ctypes.Structure):
    """``espeak_VOICE``."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Espeak:
    """One loaded library. Used from one thread."""

    def __init__(self, library: str, data: str | None) -> None:
        self._path = library
        self._data = data.encode() if data else None
        self._library: Any = None
        self._used = False
        self._chunks: list[bytes] = []
        self._callback = _Callback(self._collect)
        self.sample_rate = 0
        self.defaults: Mapping[str, float] = _DEFAULTS

    def fresh(self) -> None:
        """Make sure that nothing has been said since the library was loaded.

        Raises:
            EspeakError: it cannot be loaded, or finds no voice data.
        """
        if self._library is not None and not self._used:
            return
        self.close()
        try:
            library = ctypes.CDLL(self._path)
        except OSError as error:
            raise EspeakError(f"the library cannot be loaded ({error})") from None
        library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        self._library = library
        self.sample_rate = library.espeak_Initialize(
            _SYNCHRONOUS, _BUFFER_MS, self._data, _DONT_EXIT
        )
        if self.sample_rate <= 0:
            raise EspeakError("it finds no voice data")
        library.espeak_SetSynthCallback(self._callback)
        self._used = False

    def close(self) -> None:
        """Let go of the library, and of all it remembers."""
        if self._library is not None:
            self._library.espeak_Terminate()
            _unload(self._library)
            self._library = None

    def speak(self, text: str, voice: str | None, properties: Mapping[str, float]) -> bytes:
        """``text`` as 16-bit mono samples at :attr:`sample_rate`.

        Args:
            text: one utterance, without NUL; what is marked as IPA is in espeak-ng's own names.
            voice: what :meth:`find_voice` gave; None for espeak's own default.
            properties: ``rate`` (words a minute), ``volume`` (0-1), ``pitch`` and ``range``
                (0-99, 50 as the voice was made), ``wordgap`` (tens of milliseconds).

        Raises:
            EspeakError: with its error number.
        """
        self.fresh()
        self._used = True
        if voice is not None:
            self._library.espeak_SetVoiceByName(voice.encode())
        for name, value in properties.items():
            amount = round(value * 100) if name == "volume" else int(value)
            self._library.espeak_SetParameter(_PARAMETERS[name], amount, 0)
        self._seed()
        flags = _UTF8 | _END_PAUSE
        if ipa.is_in(text):
            text, flags = ipa.bracketed(text), flags | _PHONEMES
        data = text.encode()
        self._chunks = []
        size = ctypes.c_size_t(len(data) + 1)
        result = self._library.espeak_Synth(data, size, 0, _BY_CHARACTER, 0, flags, None, None)
        if result != 0:
            raise EspeakError(f"it answers with error {result}")
        return b"".join(self._chunks)

    def phonemes(self, text: str, voice: str) -> str:
        """How ``text`` is read by ``voice`` (what :meth:`find_voice` gave), in espeak-ng's IPA.

        Beside sounds there may be numbers of tones and ``(en)`` where it turns to English.
        """
        self.fresh()
        self._used = True
        self._library.espeak_SetVoiceByName(voice.encode())
        read = self._library.espeak_TextToPhonemes
        read.restype = ctypes.c_char_p
        kept = ctypes.create_string_buffer(text.encode())
        rest = ctypes.c_void_p(ctypes.addressof(kept))
        clauses = []
        while rest.value:  # it moves past a clause at a time, and then to nothing
            clauses.append(read(ctypes.byref(rest), _BY_CHARACTER, _AS_IPA) or b"")
        return b" ".join(clauses).decode(errors="replace").strip()

    def find_voice(self, voice: str) -> str:
        """What espeak-ng itself calls ``voice``: a name of its own, or a language, ``en-gb+f2``.

        It does not take every language code it lists, and passes over a variant it lacks.

        Raises:
            UnknownVoiceError: there is no such voice, language or variant.
        """
        self.fresh()
        self._used = True
        base, plus, variant = voice.partition("+")
        if plus and variant not in self._variants():
            raise UnknownVoiceError(self._names())
        if self._library.espeak_SetVoiceByName(base.encode()) == 0:
            return voice
        for row in self._list(None):
            if _code(row).lower() == base.lower():
                return f"{row.identifier.decode()}{plus}{variant}"
        raise UnknownVoiceError(self._names())

    def languages(self) -> list[Language]:
        """Every voice there is, without variants."""
        self.fresh()
        titles = {_code(voice): voice.name.decode(errors="replace") for voice in self._list(None)}
        return [Language(code, title, code) for code, title in titles.items()]

    def _seed(self) -> None:
        """Start the noise in breathy sounds at the same place: it is seeded by the clock."""
        try:
            self._library.espeak_ng_SetRandSeed(ctypes.c_long(_SEED))
        except AttributeError:  # before 1.52 it was the C library's own random numbers
            (ctypes.cdll.msvcrt if sys.platform == "win32" else ctypes.CDLL(None)).srand(_SEED)

    def _collect(self, wav: Any, samples: int, _events: Any) -> int:
        if samples > 0:
            self._chunks.append(ctypes.string_at(wav, samples * 2))
        return 0

    def _list(self, languages: bytes | None) -> Iterator[_Voice]:
        """Voices of espeak's own list; ``variant`` stands for the variants of all of them."""
        wanted = ctypes.byref(_Voice(languages=languages)) if languages else None
        found = self._library.espeak_ListVoices(wanted)
        n = 0
        while found[n]:
            yield found[n][0]
            n += 1

    def _names(self) -> list[str]:
        return [_code(voice) for voice in self._list(None)]

    def _variants(self) -> set[str]:
        return {
            voice.identifier.decode(errors="replace").rpartition("/")[2]
            for voice in self._list(b"variant")
        }


def open_library(own: str | None) -> Espeak:
    """espeak-ng from the user's own library, or from the one that pip brought with its data."""
    if own:
        return Espeak(own, None)
    import espeakng_loader  # noqa: PLC0415  (only where it is used)

    return Espeak(espeakng_loader.get_library_path(), espeakng_loader.get_data_path())


def _code(voice: _Voice) -> str:
    """The language code of a voice: its first, behind one byte of priority."""
    return bytes(voice.languages)[1:].split(b"\0")[0].decode(errors="replace")


def _unload(library: ctypes.CDLL) -> None:
    """Take a library out of this process; ctypes itself never does."""
    import _ctypes  # noqa: PLC0415  (only here)

    handle = library._handle  # noqa: SLF001  (there is no public way)
    if sys.platform == "win32":
        _ctypes.FreeLibrary(handle)
    else:
        _ctypes.dlclose(handle)
