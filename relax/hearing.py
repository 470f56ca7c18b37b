"""What a recogniser hears of a script that is spoken: each line, and the words that differ."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax import ipa, voices, words
from relax.deliver import Recognised
from relax.home import secret
from relax.progress import silent
from relax.speaking import OpenVoices, lines_of
from relax.units import to_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relax.errors import Place
    from relax.home import Home
    from relax.progress import Progress
    from relax.timing import Timeline
    from relax.voices import Difference
    from relax.words import Script

_DEFAULT_MINUTES: Final = 10.0


@dataclass(frozen=True, slots=True)
class HeardLine:
    """A line of a script as a recogniser heard it.

    Attributes:
        text: as it stands in the script.
        place: where; None for the words of a count.
        heard: all that was heard.
        wrong: the words that differ; none when the line was recognised.
    """

    text: str
    place: Place | None
    heard: str
    wrong: tuple[Difference, ...]

    @property
    def advice(self) -> str:
        """What a person can do about it; "" when nothing is wrong."""
        said = next((each.said for each in self.wrong if each.said), "")
        if not self.wrong:
            return ""
        if not said:
            return "Listen to it; if a word too many is heard, write the line differently."
        return (
            f"Listen to it; if “{said}” is wrong, write how to say it under `say:` at the top of "
            f"the script, or choose another word."
        )


def hear_script(
    script: Script, home: Home, voice: str = "", progress: Progress = silent
) -> list[HeardLine]:
    """Every line of a script, spoken as a track of it would be, and heard.

    Raises:
        BadInput: the recogniser is not installed, or there is no such voice.
        VoiceError: a line could not be voiced; names its place.
    """
    recogniser = voices.Recogniser()
    minutes = script.meta.minutes or _DEFAULT_MINUTES
    spans = words.spans_for(minutes, script.meta.silence_max_s)
    cache = voices.ClipCache(home.clips, secret(home), "nobody", apart=home.personal_clips)
    say = words.merged(script.meta.say, dict(home.pronunciations))
    with home.caches.in_use():
        with OpenVoices() as opened:
            speaker = opened.get(voice, home)
            asked = lines_of(script, spans, home, voice=speaker)
            clips = voices.voice_lines([line for _, line in asked], speaker, cache, progress)
        heard = recogniser.recognise(
            [judged(phrase, say, script.meta.language) for phrase, _ in asked], clips, progress
        )
    return [
        HeardLine(words.as_written(phrase), line.place, each.heard, each.wrong)
        for (phrase, line), each in zip(asked, heard, strict=True)
    ]


def hear_track(
    timeline: Timeline, script: Script, home: Home, progress: Progress = silent
) -> Recognised:
    """How many lines of a track a recogniser hears, and when those start that it hears otherwise.

    Raises:
        BadInput: the recogniser is not installed.
    """
    recogniser = voices.Recogniser()
    say = words.merged(script.meta.say, dict(home.pronunciations))
    lines = {spoken.clip.path: spoken for spoken in reversed(timeline.spoken)}
    first = sorted(lines.values(), key=lambda spoken: spoken.start)
    texts = [judged(spoken.text, say, script.meta.language) for spoken in first]
    heard = recogniser.recognise(texts, [spoken.clip for spoken in first], progress)
    return Recognised(
        by=recogniser.name,
        lines=len(first),
        otherwise_s=tuple(
            round(to_seconds(spoken.start), 2)
            for spoken, each in zip(first, heard, strict=True)
            if each.wrong
        ),
    )


def judged(phrase: str, say: Mapping[str, str], language: str) -> str:
    """What must be heard of ``phrase``, in words.

    What has a pronunciation of its own, and names whose sounds are known, may be heard as anything
    (:data:`relax.voices.ANY_WORD`): no recogniser knows how they are spelled.
    """
    names = [*say, *words.names_in(words.as_written(phrase))]
    marked = words.as_spoken(phrase, dict.fromkeys(names, "/x/"))
    with suppress(words.UnspeakableError):  # it was somebody's name, and is heard as it is spoken
        marked = words.normalised(marked, language)
    return "".join(voices.ANY_WORD if is_ipa else piece for piece, is_ipa in ipa.parts(marked))
