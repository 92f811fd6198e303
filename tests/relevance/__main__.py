"""Ask the recorded boards what people type: ``make relevance``.

Prints precision by kind and each open query that is not fully right, with what it gave; writes
``docs/relevance.md``. ``--kept`` prints those of the kept half too; ``--as-built`` uses the board
as it lies there, whatever has changed in its readers since.
"""

import sys

import django

from tests.relevance import board


def main() -> None:
    if not board.BOARDS.is_dir():
        sys.exit(f"The recorded boards are missing: {board.BOARDS} (JOBBOARD_REAL_DATA).")
    board.use_own_database()
    if "--as-built" not in sys.argv:
        board.clear_if_outdated()
    django.setup()
    board.build()
    from tests.relevance import report  # noqa: PLC0415 (models need the settings first)

    report.make(shows_kept="--kept" in sys.argv)


if __name__ == "__main__":
    main()
