"""Read boards: from the outside systems, or from recorded answers."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from listings.importers.adapter import ADAPTERS
from listings.importers.running import read_boards, take_figures_now
from listings.importers.sync import BoardTask, live_task, recorded_tasks
from listings.models import Source


class Command(BaseCommand):
    help = (
        "Read boards (ashby:acme …), all enabled boards when none is named, or recorded answers "
        "with --from-files. Exit code 1 when a board failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("boards", nargs="*", metavar="system:board")
        parser.add_argument("--from-files", type=Path, metavar="FOLDER")
        parser.add_argument("--system", choices=sorted(ADAPTERS), help="of recorded answers")
        parser.add_argument("--processes", type=int, help="child processes that read; 0 for none")

    def handle(self, *args: Any, **options: Any) -> None:
        tasks = _tasks(options)
        with tqdm(total=len(tasks), unit="board", disable=not sys.stderr.isatty()) as progress:
            report = read_boards(tasks, options["processes"], lambda _: progress.update())
        for line in report.lines():
            self.stdout.write(line)
        take_figures_now(report, stdout=self.stdout)
        if report.failed:
            raise CommandError(f"{len(report.failed)} boards failed.", returncode=1)


def _tasks(options: dict[str, Any]) -> list[BoardTask]:
    folder: Path | None = options["from_files"]
    if folder is not None:
        if options["boards"]:
            raise CommandError("Name boards or a folder, not both.")
        return _recorded(folder, options["system"])
    return [live_task(system, board) for system, board in _boards(options["boards"])]


def _recorded(folder: Path, system: str | None) -> list[BoardTask]:
    system = system or folder.resolve().name
    if system not in ADAPTERS:
        raise CommandError(f"Say which system the answers come from: --system {_known()}.")
    tasks = recorded_tasks(folder, system)
    if not tasks:
        raise CommandError(f"No recorded answers (*.json) in {folder}.")
    return tasks


def _boards(names: list[str]) -> list[tuple[str, str]]:
    if not names:
        return list(Source.objects.to_read().values_list("system", "board"))
    return [_board(name) for name in dict.fromkeys(names)]


def _board(name: str) -> tuple[str, str]:
    system, _, board = name.partition(":")
    if system not in ADAPTERS or not board.strip() or len(board) > 200 or not board.isprintable():
        raise CommandError(f"“{name}” is no board: write {_known()}:<board>.")
    return system, board.strip()


def _known() -> str:
    return " or ".join(sorted(ADAPTERS))
