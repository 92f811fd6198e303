"""What an uploaded picture may be: everything here is checked before a pixel is decoded."""

from dataclasses import dataclass

import environ

from jobboard.environment import number


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """Pixels, bytes and sides of one picture, and how often and how long one may wait.

    ``ratio`` is how many times as long as the shorter side the longer one may be; ``kept_side``
    is the longest side that is kept.
    """

    pixels: int
    bytes: int
    kept_side: int
    least_side: int
    ratio: int
    uploads_an_hour: int
    wait_seconds: int


def picture_limits(env: environ.Env) -> PictureLimits:
    """Return the limits of every upload: logos, pictures in texts, pictures of content files."""
    million = number(env, "JOBBOARD_PICTURE_MEGAPIXELS", default=8, least=1, most=100)
    megabytes = number(env, "JOBBOARD_PICTURE_MEGABYTES", default=10, least=1, most=100)
    return PictureLimits(
        pixels=million * 1_000_000,
        bytes=megabytes * 1024 * 1024,
        kept_side=number(env, "JOBBOARD_PICTURE_SIDE", default=2_000, least=100, most=10_000),
        least_side=number(env, "JOBBOARD_PICTURE_LEAST_SIDE", default=24, least=1, most=100),
        ratio=number(env, "JOBBOARD_PICTURE_RATIO", default=10, least=1, most=100),
        uploads_an_hour=number(env, "JOBBOARD_PICTURE_UPLOADS", default=60, least=1, most=10_000),
        wait_seconds=number(env, "JOBBOARD_PICTURE_WAIT_SECONDS", default=10, least=1, most=60),
    )
