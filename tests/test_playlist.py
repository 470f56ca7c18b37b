"""Playlists: what is written is read again, and what other programs write is read as they mean it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, strategies as st

from relax.errors import BadInput
from relax.playlist import (
    PlaylistTrack,
    dump_m3u8,
    dump_xspf,
    load_m3u,
    load_xspf,
    read_playlist,
)

TRACK = "{http://xspf.org/ns/0/}track"

# Any file name but one with a line break; some that a reader could take for something else.
parts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0/"), max_size=12
) | st.sampled_from(["#1", "file:", "a:b", " a", "50%41", "ü & <b>", "\u2028", "\x85", "\x0c"])
locations = st.tuples(parts, parts).map(lambda two: f"{two[0]}d/{two[1]}.mp3")
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Co"]), max_size=20)
tracks = st.lists(
    st.builds(
        PlaylistTrack,
        location=locations | parts.map("{}.mp3".format),
        title=words.map(lambda title: " ".join(title.split())),
        seconds=st.none() | st.integers(0, 10**6).map(float),
    ),
    max_size=4,
)


@given(tracks)
def test_what_is_written_as_m3u_is_read_as_it_was(given_tracks):
    assert load_m3u(dump_m3u8(given_tracks)) == given_tracks


@given(words, tracks)
def test_what_is_written_as_xspf_is_read_as_it_was(title, given_tracks):
    written = dump_xspf(title, given_tracks)
    assert load_xspf(written.encode()) == given_tracks
    assert [unquote(element[0].text) for element in ET.fromstring(written).iter(TRACK)] == [
        track.location for track in given_tracks
    ]


def test_a_playlist_is_written_as_other_players_read_it():
    track = PlaylistTrack("#1 50%.mp3", "Ana’s\nscan, slow \x07& <soft>", 61.6)
    title = "Ana’s scan, slow & <soft>"
    assert dump_m3u8([track]) == f"#EXTM3U\n#EXTINF:62,{title}\n./#1 50%.mp3\n"
    (element,) = ET.fromstring(dump_xspf("a  b", [track])).iter(TRACK)
    assert [part.text for part in element] == ["%231%2050%25.mp3", title, "61600"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("#EXTM3U\n\n# a remark\n", []),
        ("a.mp3\r\nb.mp3", [("a.mp3", "", None), ("b.mp3", "", None)]),
        ("#EXTINF:12,One, two\na.mp3\nb.mp3", [("a.mp3", "One, two", 12), ("b.mp3", "", None)]),
        ("#EXTINF:-1,Radio\na.mp3", [("a.mp3", "Radio", None)]),
        ('#EXTINF:7.5 logo="x",T\n#EXTGRP:g\na.mp3', [("a.mp3", "T", 7.5)]),
        ("#EXTINF:7\na.mp3", [("a.mp3", "", 7)]),
        ("#EXTINF:seven,T\na.mp3", [("a.mp3", "", None)]),
        ("  a b%20c.mp3 ", [("a b%20c.mp3", "", None)]),
        ("file:///music/a%20b.mp3", [("/music/a b.mp3", "", None)]),
    ],
)
def test_m3u_is_read_as_it_is_meant(text, found):
    assert load_m3u(text) == [PlaylistTrack(*each) for each in found]


def test_of_several_places_of_one_track_the_first_counts_and_of_the_playlist_none():
    inside = (
        "<location>list.xspf</location><trackList><track>"
        "<location> a%20b.mp3 </location><location>a.flac</location><duration>x</duration>"
        "</track><track/></trackList>"
    )
    data = f'<playlist version="1" xmlns="http://xspf.org/ns/0/">{inside}</playlist>'.encode()
    assert load_xspf(data) == [PlaylistTrack("a b.mp3")]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("gone.m3u8", None),
        ("latin.m3u8", "ü.mp3".encode("cp1252")),
        ("cut.xspf", b"<playlist>"),
        ("odd.m3u", b"file://[/a.mp3"),
    ],
)
def test_a_playlist_that_cannot_be_read_is_named(tmp_path, name, data):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput, match=name):
        read_playlist(tmp_path / name)


def test_names_lie_beside_the_playlist_whatever_strokes_they_have(tmp_path):
    (tmp_path / "list.M3U").write_bytes("\ufeffdeep\\ü.mp3\r\n/music/b.mp3".encode())
    assert read_playlist(tmp_path / "list.M3U") == [
        tmp_path / "deep" / "ü.mp3",
        Path("/music/b.mp3"),
    ]
