"""Uploads become pictures: decoded under limits, encoded anew, named by their content.

What is served was written by our own encoder: what hid in the file beside the picture (a place,
a script, another file behind its end) does not get here. A picture of 8 million pixels needs
about 100 MB while it is decoded, so a process decodes one at a time.
"""

import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe
from PIL import Image, ImageOps

from jobboard.machine import write_whole
from jobboard.models.content import PictureFormat

READ_FORMATS = ("PNG", "JPEG", "WEBP")
DRAWING_COLOURS = 256  # with no more, PNG is the smaller and the sharper
WEBP_QUALITY = 85
LEAST_SIDE = 24  # pixels
MOST_RATIO = 10  # how many times as long as the shorter side the longer one may be
WAIT_SECONDS = 10  # for another picture that is being decoded
MOST_SCANS = 64  # of a progressive JPEG: each costs a pass over all pixels, and 10 is usual
START_OF_SCAN = b"\xff\xda"

NOT_A_PICTURE = (
    "This file is damaged or no picture that can be used here: upload PNG, JPEG or WebP. Drawings "
    "in SVG can carry programs, so they are not taken; export yours as PNG."
)
BROKEN = "This picture is damaged or cut off; save it anew and upload it again."
ANIMATED = "This picture moves; upload a single frame of it."
TOO_MANY_SCANS = "This JPEG is built of too many layers; save it anew and upload it again."
BUSY = "Other pictures are being read at this moment; upload this one again in a minute."

# One thread reads all: what each of several threads has once used for a large picture, the
# allocator keeps for that thread, so eight at once held 500 MB long after.
_one_at_a_time = threading.Lock()
_reader = ThreadPoolExecutor(1, "pictures")

# Pillow warns of what it would decode at twice its own limit: here that is an error anywhere.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class PictureRefusedError(Exception):
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
    """Return the upload as a clean picture of at most ``kept_side`` pixels a side, or refuse it.

    ``size`` in bytes is what the upload says; nothing beyond the limit is read. Waits while
    another picture is decoded, and refuses when that takes too long.
    """
    most = settings.PICTURES.bytes
    if size > most:
        raise PictureRefusedError(too_many_bytes())
    with _turn():
        content = upload.read(most + 1)
        if len(content) > most:
            raise PictureRefusedError(too_many_bytes())
        return _reader.submit(_encoded, content).result()


def _encoded(content: bytes) -> Encoded:
    image = _decoded(_opened(content))
    kind = PictureFormat.PNG if image.getcolors(DRAWING_COLOURS) else PictureFormat.WEBP
    return Encoded(_written(image, kind), kind, image.width, image.height)


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for this process's turn to decode; refuse when that takes too long."""
    if not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
        raise PictureRefusedError(BUSY)
    try:
        yield
    finally:
        _one_at_a_time.release()


def too_many_bytes() -> str:
    return f"This file is larger than {settings.PICTURES.bytes // 1024 // 1024} MB."


def fault_of_size(width: int, height: int) -> str:
    """Say why a picture of this many pixels is not taken; an empty text where it is."""
    limits = settings.PICTURES
    size = f"This picture is {width:,} × {height:,} pixels"
    if width * height > limits.pixels:
        million = limits.pixels // 1_000_000
        share = (limits.pixels / (width * height)) ** 0.5
        return (
            f"{size}; {million} million in all is the most. Make it smaller, "
            f"{int(width * share):,} × {int(height * share):,} for example."
        )
    if min(width, height) < LEAST_SIDE:
        return f"{size}; each side needs at least {LEAST_SIDE}."
    if max(width, height) > MOST_RATIO * min(width, height):
        times = max(width, height) // min(width, height)
        return f"{size}: one side is {times:,} times the other, and {MOST_RATIO} is the most."
    return ""


def _opened(content: bytes) -> Image.Image:
    """Read the header alone, and refuse what it announces before a pixel is decoded."""
    try:
        image = Image.open(BytesIO(content), formats=READ_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        million = settings.PICTURES.pixels // 1_000_000
        raise PictureRefusedError(
            f"This picture has far more than {million} million pixels; make it smaller."
        ) from error
    except Exception as error:
        raise PictureRefusedError(NOT_A_PICTURE) from error
    if fault := fault_of_size(image.width, image.height):
        raise PictureRefusedError(fault)
    # a phone's MPO holds a depth map or a second view behind the picture: the first is taken
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise PictureRefusedError(ANIMATED)
    if image.format in {"JPEG", "MPO"} and content.count(START_OF_SCAN) > MOST_SCANS:
        raise PictureRefusedError(TOO_MANY_SCANS)
    return image


def _decoded(image: Image.Image) -> Image.Image:
    """Return upright pixels of the final size, without anything that came along with them.

    The image is made smaller before it is turned: each step may hold a second copy.
    """
    side = settings.PICTURES.kept_side
    try:
        image.draft("RGB", (side, side))  # a large JPEG is decoded at half or a quarter
        image.load()
        mode = "RGBA" if image.has_transparency_data else "RGB"
        plain = image if image.mode == mode else image.convert(mode)
        plain.thumbnail((side, side), Image.Resampling.LANCZOS)
        ImageOps.exif_transpose(plain, in_place=True)
    except Exception as error:
        raise PictureRefusedError(BROKEN) from error
    plain.info.clear()
    return plain


def _written(image: Image.Image, kind: PictureFormat) -> bytes:
    out = BytesIO()
    if kind == PictureFormat.PNG:
        image.save(out, "PNG", optimize=True)
    else:
        image.save(out, "WEBP", quality=WEBP_QUALITY, method=4)
    return out.getvalue()


def fault_of_kept(content: bytes, extension: str) -> str:
    """Say why a file cannot be one that a board has written; an empty text where it can be."""
    with _turn():
        return _reader.submit(_fault_of_kept, content, extension).result()


def _fault_of_kept(content: bytes, extension: str) -> str:
    try:
        image = _opened(content)
        if (image.format or "").lower() != extension:
            return "its content is not of the kind that its name says"
        _decoded(image)
    except PictureRefusedError as error:
        return str(error)
    return ""


def store(picture: Encoded) -> Path:
    """Write the file unless it is there."""
    path = path_of(f"{picture.content_hash}.{picture.format}")
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, picture.content)
    return path


def remove(*file_names: str) -> None:
    """Delete the files of pictures that are no more; from now on their addresses are 404s."""
    for name in file_names:
        path_of(name).unlink(missing_ok=True)


def path_of(file_name: str) -> Path:
    """Return where a picture's file lies; ``file_name`` is a row's or has its very shape."""
    return Path(settings.VAR_DIR) / "media" / file_name


CONTENT_TYPES = {"webp": "image/webp", "png": "image/png"}
FOREVER = "public, max-age=31536000, immutable"


@require_safe
def show(request: HttpRequest, content_hash: str, extension: str) -> HttpResponse:
    """The picture; the route lets nothing but a hash and a known extension through."""
    path = path_of(f"{content_hash}.{extension}")
    if not path.is_file():
        raise Http404("There is no such picture.")
    etag = quote_etag(content_hash)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(path.read_bytes(), content_type=CONTENT_TYPES[extension])
    response["ETag"] = etag
    response["Cache-Control"] = FOREVER
    response["X-Content-Type-Options"] = "nosniff"
    # the picture is compressed: gzip would only cost time
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    return response
