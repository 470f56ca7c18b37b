"""The feed has what podcast players and their checkers ask for."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ET

import pytest
from PIL import Image

from relax.batch import Entry, Ledger
from relax.batch.site import ListedTrack, feed_xml, write_site
from relax.deliver import Proof

ATOM = "{http://www.w3.org/2005/Atom}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
BASE = "https://clinic.example/tracks"


@pytest.fixture
def channel():
    entry = Entry("a-en-3m-0.mp3", "", "", "", 180.0, 1.0, "2026-01-01T00:00:00+00:00", "1")
    proof = Proof.model_construct(title="Near", language="en", decoded_s=180.0, sections=())
    return ET.fromstring(feed_xml("May", BASE, [ListedTrack(entry, proof, 5)])).find("channel")


def test_the_feed_says_where_it_is_and_what_it_is_about(channel):
    itself = channel.find(f"{ATOM}link")
    assert itself.get("rel") == "self"
    assert itself.get("href") == f"{BASE}/feed.xml"
    assert itself.get("type") == "application/rss+xml"
    assert channel.find(f"{ITUNES}category").get("text") == "Health & Fitness"
    assert channel.find(f"{ITUNES}image").get("href") == f"{BASE}/cover.png"


def test_no_directory_of_podcasts_may_list_it(channel):
    assert channel.findtext(f"{ITUNES}block") == "Yes"
    assert channel.findtext(f"{PODCAST}locked") == "yes"


def test_transcripts_are_offered_in_both_forms(channel):
    found = channel.find("item").findall(f"{PODCAST}transcript")
    assert {(each.get("url"), each.get("type")) for each in found} == {
        (f"{BASE}/a-en-3m-0.vtt", "text/vtt"),
        (f"{BASE}/a-en-3m-0.srt", "application/x-subrip"),
    }


def test_its_picture_is_large_enough_and_goes_with_it(tmp_path):
    Ledger(tmp_path).note(title="May", base_url=BASE, listed=[])
    write_site(tmp_path)
    image = Image.open(io.BytesIO((tmp_path / "cover.png").read_bytes()))
    assert image.size == (1400, 1400)
    assert image.format == "PNG"
    Ledger(tmp_path).note(base_url="")
    write_site(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert not left & {"cover.png", "feed.xml"}
    assert json.loads((tmp_path / "report.json").read_text())["tracks"] == []
