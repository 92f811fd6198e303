"""Uploads become pictures: decoded under limits, encoded anew, named by their content.

What is served was written by our own encoder: what hid in the file beside the picture (a place,
a script, another file behind its end) does not get here.
"""

import os
import tempfile
import warnings
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from PIL import Image, ImageOps

from jobboard.models.picture import PictureFormat

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 32_000_000  # a photograph of a good camera; up to 128 MB while it is decoded
MAX_SIDE = 2_000
READ_FORMATS = ("PNG", "JPEG", "WEBP")
DRAWING_COLOURS = 256  # with no more, PNG is the smaller and the sharper
WEBP_QUALITY = 85

NOT_A_PICTURE = (
    "This file is damaged or no picture that can be used here: upload PNG, JPEG or WebP. Drawings "
    "in SVG can carry programs, so they are not taken; export yours as PNG."
)
BROKEN = "This picture is damaged or cut off; save it anew and upload it again."
TOO_MANY_PIXELS = f"This picture has more than {MAX_PIXELS // 1_000_000} million pixels."
TOO_MANY_BYTES = f"This file is larger than {MAX_BYTES // 1024 // 1024} MB."
ANIMATED = "This picture moves; upload a single frame of it."

# Pillow warns of what it would decode at twice its own limit: here that is an error anywhere.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class RefusedError(Exception):
    """The upload is no picture that can be shown; the message tells the editor why."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as it is stored."""

    content: bytes
    format: PictureFormat
    width: int
    height: int

    @property
    def content_hash(self) -> str:
        return sha256(self.content).hexdigest()[:32]


def encode(upload: BinaryIO, size: int) -> Encoded:
    """Return the upload as a clean picture of at most 2,000 pixels a side, or refuse it.

    ``size`` in bytes is what the upload says; nothing beyond the limit is read.
    """
    if size > MAX_BYTES:
        raise RefusedError(TOO_MANY_BYTES)
    content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise RefusedError(TOO_MANY_BYTES)
    image = _decoded(_opened(content))
    kind = PictureFormat.PNG if image.getcolors(DRAWING_COLOURS) else PictureFormat.WEBP
    return Encoded(_written(image, kind), kind, image.width, image.height)


def _opened(content: bytes) -> Image.Image:
    """Read the header alone, and refuse what it announces before a pixel is decoded."""
    try:
        image = Image.open(BytesIO(content), formats=READ_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedError(TOO_MANY_PIXELS) from error
    except Exception as error:
        raise RefusedError(NOT_A_PICTURE) from error
    if image.width * image.height > MAX_PIXELS:
        raise RefusedError(TOO_MANY_PIXELS)
    if getattr(image, "is_animated", False):
        raise RefusedError(ANIMATED)
    return image


def _decoded(image: Image.Image) -> Image.Image:
    """Return upright pixels of the final size, without anything that came along with them."""
    try:
        image.draft("RGB", (MAX_SIDE, MAX_SIDE))  # a large JPEG is decoded at half or a quarter
        image.load()
        turned = ImageOps.exif_transpose(image)
        plain = turned.convert("RGBA" if turned.has_transparency_data else "RGB")
        plain.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    except Exception as error:
        raise RefusedError(BROKEN) from error
    plain.info.clear()
    return plain


def _written(image: Image.Image, kind: PictureFormat) -> bytes:
    out = BytesIO()
    if kind == PictureFormat.PNG:
        image.save(out, "PNG", optimize=True)
    else:
        image.save(out, "WEBP", quality=WEBP_QUALITY, method=4)
    return out.getvalue()


def store(picture: Encoded) -> Path:
    """Write the file unless it is there; whoever reads at the same time sees all of it or none."""
    path = path_of(f"{picture.content_hash}.{picture.format}")
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
            draft.write(picture.content)
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).replace(path)
    return path


def remove(*file_names: str) -> None:
    """Delete the files of pictures that are no more; from now on their addresses are 404s."""
    for name in file_names:
        path_of(name).unlink(missing_ok=True)


def path_of(file_name: str) -> Path:
    """Return where a picture's file lies; ``file_name`` is a row's or has its very shape."""
    return Path(settings.VAR_DIR) / "media" / file_name
