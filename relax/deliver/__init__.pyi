from ._calls import may_call as may_call
from ._captions import captions as captions, spoken_beside as spoken_beside
from ._check import check as check
from ._cover import cover as cover
from ._credits import (
    NO_CREDITS as NO_CREDITS,
    Credits as Credits,
    credit as credit,
    refuse_personal as refuse_personal,
)
from ._density import densities as densities, word_count as word_count
from ._film import film as film
from ._gain import Gain as Gain, gain_of as gain_of
from ._inspect import Report as Report, inspect as inspect
from ._lyrics import lyrics as lyrics
from ._marks import (
    UNPROVED as UNPROVED,
    WAY_BACK as WAY_BACK,
    Marks as Marks,
    read_marks as read_marks,
)
from ._measure import Measured as Measured, measure as measure
from ._measure_chunks import measure_made as measure_made
from ._own_cover import Cover as Cover, read_cover as read_cover
from ._picture import draw_picture as draw_picture, plot_levels as plot_levels
from ._proof import (
    Proof as Proof,
    Recognised as Recognised,
    load_proof as load_proof,
    longest_silence as longest_silence,
    pauses as pauses,
    phase_starts as phase_starts,
    sections as sections,
    sha256_of as sha256_of,
    speech_seconds as speech_seconds,
)
from ._purpose import check_purpose as check_purpose, voice_lufs as voice_lufs
from ._sidecars import write_sidecars as write_sidecars
from ._tags import Tags as Tags, tag as tag, tag_again as tag_again
from ._transcript import About as About, transcript as transcript
from ._words import SpokenBy as SpokenBy
