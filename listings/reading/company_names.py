"""Names of companies as people write them, where only an address is known.

``presentable`` is a rule that imports follow; ``suggested`` is for an editor to decide.
"""

import re
from collections import Counter
from collections.abc import Iterable

ABBREVIATION = 3  # letters: a word as short as that may be one, and is left as it is
LONGEST = 60  # letters of a name that is looked for in texts
NOBODYS = frozenset({"www", "jobs", "careers", "com", "co", "org", "net"})  # parts of domains
_SMALL_WORDS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}")


def presentable(name: str) -> str:
    """Return a name that stands in small letters alone as names stand: ``notion`` is ``Notion``.

    Words of a text ("bank of alba") keep their small ones. What has a capital, a figure or a sign
    is somebody's spelling, and one short word may be an abbreviation: both stay.
    """
    is_plain = bool(_SMALL_WORDS.fullmatch(name)) and name == name.lower()
    words = name.split(" ")
    if not is_plain or (len(words) == 1 and len(name) <= ABBREVIATION):
        return name
    named = (
        word[0].upper() + word[1:] if at == 0 or len(word) > ABBREVIATION else word
        for at, word in enumerate(words)
    )
    return " ".join(named)


def suggested(name: str, texts: Iterable[str]) -> str:
    """Return how the company seems to write its name, by its own texts; empty for no suggestion.

    ``heidihealth.com.au`` is ``Heidi Health`` where its texts say so, else ``Heidihealth``.
    """
    texts, own = list(texts), _own_part(name)
    found = _as_in(name, texts) or _as_in(own, texts) or _spaced(own)
    return found if found != name else ""


def _spaced(name: str) -> str:
    """A name of several words that an address joins; empty where that gives no name either."""
    words = " ".join(re.split(r"[ _-]+", name))
    return presentable(words) if presentable(words) != words else ""


def _own_part(name: str) -> str:
    """What of a domain is the company's: its first part; other names are whole."""
    if not _DOMAIN.fullmatch(name.lower()):
        return name
    own = (part for part in name.split(".") if part.lower() not in NOBODYS)
    return next(own, name)


def _as_in(name: str, texts: Iterable[str]) -> str:
    """The spelling with capitals that the texts have most often, whatever its spaces and signs."""
    letters = [letter for letter in name if letter.isalnum()][:LONGEST]
    if len(letters) < 2:
        return ""
    pattern = re.compile(
        r"(?<!\w)" + r"[ ’'.&-]?".join(map(re.escape, letters)) + r"(?!\w)", re.IGNORECASE
    )
    spellings = Counter(found for text in texts for found in pattern.findall(text))
    written = ((said, n) for said, n in spellings.most_common() if said != said.lower())
    mixed = [(said, n) for said, n in written if said != said.upper() or len(letters) <= 5]
    return mixed[0][0] if mixed else ""
