"""A posting's fields, one row each: all that the board's parts need to know of a field.

The table's order is that of the form, of the lines of the ledger and of the admin's lists. A new
field takes a column of ``Listing``, its row here and a place where it is shown:
see ``docs/adding-a-field.md``.
"""

from functools import cache
from typing import Final

from listings.models.field_kinds import HALF, QUARTER, WIDE, Edit, FormField, PostingField


def _same(  # what most rows are: one name in posting and form
    name: str, label: str, part: str, width: str = HALF, *, required: str = "", **more: object
) -> PostingField:
    form = FormField(name, label, part, width, required)
    return PostingField(column=name, form=form, is_copied=True, **more)  # type: ignore[arg-type]


def _read(column: str, label: str) -> PostingField:  # a fact read from the text
    return PostingField(
        column=column, ledger=column, ledger_label=label, is_told_by_sync=False, unit=column
    )


def _pay(name: str, **more: object) -> PostingField:
    return PostingField(column=name, unit="pay_text", **more)  # type: ignore[arg-type]


def _amount(
    column: str, label: str, width: str = QUARTER, *, form: str = "", required: str = ""
) -> PostingField:
    return _pay(column, form=FormField(form or column, label, "pay", width, required, Edit.AT_ONCE))


POSTING_FIELDS: Final = (
    # The company
    PostingField(form=FormField("company_name", "Company", "company")),
    PostingField(form=FormField("company_website", "Website", "company")),
    PostingField(form=FormField("company_country", "Headquarters", "company")),
    PostingField(form=FormField("company_size", "Company size", "company")),
    PostingField(form=FormField("company_industry", "Industry", "company")),
    # The job
    _same("title", "Job title", "job", WIDE, ledger="title", unit="title", is_searched=True),
    PostingField(column="normalized_title", unit="title"),
    PostingField(
        column="roles",
        form=FormField("role", "Role", "job"),
        unit="roles",
        is_link=True,
        is_searched=True,
    ),
    _same("level", "Level", "job", ledger="level", unit="level"),
    PostingField(
        column="description_html",
        is_copied=True,
        ledger="description",
        is_told_by_sync=False,  # its markup may change alone: the hash of its text tells
        unit="description_html",
        unit_label="Description and language",
        is_searched=True,
        is_heavy=True,
        may_name_somebody=True,
    ),
    PostingField(
        column="description_source",
        form=FormField("description", "Description", "job", WIDE),
        is_copied=True,
        is_heavy=True,
        may_name_somebody=True,
    ),
    PostingField(
        column="text_hash",
        ledger="description",
        unit="description_html",
        is_heavy=True,
    ),
    _same("language", "Language of the text", "job", unit="description_html", is_searched=True),
    PostingField(
        column="skills",
        form=FormField("skills", "Skills", "job", WIDE),
        unit="skills",
        is_link=True,
        is_searched=True,
    ),
    PostingField(
        column="skills_must",
        unit="skills_must",
        unit_label="Which skills are a must and which are nice to have",
    ),
    PostingField(column="skills_nice", unit="skills_must"),
    PostingField(form=FormField("more_skills", "More skills", "job", WIDE, edit=Edit.UNSEEN)),
    PostingField(form=FormField("seen_skills", edit=Edit.TECHNICAL)),
    PostingField(form=FormField("answers", edit=Edit.TECHNICAL)),
    PostingField(column="department", ledger="department", unit="department"),
    _read("years_asked", "experience"),
    _read("degree_asked", "degree"),
    _read("clearance", "clearance"),
    _read("languages_asked", "languages"),
    _read("visa", "visa sponsorship"),
    _read("relocation", "help with relocating"),
    _read("equity", "equity"),
    _read("newcomers", "openness to newcomers"),
    PostingField(column="evidence", unit="evidence", is_heavy=True, may_name_somebody=True),
    PostingField(column="is_open_application", unit="is_open_application"),
    # Terms
    _same(
        "employment_types",
        "Type",
        "terms",
        WIDE,
        ledger="employment_types",
        ledger_label="type",
        unit="employment_types",
    ),
    _same("weekly_hours", "Hours a week", "terms", ledger="workload"),
    _same("workload", "Workload", "terms", ledger="workload"),
    _same("start", "Start", "terms", ledger="start"),
    _same("term", "Contract", "terms", ledger="contract"),
    _same("term_months", "Months, if fixed", "terms", ledger="contract"),
    _same("openings", "Openings", "terms", ledger="openings"),
    _same("reference", "Your reference", "terms", ledger="reference"),
    # Where
    _same(
        "workplaces",
        "Workplace",
        "where",
        WIDE,
        required="required",
        ledger="workplaces",
        ledger_label="workplace",
        unit="workplaces",
        unit_label="Workplace, and where it may be done remotely",
    ),
    PostingField(
        column="places",
        form=FormField("places", "Places", "where", WIDE, required="required unless remote only"),
        ledger="places",
        unit="places",
        is_link=True,
    ),
    _same(
        "office_days",
        "Office days a week",
        "where",
        ledger="office_days",
        is_told_by_sync=False,
        unit="workplaces",
    ),
    _same(
        "remote_scope",
        "Remote from",
        "where",
        WIDE,
        ledger="remote_countries",
        ledger_label="remote from",
        unit="workplaces",
    ),
    _same(
        "remote_countries",
        "Countries or groups",
        "where",
        WIDE,
        required="required for remote work",
        ledger="remote_countries",
        ledger_label="remote from",
        unit="workplaces",
    ),
    # What it pays, as it was given and as the board counts it
    _pay("pay_text", unit_label="Pay", ledger="pay_text", ledger_label="note on pay"),
    PostingField(form=FormField("pay_shape", "Pay is", "pay", WIDE, edit=Edit.AT_ONCE)),
    _amount("pay_minimum", "Amount", required="required"),
    _amount("pay_maximum", "To"),
    _amount("pay_currency", "Currency"),
    _amount("pay_period", "Per"),
    _amount("pay_payments_a_year", "Payments a year", HALF, form="pay_payments"),
    _pay(
        "pay_is_full_time_rate",
        form=FormField(
            "pay_is_full_time_rate",
            "Part time, and the sum is that of full time",
            "pay",
            WIDE,
            edit=Edit.AT_ONCE,
        ),
        is_copied=True,
    ),
    _pay("pay_kind"),
    _pay("pay_source"),
    _pay("pay_parser_version"),
    _pay("pay_by_place", is_heavy=True),
    _pay("pay_quarantined_at"),
    _pay("pay_yearly_minimum"),
    _pay("pay_yearly_maximum"),
    _same("pay_bonus", "Bonus", "pay", ledger="bonus"),
    _same("pay_equity", "Equity", "pay", ledger="equity"),
    _same("pay_note", "Note on pay", "pay", WIDE, ledger="pay_text", unit="pay_text"),
    _same("benefits", "Benefits", "pay", WIDE, ledger="benefits"),
    # Applying, and the person who asks for it
    PostingField(
        column="apply_url",
        form=FormField("apply_to", "Where to apply", "apply"),
        ledger="apply_url",
        ledger_label="where to apply",
        unit="apply_url",
        unit_label="Where to apply",
    ),
    PostingField(
        column="apply_email", ledger="apply_url", unit="apply_url", may_name_somebody=True
    ),
    PostingField(column="source_url", unit="source_url"),
    _same("apply_by_on", "Apply by", "apply", ledger="apply_by"),
    PostingField(column="expires_at", ledger="expires_at", ledger_label="last day"),
    _same("run_days", "Online for", "apply"),
    PostingField(
        column="contact_name",
        form=FormField("contact_name", "Your name", "apply", edit=Edit.UNSEEN),
        is_copied=True,
        is_contact=True,
    ),
    PostingField(
        column="contact_email",
        form=FormField("email", "Your e-mail address", "apply", edit=Edit.UNSEEN),
        is_contact=True,
    ),
)

