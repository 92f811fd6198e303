"""Parts of pages that are kept, and a dry run, of which nothing is."""

import pytest

from jobboard.http.changes import ChangeKind
from jobboard.http.parts import KeptParts, dry_run
from jobboard.models import SitePage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_pages")]


def test_a_dry_run_writes_nothing_and_keeps_nothing() -> None:
    parts: KeptParts[str, str] = KeptParts(1)

    def title() -> str:
        row = SitePage.objects.get(slug="about")
        return parts.get("", lambda: row.title or "none", ChangeKind.CONTENT)

    def tried() -> str:
        with dry_run():
            SitePage.objects.filter(slug="about").update(title="Tried")
            return title()

    assert tried() == "Tried"
    assert title() == "none"
    assert tried() == "Tried"  # although it is kept now
    assert title() == "none"


def test_an_error_ends_a_dry_run() -> None:
    parts: KeptParts[str, int] = KeptParts(1)
    with pytest.raises(RuntimeError), dry_run():
        raise RuntimeError
    assert parts.get("", lambda: 1, ChangeKind.CONTENT) == 1
    assert parts.get("", lambda: 2, ChangeKind.CONTENT) == 1
