"""Title, artist and cover that somebody chose: what is taken, what is refused, what is kept."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageCms

from relax.deliver import Cover, Credits, credit, read_cover, refuse_personal
from relax.errors import BadInput
from relax.origin import origin_of
from relax.request import settle
from relax.words import Client
from tests.deliver.short import home, request

PERSON = Client.model_validate(
    {
        "client_ref": "K-17",
        "name": "Ana María de la Cruz",
        "pronunciation": "Ah-na",
        "intention": "Softer evenings",
        "therapist_label": "Marta",
        "avoid": ["belly"],
        "contraindications": ["pregnancy"],
        "pronunciations": {"Aoife": "Ee-fa"},
        "stop_phrase": "Red light",
    }
)


def photo(size=(900, 600), mode="RGB"):
    """A picture whose left half is red, with the upper left corner white."""
    pixels = np.zeros((size[1], size[0], 3), np.uint8)
    pixels[:, : size[0] // 2] = (200, 30, 30)
    pixels[: size[1] // 4, : size[0] // 4] = 255
    return Image.fromarray(pixels).convert(mode)


def saved(path, image, **how):
    image.save(path, **how)
    return path


def opened(cover):
    image = Image.open(io.BytesIO(cover.data))
    image.load()
    return image


@pytest.mark.parametrize(
    "title",
    [
        "For Ana",
        "ANA's evening",
        "Anas Abend",
        "maria",
        "Evening — Cruz",
        "softer  Evenings, at last",
        "With Marta",
        "K-17",
        "k 17",
        "ah na",
        "A scan without the belly",
        "Calm in pregnancy",
        "Aoife and the sea",
        "A red light",
        "Ana\u0301",
    ],
)
def test_a_title_that_tells_of_the_person_is_refused_and_not_quoted(title):
    with pytest.raises(BadInput) as refused:
        refuse_personal(Credits(title=title), PERSON)
    said = str(refused.value)
    assert refused.value.exit_code == 2
    assert said.startswith("--title holds something of the person")
    assert len(said) < 200
    for word in (title, "Ana", "Marta", "belly", "pregnan", "K-17", "red"):
        assert word.casefold() not in said.casefold()


@pytest.mark.parametrize("title", ["Evening de la Luna", "Banana boat", "Analog", "Soft evenings"])
def test_a_title_that_only_resembles_is_taken(title):
    refuse_personal(Credits(title=title), PERSON)
    refuse_personal(Credits(title="For Ana"), Client())


def test_an_artist_may_be_whoever_makes_it_but_not_the_person():
    refuse_personal(Credits(artist="Marta"), PERSON)
    house = Client.model_validate({"name": "Rose", "clinic_name": "Rose Clinic"})
    refuse_personal(Credits(artist="Rose Clinic"), house)
    with pytest.raises(BadInput, match="--artist"):
        refuse_personal(Credits(artist="Ana and friends"), PERSON)
    with pytest.raises(BadInput, match="--title"):
        refuse_personal(Credits(title="Wilma's own"), Client(), ("Wilma",))


@pytest.mark.parametrize("text", ["a\u00adb", "a\x07b", "x" * 121, "a\u200bb"])
def test_a_text_that_cannot_be_in_a_tag_is_refused_and_not_quoted(text):
    with pytest.raises(BadInput) as refused:
        credit(text, "title")
    assert text not in str(refused.value)
    assert credit("  Evening \n calm ", "title") == "Evening calm"
    assert credit(None, "title") == credit(" ", "title") == ""


def test_a_photo_keeps_its_pixels_alone(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: it is shown turned right by a quarter
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    path = saved(tmp_path / "a.jpg", photo((3000, 2000)), exif=exif, comment=b"CameraMaker")
    assert b"CameraMaker" in path.read_bytes()
    cover = read_cover(path)
    image = opened(cover)
    assert (cover.mime, image.format, image.size) == ("image/jpeg", "JPEG", (933, 1400))
    assert b"CameraMaker" not in cover.data
    assert b"Exif" not in cover.data
    assert not image.getexif()
    corner, below = image.getpixel((900, 20)), image.getpixel((500, 1300))
    assert min(corner) > 240, "upright: what was the upper left corner is the upper right one"
    assert max(below) < 20
    assert read_cover(path) == cover


def test_pictures_of_every_kind_are_taken_as_they_look(tmp_path):
    seen_through = photo((50, 40)).convert("RGBA")
    seen_through.putalpha(0)
    text = tmp_path / "text.png"
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "Somebody")
    saved(text, photo((50, 40)), pnginfo=info)
    assert b"Somebody" not in read_cover(text).data
    assert (
        opened(read_cover(saved(tmp_path / "a.png", seen_through))).getpixel((5, 5)) == (255,) * 3
    )
    cmyk = opened(read_cover(saved(tmp_path / "c.jpg", photo((50, 40), "CMYK"))))
    assert (cmyk.mode, min(cmyk.getpixel((3, 3))) > 240) == ("RGB", True)
    deep = Image.fromarray(np.full((40, 50), 40_000, np.uint16))
    grey = opened(read_cover(saved(tmp_path / "deep.png", deep))).getpixel((5, 5))
    assert grey == pytest.approx((156,) * 3, abs=1)
    assert opened(read_cover(saved(tmp_path / "p.png", photo((50, 40), "P")))).mode == "RGB"
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    odd = saved(tmp_path / "odd.jpg", photo((50, 40)), icc_profile=lab)
    assert opened(read_cover(odd)).size == (50, 40)
    named = saved(tmp_path / "really.jpg", photo((50, 40)), format="PNG")
    assert read_cover(named).mime == "image/png"


def bomb(path, side):
    """A PNG of a few hundred kB at most that says it has ``side`` squared pixels."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    parts = (b"IHDR", head), (b"IDAT", rows), (b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts))
    return path


