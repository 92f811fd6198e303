"""A posting's fields are described once, in ``listings.models.fields``."""

from collections.abc import Iterable, Iterator
from typing import Any

from listings.admin.listing import ListingAdmin
from listings.employers.form_page import SECTIONS
from listings.employers.forms import PostingForm
from listings.importers.facts import ListingFacts
from listings.models import Listing
from listings.models.field_kinds import Edit
from listings.models.fields import (
    FORM_FIELDS,
    PAY_COLUMNS,
    POSTING_FIELDS,
    form_names,
    ledger_names,
    units,
)

# Columns of ``Listing`` that are no fact of the job: what the board itself notes of a posting.
NOT_A_FACT = frozenset(
    {"id", "company", "slug", "source", "submitted_by", "submitted_at", "duplicate_of"}
    | {"is_cluster_decided", "edited_fields", "is_demo", "created_at", "updated_at", "status"}
    | {"closed_reason", "closed_by", "closed_at", "posted_at", "verified_at", "first_seen_at"}
    | {"featured_until", "frozen_at", "frozen_by", "frozen_reason", "cleared_at"}
    | {"pay_yearly_top", "pay_yearly_midpoint", "years_band"}  # the database computes them
    | {"industry"}  # its company's, which the database copies
)

COLUMNS = [row.column for row in POSTING_FIELDS if row.column]
MODEL_FIELDS = {field.name for field in (*Listing._meta.fields, *Listing._meta.many_to_many)}


def test_every_field_of_the_model_has_a_row_or_is_named_as_no_fact_of_the_job() -> None:
    assert {*COLUMNS} | NOT_A_FACT == MODEL_FIELDS
    assert NOT_A_FACT.isdisjoint(COLUMNS)


def test_no_field_has_two_rows() -> None:
    assert len(COLUMNS) == len(set(COLUMNS))


def test_every_field_of_the_employers_form_has_a_row_and_no_row_is_without_its_field() -> None:
    assert set(PostingForm.base_fields) == set(FORM_FIELDS)


def test_a_visible_field_has_a_label_and_stands_in_a_part_of_the_form() -> None:
    visible = [field for field in FORM_FIELDS.values() if field.edit != Edit.TECHNICAL]
    assert all(field.label and field.part in SECTIONS for field in visible)
    assert all(PostingForm.base_fields[field.name].label == field.label for field in visible)


def test_a_name_in_the_ledger_has_no_two_labels() -> None:
    labels = {(row.ledger, row.ledger_label) for row in POSTING_FIELDS if row.ledger_label}
    assert len(labels) == len({name for name, _ in labels})


def test_what_a_source_sets_is_read_by_the_importers() -> None:
    """But the pay, which is several columns of one fact, and an e-mail address to apply at."""
    set_alone = [name for unit in units() if unit != PAY_COLUMNS for name in unit]
    read = ListingFacts.__dataclass_fields__
    assert [name for name in set_alone if name not in read] == ["apply_email"]
    assert {unit[0] for unit in units(of_links=True)} <= set(read)


def test_a_sync_tells_nothing_that_it_does_not_set() -> None:
    assert set(ledger_names(of_sync=True)) <= {
        n for u in (*units(), *units(of_links=True)) for n in u
    }


def test_an_editor_can_change_every_fact_that_is_not_computed() -> None:
    shown = {name for _, options in ListingAdmin.fieldsets for name in flat(options["fields"])}
    computed = {"pay_parser_version", "pay_yearly_minimum", "pay_yearly_maximum", "text_hash"}
    computed |= {"evidence"}
    as_written = {"description_source", "places"}  # the employer's own text; an inline
    assert {*COLUMNS} - shown == computed | as_written


def test_a_correction_of_pay_takes_effect_at_once_and_private_facts_are_reviewed_by_nobody() -> (
    None
):
    assert form_names(Edit.AT_ONCE) >= {"pay_minimum", "pay_currency", "pay_is_full_time_rate"}
    assert form_names(Edit.UNSEEN) == {"more_skills", "contact_name", "email"}


def flat(names: Iterable[Any]) -> Iterator[str]:
    for name in names:
        yield from [name] if isinstance(name, str) else name
