"""Whether an accent colour can be read on the site's papers, and what follows from it.

Contrast is that of WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

import re
from dataclasses import dataclass

LEAST = 4.5  # WCAG 2.2, 1.4.3, for text
COMFORTABLE = 7.0  # 1.4.6; what a shade is aimed at that nobody chose
TINT = 0.1  # how much of the accent is in the paper of notices
BLACK, WHITE = "#000000", "#ffffff"

_SHAPE = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Scheme:
    """The papers of ``static/css/tokens.css``, and towards which end a colour gets readable."""

    name: str
    papers: tuple[str, ...]
    end: str


LIGHT = Scheme("light", ("#faf7f0", "#fffdf8", "#f1ece1"), BLACK)
DARK = Scheme("dark", ("#16181a", "#1e2124", "#101214"), WHITE)


@dataclass(frozen=True, slots=True)
class Accent:
    """The three colours of a scheme that follow from the accent."""

    accent: str
    ink: str
    soft: str


def accent_of(colour: str, scheme: Scheme) -> Accent:
    """Return the accent with the ink that is read on it and the tint it is read on."""
    return Accent(colour, WHITE if scheme is LIGHT else DARK.papers[2], _tint(colour, scheme))


def problem(colour: str, scheme: Scheme) -> str:
    """Say in the editor's words why ``colour`` cannot be used; empty when it can."""
    if not colour:
        return ""
    if not _SHAPE.fullmatch(colour):
        return "A colour is # and six digits from 0 to f, such as #0d5560."
    found = least_contrast(colour, scheme)
    if found >= LEAST:
        return ""
    shown = int(found * 10) / 10  # cut, so that 4.49 is not said to be 4.5
    return (
        f"On {scheme.name} paper this colour has a contrast of {shown} : 1 at worst; text needs "
        f"{LEAST} : 1. The nearest shade that can be read is {readable(colour, scheme)}."
    )


def readable(colour: str, scheme: Scheme, aim: float = LEAST) -> str:
    """Return ``colour``, mixed with as little black or white as gives it a contrast of ``aim``."""
    shades = (mix(colour, scheme.end, percent / 100) for percent in range(101))
    return next((s for s in shades if least_contrast(s, scheme) >= aim), scheme.end)


def least_contrast(colour: str, scheme: Scheme) -> float:
    """Return the contrast on the worst of the papers, and on that of notices."""
    return min(contrast(colour, paper) for paper in (*scheme.papers, _tint(colour, scheme)))


def contrast(one: str, other: str) -> float:
    """Return the ratio of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance, from 0 to 1."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(one: str, other: str, share: float) -> str:
    """Return ``one`` with ``share`` (0 to 1) of ``other`` in it."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _tint(colour: str, scheme: Scheme) -> str:
    return mix(scheme.papers[0], colour, TINT)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
