"""Templates as people read them: `make lint` formats Django's tags, this holds the lines."""

import re
from pathlib import Path

LONGEST = 160
ROOT = Path(__file__).parents[1] / "templates"
STATIC = ROOT.parent / "static"
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def test_no_line_of_a_template_is_longer_than_a_screen() -> None:
    too_long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted(ROOT.rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > LONGEST
    ]
    assert too_long == []


def test_each_class_of_a_page_has_a_style_or_a_script() -> None:
    """A class of another name is a style that was lost. Django's own pages have more of theirs."""
    statics = [*STATIC.rglob("*.css"), *STATIC.rglob("*.js")]
    known = set(re.findall(r"[\w-]+", "\n".join(path.read_text("utf-8") for path in statics)))
    unknown = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted(ROOT.rglob("*.html"))
        if "admin" not in path.parts
        for names in re.findall(r'class="([^"]*)"', TAG.sub("{}", path.read_text("utf-8")))
        for name in names.split()
        if "{}" not in name and name not in known
    }
    assert unknown == set()
