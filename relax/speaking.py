"""What a script says, spoken: its phrases as lines for a voice, and a clip for each of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from relax import timing, voices, words
from relax.errors import BadInput
from relax.home import secret, voice_settings
from relax.origin import owner_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Self

    from relax.errors import Place
    from relax.home import Home
    from relax.plan import Plan
    from relax.progress import Progress
    from relax.words import Script, Spans


_UNSPEAKABLE = "Something in a name, or in another personal wish, cannot be spoken."
_IN_LETTERS = "Write under `pronunciation` how it sounds, in Latin letters."


@dataclass(slots=True)
class OpenVoices:
    """Voices that stay open from round to round and from track to track, until this is closed.

    Used from one thread.
    """

    _open: dict[tuple[str, voices.VoiceSettings], voices.Voice] = field(default_factory=dict)

    def get(self, spec: str, home: Home) -> voices.Voice:
        """The voice that ``--voice`` names; its engine is loaded with the first line it lacks.

        Raises:
            BadInput: there is no such voice.
        """
        key = (spec, voice_settings(home))
        if key not in self._open:
            self._open[key] = voices.open_voice(*key)
        return self._open[key]

    def begin(self, plan: Plan, home: Home) -> None:
        """Let the engine load while words are chosen, where it will probably be needed.

        That is on a new computer, for words of somebody's own, and for a name; otherwise all may
        have been spoken before.

        Raises:
            BadInput: there is no such voice.
        """
        request = plan.request
        start = getattr(self.get(request.voice or "", home), "start", None)
        own = isinstance(request.source, words.Script) or request.client.name
        if start and (own or not home.clips.is_dir()):
            start()

    def close(self) -> None:
        """Close them all; what is asked for again is opened anew."""
        while self._open:
            self._open.popitem()[1].close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class Speech:
    """What a voice made of a script.

    Attributes:
        clips: phrase → its clip.
        identity: of the voice.
        notices: what a person should know of it.
    """

    clips: Mapping[str, voices.Clip]
    identity: str
    notices: tuple[str, ...]


def speak(
    script: Script,
    spans: Spans,
    plan: Plan,
    home: Home,
    open_voices: OpenVoices,
    progress: Progress,
) -> Speech:
    """A clip for every phrase of the script, by the voice of the plan.

    Raises:
        VoiceError: a line could not be voiced; names its place.
        BadInput: there is no such voice.
    """
    request = plan.request
    voice = open_voices.get(request.voice or "", home)
    asked = lines_of(script, spans, home, plan, voice)
    owner = owner_of(request.client.client_ref) or "nobody"
    cache = voices.ClipCache(home.clips, secret(home), owner, apart=home.personal_clips)
    try:
        by_phrase = dict(asked)
        in_order = timing.phrases_to_voice(script, spans)  # a person says them in their order
        clips = voices.voice_lines([by_phrase[x] for x in in_order], voice, cache, progress)
    except BaseException:
        open_voices.close()  # it was stopped, and speaks no more
        raise
    tell = getattr(voice, "notices_for", None)
    told = tuple(tell(line.text for _, line in asked)) if tell else ()
    return Speech(dict(zip(in_order, clips, strict=True)), voice.identity, told)


def lines_of(
    script: Script,
    spans: Spans,
    home: Home,
    plan: Plan | None = None,
    voice: voices.Voice | None = None,
) -> list[tuple[str, voices.Line]]:
    """Every phrase of a script, each once, and as it is given to ``voice``.

    Raises:
        BadInput: something in a phrase that cannot be spoken, with its place.
    """
    say = words.merged(script.meta.say, dict(home.pronunciations))
    names = getattr(voice, "takes_ipa", False) and not getattr(voice, "knows_names", False)
    client = plan.request.client if plan else words.Client()
    rate = (plan.request.rate if plan else None) or client.voice_rate
    form_rate = getattr(voice, "rate_of_form", None)
    if form_rate:
        rate *= form_rate(script.meta.form or "")
    manner = voices.Manner(rate, 12 * math.log2(client.pitch))

    def line(phrase: str) -> voices.Line:
        known = words.names_in(words.as_written(phrase)) if names else {}
        spoken = words.as_spoken(phrase, words.merged(say, known))
        written = words.as_written(phrase)
        personal, place = script.is_personal(written), _place_of(written, script)
        text = _in_words(spoken, script.meta.language, place, personal=personal)
        return voices.Line(text, personal, manner, place)

    phrases = dict.fromkeys(timing.phrases_to_voice(script, spans))
    return [(phrase, line(phrase)) for phrase in phrases]


def _in_words(text: str, language: str, place: Place | None, *, personal: bool) -> str:
    """``text`` with its numbers, signs and abbreviations in words.

    What somebody wrote as a name may hold a flower or a bracket: it is not read aloud.
    """
    while True:
        try:
            return words.normalised(text, language)
        except words.UnspeakableError as error:
            rest = text.replace(error.sign, " ") if error.sign else text
            if not personal:
                raise BadInput(error.message, hint=error.hint, place=place) from None
            if error.kind != "sign" or rest == text or not words.is_speakable(rest):
                raise BadInput(_UNSPEAKABLE, hint=_IN_LETTERS, place=place) from None
            text = rest


def _place_of(phrase: str, script: Script) -> Place | None:
    """Where in the script a phrase stands first; the words of a count stand nowhere."""
    return next((s.place for s in script.sentences() if phrase in s.text), None)
