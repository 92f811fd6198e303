"""The recorded boards in a database of their own: built once, and used until what reads changes.

It lies in ``.relevance/`` of the checkout (``RELEVANCE_VAR`` names another folder), never in a
running board's.
"""

import hashlib
import os
import shutil
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("JOBBOARD_REAL_DATA", ROOT.parent / "shared" / "data"))
BOARDS = DATA / "ashby"
PACK = ROOT / "jobboard" / "demo" / "pack"
FOLDER = Path(os.environ.get("RELEVANCE_VAR") or ROOT / ".relevance")
STAMP = FOLDER / "built-of"
READ_BY_BUILDING = (
    "jobboard/demo/pack/*.toml",
    "jobboard/demo/pack/roles/*.md",
    "listings/importers/**/*",
    "listings/migrations/*.py",
    "listings/pay/**/*.py",
    "listings/reading/**/*",
    "requirements/base.txt",
)
RATES = {"USD": "1.09", "GBP": "0.86", "CAD": "1.50", "AUD": "1.65", "CHF": "0.94", "SEK": "11.3"}
"""Units for a euro, dated yesterday: the measure does not depend on the day's rates."""


def use_own_database() -> None:
    """Point this process at the folder. To be called before the settings are loaded."""
    os.environ["JOBBOARD_VAR"] = str(FOLDER)
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")


def state() -> str:
    """A digest of all that decides what a posting is read as."""
    digest = hashlib.sha256()
    paths = {path for pattern in READ_BY_BUILDING for path in ROOT.glob(pattern) if path.is_file()}
    for path in sorted(paths):
        if "__pycache__" not in path.parts:
            digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def clear_if_outdated() -> None:
    """Remove a board that other readers have made. To be called before the database is reached."""
    if FOLDER.exists() and (not STAMP.exists() or STAMP.read_text() != state()):
        shutil.rmtree(FOLDER)
    FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)


def build() -> None:
    """Load content and recorded boards, unless that is done; two minutes."""
    from django.core.management import call_command  # noqa: PLC0415 (models need the settings first)

    from jobboard.content.load import load_pack  # noqa: PLC0415 (settings first)
    from listings.editing.services import rewrite_words  # noqa: PLC0415 (settings first)
    from listings.importers.running import read_boards  # noqa: PLC0415 (settings first)
    from listings.importers.sync import recorded_tasks  # noqa: PLC0415 (settings first)

    call_command("migrate", interactive=False, verbosity=0)
    if not STAMP.exists():
        call_command("load_places", verbosity=0)
        load_pack(PACK)
        report = read_boards(recorded_tasks(BOARDS, "ashby"))
        print(*report.lines(), sep="\n")
        STAMP.write_text(state())
    rewrite_words()
    _set_rates()
    call_command("search_index", "build")


def _set_rates() -> None:
    from jobboard.site import dates  # noqa: PLC0415 (settings first)
    from listings.models import ExchangeRate  # noqa: PLC0415 (settings first)

    ExchangeRate.objects.all().delete()
    on = dates.today() - timedelta(days=1)
    ExchangeRate.objects.bulk_create(
        ExchangeRate(currency=code, on=on, per_euro=Decimal(rate)) for code, rate in RATES.items()
    )
