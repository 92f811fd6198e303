"""The invented companies as rows."""

from jobboard.demo.drafts import site_of
from jobboard.demo.stock import Employer, Stock
from listings.models import Company, OldCompanySlug
from listings.models.slugs import slug_of
from listings.reading.words import fold


def company_rows(content: Stock) -> dict[str, Company]:
    """Each employer's row by its name in the content; made where missing, never changed.

    Rows are told by their website, so that one that an editor renamed is not made again.
    """
    known = {row.website: row for row in Company.objects.filter(is_demo=True)}
    missing = [one for one in content.employers if site_of(one) not in known]
    now = Company.objects.values_list("slug", flat=True)
    taken = {*now, *OldCompanySlug.objects.values_list("slug", flat=True)}
    for row in Company.objects.bulk_create([_row(one, taken) for one in missing]):
        known[row.website] = row
    by_name = {row.name: row for row in known.values()}
    return {one.name: known.get(site_of(one)) or by_name[one.name] for one in content.employers}


def _row(employer: Employer, taken: set[str]) -> Company:
    slug = slug_of(employer.name, "company")
    return Company(
        name=employer.name,
        slug=slug if slug not in taken else f"{slug}-demo",
        sort_name=fold(employer.name),
        website=site_of(employer),
        description=employer.about,
        country=employer.country,
        size=employer.size,
        is_demo=True,
    )
