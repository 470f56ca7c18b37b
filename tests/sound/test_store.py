"""Where beds are kept: used again, made again when damaged, never in the way of a full disk."""

from __future__ import annotations

import subprocess
import sys

import pytest

from relax.errors import RelaxError
from relax.files import _computer
from relax.progress import silent
from relax.sound import SoundSettings, _beds, mix
from relax.sound._beds import open_bed
from relax.sound._loop import open_loop
from tests.sound.material import RATE, clips, timeline


def opened(cache, **chosen):
    return open_bed(SoundSettings(**chosen), 60 * RATE, cache, silent, None)


def test_the_second_time_it_comes_from_the_cache(tmp_path):
    path = opened(tmp_path, bed="drone").path
    before = path.stat().st_ino
    assert opened(tmp_path, bed="drone").path.stat().st_ino == before
    assert opened(tmp_path, bed="drone", seed=2).path != path
    assert opened(tmp_path, bed="drone", bed_tone_db=-3).path != path


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied", "rubbish"])
def test_a_damaged_entry_is_made_again(tmp_path, damage):
    path = opened(tmp_path, bed="drone").path
    whole = path.read_bytes()
    path.write_bytes(
        {
            "cut": whole[: len(whole) // 2],
            "flipped": whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:],
            "emptied": b"",
            "rubbish": b"nothing of the kind",
        }[damage]
    )
    assert open_loop(path) is None
    opened(tmp_path, bed="drone")
    assert path.read_bytes() == whole


def test_a_cache_that_is_no_folder_is_said_so(tmp_path):
    (tmp_path / "cache").write_text("")
    with pytest.raises(RelaxError, match="cannot be stored") as caught:
        opened(tmp_path / "cache", bed="drone")
    assert caught.value.exit_code == 1
    with pytest.raises(RelaxError, match="cannot be kept"):
        mix(timeline(clips(tmp_path), 40), SoundSettings(), cache=tmp_path / "cache")


FULL = """
import resource, sys
from pathlib import Path
from relax.errors import RelaxError
from relax.files import _computer
from relax.sound import SoundSettings, mix
from tests.sound.material import clips, timeline
folder = Path(sys.argv[1])
track = timeline(clips(folder), 60)
(folder / "cache").mkdir()
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    mix(track, SoundSettings(bed=sys.argv[2]), cache=folder / "cache")
except RelaxError as error:
    print(error)
left = [path for path in (folder / "cache").rglob("*") if path.is_file()]
print([path for path in left if path.suffix != ".kept"])  # what was measured is whole
"""


@pytest.mark.parametrize("bed", ["none", "drone"])
def test_a_full_disk_is_said_so_and_leaves_nothing(tmp_path, bed):
    pytest.importorskip("resource", reason="this system cannot limit the size of files")
    command = [sys.executable, "-c", FULL, str(tmp_path), bed]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "disk full" in said
    assert said.endswith("[]\n")


def test_what_is_broken_off_while_a_bed_is_made_leaves_no_file(tmp_path, monkeypatch):
    """A request that is refused ends the program while its bed is still being made."""
    seen = []
    whole = _beds.synthesise

    def looked(*given):
        seen.append(list(tmp_path.iterdir()))
        return whole(*given)

    monkeypatch.setattr(_beds, "synthesise", looked)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = tmp_path / f"{_computer()}{dead.pid}-x.pcm"
    left.touch()
    path = opened(tmp_path, bed="drone").path
    assert seen == [[left]]
    assert list(tmp_path.iterdir()) == [path]
