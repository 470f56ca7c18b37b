from ._characters import UnspeakableError as UnspeakableError
from ._names import (
    find_name as find_name,
    load_pronunciations as load_pronunciations,
    names_in as names_in,
)
from ._normalise import normalised as normalised, unspeakable as unspeakable
from ._speech import (
    is_speakable as is_speakable,
    known_languages as known_languages,
    length_words as length_words,
    number_words as number_words,
    speech_words as speech_words,
    split_phrases as split_phrases,
    split_sentences as split_sentences,
)
from ._spoken import signs as signs