FORM_FIELDS: Final = {row.form.name: row.form for row in POSTING_FIELDS if row.form}


def form_names(*edits: Edit) -> frozenset[str]:
    """Names in the employer's form whose change has one of these effects."""
    return frozenset(field.name for field in FORM_FIELDS.values() if field.edit in edits)


def copied() -> dict[str, str]:
    """The name in the form's clean values of each column that is written as it is."""
    rows = (row for row in POSTING_FIELDS if row.is_copied)
    return {row.form.name if row.form else row.column: row.column for row in rows}


def ledger_names(*, of_sync: bool = False) -> dict[str, str]:
    """The name in the public ledger of each column whose change it tells."""
    return {
        row.column: row.ledger
        for row in POSTING_FIELDS
        if row.ledger and (not of_sync or (row.is_told_by_sync and row.unit))
    }


def ledger_labels() -> dict[str, str]:
    """The ledger's names that readers call otherwise, with their words."""
    return {row.ledger: row.ledger_label for row in POSTING_FIELDS if row.ledger_label}


@cache
def units(*, of_links: bool = False) -> tuple[tuple[str, ...], ...]:
    """Columns that a source sets, those that belong together in one tuple, its name first.

    With ``of_links`` those that are rows of other tables.
    """
    rows = [row for row in POSTING_FIELDS if row.unit and row.is_link == of_links]
    names = dict.fromkeys(row.unit for row in rows)
    return tuple(
        (name, *(row.column for row in rows if row.unit == name and row.column != name))
        for name in names
    )


def unit_labels() -> dict[str, str]:
    """The name of each unit that is not called after its column."""
    return {row.unit: row.unit_label for row in POSTING_FIELDS if row.unit_label}


PAY_COLUMNS: Final = next(unit for unit in units() if unit[0] == "pay_text")
