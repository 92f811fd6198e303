"""Names of companies that came from the address of a board: an editor takes a better one."""

from django.db import transaction

from listings.editing.services import rebuild_words
from listings.models import Company
from listings.reading.company_names import suggested
from listings.reading.descriptions import plain_text

MOST_TEXTS = 20  # of the newest postings, which the name is looked for in


def suggested_name(company: Company) -> str:
    """Return how its postings write its name; empty where a person wrote the one it has.

    One query, two for a company that is read from a board.
    """
    if "name" in company.edited_fields or not company.sources.exists():
        return ""
    newest = company.listings.order_by("-posted_at", "-pk").values_list(
        "description_html", flat=True
    )
    name = suggested(company.name, map(plain_text, newest[:MOST_TEXTS]))
    return name[: Company._meta.get_field("name").max_length]  # noqa: SLF001 (Django's own name)


@transaction.atomic
def take_suggested_name(company: Company) -> bool:
    """Give a company the name that is suggested, as an editor's; False where there is none."""
    name = suggested_name(company)
    if not name:
        return False
    company.name = name
    company.edited_fields = sorted({*company.edited_fields, "name"})
    company.save(update_fields=["name", "sort_name", "edited_fields", "updated_at"])
    rebuild_words(company.listings.all())
    return True
