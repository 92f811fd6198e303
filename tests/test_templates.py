"""Templates as people read them: `make lint` formats Django's tags, this holds the lines."""

from pathlib import Path

LONGEST = 160
ROOT = Path(__file__).parents[1] / "templates"


def test_no_line_of_a_template_is_longer_than_a_screen() -> None:
    too_long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted(ROOT.rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > LONGEST
    ]
    assert too_long == []