def test_what_is_no_picture_is_one_clear_sentence(tmp_path, recwarn):
    whole = saved(tmp_path / "a.jpg", photo()).read_bytes()
    (tmp_path / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "no.png").write_bytes(b"nothing of the kind")
    (tmp_path / "empty.png").write_bytes(b"")
    saved(tmp_path / "b.gif", photo((50, 40)))
    (tmp_path / "b.gif").rename(tmp_path / "gif.png")
    for name in ("cut.jpg", "no.png", "empty.png", "gif.png"):
        with pytest.raises(BadInput, match="no JPEG or PNG picture"):
            read_cover(tmp_path / name)
    (tmp_path / "big.jpg").write_bytes(whole + bytes(10_000_001 - len(whole)))
    with pytest.raises(BadInput, match="larger than 10 MB"):
        read_cover(tmp_path / "big.jpg")
    (tmp_path / "fits.jpg").write_bytes(whole + bytes(10_000_000 - len(whole)))
    assert read_cover(tmp_path / "fits.jpg").data
    for side in (7100, 10_000, 30_000):
        with pytest.raises(BadInput, match="more than 50 million pixels"):
            read_cover(bomb(tmp_path / "bomb.png", side))
    with pytest.raises(BadInput, match="cannot be read: no such file"):
        read_cover(tmp_path / "missing.png")
    with pytest.raises(BadInput, match="cannot be read"):
        read_cover(tmp_path)
    assert not recwarn.list


def test_what_was_chosen_belongs_to_the_request(tmp_path):
    place = home(tmp_path)
    plain = settle(request(tmp_path))
    picture = [Cover(b"the same", "image/png", digest) for digest in ("a" * 64, "b" * 64)]
    asked = [
        Credits(),
        Credits(title="One"),
        Credits(title="Two"),
        Credits(artist="One"),
        *(Credits(cover=each) for each in picture),
    ]
    found = [origin_of(replace(plain, credits=each), place, "voice").request for each in asked]
    assert len(set(found)) == len(asked)
    again = replace(plain, credits=Credits(title="One"))
    assert origin_of(again, place, "voice").request == found[1]
    assert origin_of(plain, place, "voice").request == found[0], "what nobody chose changes nothing"
