"""``python -m bench [PROGRAM [ARGUMENT…]]``: what things cost; without a program, what pages cost.

Each program's file says what it measures, and on what board (``JOBBOARD_VAR``).
"""

import os
import sys

import django
from django.utils.module_loading import import_string

PROGRAMS = {
    "pages": "bench.pages.main",
    "memory": "bench.pages.print_memory",
    "search": "bench.search.main",
    "search-memory": "bench.search.print_memory",
    "against_sql": "bench.search.against_sql",
    "postings": "bench.postings.fill",
    "copies": "bench.imports.copies",
    "imports": "bench.imports.main",
    "churn": "bench.stress.churn",
    "changes": "bench.stress.write",
    "load": "bench.stress.load",
    "kills": "bench.stress.kills",
}


def main() -> None:
    program, *arguments = sys.argv[1:] or ["pages"]
    if program not in PROGRAMS:
        sys.exit(f"There is no program {program!r}: {', '.join(PROGRAMS)}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    django.setup()
    import_string(PROGRAMS[program])(*arguments)


if __name__ == "__main__":
    main()
