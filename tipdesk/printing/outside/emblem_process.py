"""The process in which a picture from outside becomes an emblem, so that a hostile file ends this
process and not the program.

    python -P -m tipdesk.printing.outside.emblem_process MEMORY SECONDS

Standard input: 8 bytes of length (little endian), the file. Standard output, after the byte of
`beginning.begin`: width and height, 4 bytes each, and the samples (`emblem_samples`); both are 0
where the picture is too large, and nothing comes where it cannot be read. It reads and writes
nothing else: no file, no network.

The emblem is upright, opaque on white, sRGB, and no larger than paper shows.
"""

from __future__ import annotations

import io
import struct

from PIL import ExifTags, Image, ImageCms

from tipdesk.printing.outside.beginning import begin

# --- the emblem -------------------------------------------------------------------------------


FORMATS = ("PNG", "JPEG")
MOST_PIXELS = 40_000_000
LONGEST = 480  # pixels: 50 points at nearly 700 dpi
_WHITE = (255, 255, 255)
_DEEP = 257  # steps of 16 bits in one of 8
_ORIENTATION = ExifTags.Base.Orientation
_TURN = Image.Transpose
_TURNS = dict(
    enumerate(
        (
            _TURN.FLIP_LEFT_RIGHT, _TURN.ROTATE_180, _TURN.FLIP_TOP_BOTTOM, _TURN.TRANSPOSE,
            _TURN.ROTATE_270, _TURN.TRANSVERSE, _TURN.ROTATE_90,
        ),
        start=2,
    )
)  # fmt: skip


def emblem_samples(data: bytes) -> tuple[int, int, bytes]:
    """Width, height and RGB samples; all empty where there are more than `MOST_PIXELS`.

    Raises:
        OSError, ValueError, SyntaxError: Pillow's words for damaged files.
    """
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # Pillow refuses twice as many
    try:
        opened = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        return 0, 0, b""
    with opened:
        profile = opened.info.get("icc_profile", b"")
        picture = upright(opened)
        picture = _opaque(_in_srgb(of_8_bits(picture), profile))
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return picture.width, picture.height, picture.tobytes()


def upright(picture: Image.Image) -> Image.Image:
    """As its Exif says. Pillow's own `exif_transpose` writes the Exif anew, which fails with what
    many programs write; here it is only asked how the picture lies."""
    try:
        turn = _TURNS.get(picture.getexif().get(_ORIENTATION, 0))
    except (OSError, ValueError, SyntaxError, TypeError, struct.error):
        turn = None
    return picture if turn is None else picture.transpose(turn)


def of_8_bits(picture: Image.Image) -> Image.Image:
    """Pillow cuts off what is above 255 in grey of 16 bits instead of dividing it, and leaves the
    grey that is transparent as it was."""
    if not picture.mode.startswith("I"):
        return picture
    grey = picture.convert("I").point(lambda value: value * (1 / _DEEP)).convert("L")
    clear = picture.info.get("transparency")
    if isinstance(clear, int):
        grey.info["transparency"] = clear // _DEEP
    return grey


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """As its own profile says; a profile that does not fit is left aside."""
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    if has_alpha and picture.mode == "RGB":
        picture = picture.convert("RGBA")  # one colour that is transparent; a profile would move it
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            wanted = "RGBA" if picture.mode == "RGBA" else "RGB"
            converted = ImageCms.profileToProfile(picture, source, target, outputMode=wanted)
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return picture.convert("RGBA" if has_alpha else "RGB")


def _opaque(picture: Image.Image) -> Image.Image:
    """On white: PDF/A-2b knows transparency, printers and copiers do not."""
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    paper = Image.new("RGB", picture.size, _WHITE)
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def main() -> None:
    """Read one picture and give its pixels."""
    requests, replies = begin()
    (length,) = struct.unpack("<Q", requests.read(8))
    width, height, samples = emblem_samples(requests.read(length))
    replies.write(struct.pack("<II", width, height) + samples)
    replies.flush()


if __name__ == "__main__":
    main()
