from ._beds import (
    bed_names as bed_names,
    describe_beds as describe_beds,
    open_bed as open_bed,
    prepare_bed as prepare_bed,
    refuse_unknown as refuse_unknown,
)
from ._curve import CURVE_FRAME as CURVE_FRAME, Curve as Curve
from ._even import evened as evened
from ._meter import (
    Meter as Meter,
    blocks as blocks,
    gated as gated,
    integrated as integrated,
    loudness as loudness,
    range_lu as range_lu,
    true_peak as true_peak,
)
from ._mix import Levels as Levels, Mix as Mix, mix as mix
from ._plot import bed_plot as bed_plot
from ._settings import (
    Preset as Preset,
    SoundSettings as SoundSettings,
    encoder_loss_db as encoder_loss_db,
    load_presets as load_presets,
    warmth_names as warmth_names,
)
from ._synth import Bed as Bed
from ._tones import phase_tone as phase_tone
