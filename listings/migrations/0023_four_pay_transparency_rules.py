"""Four rules that the board begins with, each with the words of its source; editors keep them."""

from datetime import date

from django.db import migrations

CHECKED_ON = date(2026, 11, 24)

RULES = [
    {
        "jurisdiction": "European Union",
        "law": "Directive (EU) 2023/970, Article 5",
        "country": "EU",
        "since_on": date(2026, 6, 7),
        "demands": ["pay"],
        "moment": "interview",
        "why": "Every employer in the member states, by the law that each of them made of the "
        "directive: look up your own country’s, which may ask for more.",
        "quote": "… the initial pay or its range, based on objective, gender-neutral criteria … in "
        "a manner such as to ensure an informed and transparent negotiation on pay, such as in a "
        "published job vacancy notice, prior to the job interview or otherwise.",
        "source_title": "Directive (EU) 2023/970, Articles 5(1) and 34(1)",
        "source_url": "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32023L0970",
        "source_on": date(2023, 5, 17),
    },
    {
        "jurisdiction": "New York State",
        "law": "Labor Law § 194-b",
        "country": "US",
        "region_code": "US-NY",
        "since_on": date(2023, 9, 17),
        "employees_from": 4,
        "demands": ["pay"],
        "why": "Employers of four people or more, for work that is done in the state at least in "
        "part, or that reports to an office there.",
        "quote": "No employer, employment agency, employee, or agent thereof shall advertise a "
        "job, promotion, or transfer opportunity that will physically be performed, at least in "
        "part, in the state of New York … without disclosing the following: (i) the compensation "
        "or a range of compensation for such job, promotion, or transfer opportunity …",
        "source_title": "New York State Senate: Labor Law, section 194-b",
        "source_url": "https://www.nysenate.gov/legislation/laws/LAB/194-B",
        "source_on": date(2023, 9, 22),
    },
    {
        "jurisdiction": "Colorado",
        "law": "C.R.S. § 8-5-201",
        "country": "US",
        "region_code": "US-CO",
        "since_on": date(2024, 1, 1),
        "demands": ["pay", "other-pay", "benefits", "last-day"],
        "why": "Every employer with somebody in Colorado, for work there and for remote work that "
        "could be done there.",
        "quote": "An employer must in good faith disclose the following in the notification of "
        "each job opportunity: (a) The hourly or salary compensation or the range of the hourly "
        "or salary compensation; (b) a general description of the benefits and other compensation "
        "applicable to the job opportunity; and (c) The date the application window is "
        "anticipated to close.",
        "source_title": "Colorado Revised Statutes § 8-5-201, effective 1 January 2024",
        "source_url": "https://casetext.com/statute/colorado-revised-statutes/"
        "title-8-labor-and-industry/labor-i-department-of-labor-and-employment/wages/"
        "article-5-wage-equality/part-2-transparency-in-pay-and-opportunities-for-promotion-and-"
        "advancement/section-8-5-201-effective-112024-employment-opportunities-job-opportunities-"
        "or-advancement-pay-rates-in-job-listings-rules",
        "source_on": date(2024, 1, 1),
    },
    {
        "jurisdiction": "California",
        "law": "Labor Code § 432.3",
        "country": "US",
        "region_code": "US-CA",
        "since_on": date(2023, 1, 1),
        "employees_from": 15,
        "demands": ["pay"],
        "why": "Employers of fifteen people or more with somebody in California, for any work that "
        "may be done from there.",
        "quote": "An employer with 15 or more employees shall include the pay scale for a position "
        "in any job posting.",
        "source_title": "California Labor Code, section 432.3 (c)(3)",
        "source_url": "https://leginfo.legislature.ca.gov/faces/codes_displaySection.xhtml"
        "?lawCode=LAB&sectionNum=432.3.",
        "source_on": date(2023, 1, 1),
    },
]


def write(apps, schema_editor):
    rules = apps.get_model("listings", "PayTransparencyRule")
    rules.objects.bulk_create(
        rules(**rule, checked_on=CHECKED_ON, is_on=True) for rule in RULES
    )


def remove(apps, schema_editor):
    rules = apps.get_model("listings", "PayTransparencyRule")
    for rule in RULES:
        rules.objects.filter(jurisdiction=rule["jurisdiction"], law=rule["law"]).delete()


class Migration(migrations.Migration):
    dependencies = [("listings", "0022_pay_transparency")]

    operations = [migrations.RunPython(write, remove)]
