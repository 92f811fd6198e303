"""Draws SVG from its input as PNG: ``python -I rasterize.py WIDTH FONT COLOURS``.

A program of its own, which needs no Django: it takes a third of a second, through which the library
holds its process, and with it every other page.
"""

import sys
from io import BytesIO

from PIL import Image
from resvg_py import svg_to_bytes


def rasterized(svg: str, width: int, font: str, colours: int) -> bytes:
    """Return a PNG with a palette, half as large as one without."""
    png = svg_to_bytes(
        svg_string=svg,
        width=width,
        font_files=[font],
        font_family="DejaVu Sans",
        sans_serif_family="DejaVu Sans",
        serif_family="DejaVu Serif",
    )
    found, image = BytesIO(), Image.open(BytesIO(bytes(png))).convert("RGB")
    image.quantize(colours, method=Image.Quantize.FASTOCTREE).save(found, "PNG")
    return found.getvalue()


if __name__ == "__main__":
    width, font, colours = sys.argv[1:]
    svg = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(rasterized(svg, int(width), font, int(colours)))
