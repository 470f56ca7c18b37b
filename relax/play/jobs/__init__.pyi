from ._bed_job import BedFile as BedFile, prepare_bed as prepare_bed
from ._fallback_way_back import FallbackWayBack as FallbackWayBack
