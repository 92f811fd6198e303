"""Ask the recorded boards what people type: ``make relevance``.

Prints precision by kind and each open query that is not fully right, with what it gave; writes
``docs/relevance.md``.
"""

import sys
from argparse import ArgumentParser, Namespace

import django

from tests.relevance import board


def main() -> None:
    if not board.BOARDS.is_dir():
        sys.exit(f"The recorded boards are missing: {board.BOARDS} (JOBBOARD_REAL_DATA).")
    board.use_own_database()
    options = _options()
    if not options.as_built:
        board.clear_if_outdated()
    django.setup()
    board.build()
    from tests.relevance import report  # noqa: PLC0415 (models need the settings first)

    report.make(options.kind, shows_kept=options.kept)


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.relevance", description=__doc__)
    parser.add_argument("kind", nargs="*", help="only these kinds of queries; nothing is written")
    parser.add_argument("--kept", action="store_true", help="print wrong ones of the kept half too")
    parser.add_argument(
        "--as-built", action="store_true", help="use the board that is there, even if outdated"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
