"""A draft made a posting; a clean form written into one, also for a preview; a posting as typed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from jobboard.http.parts import dry_run
from jobboard.models import User
from jobboard.site import dates
from listings import transitions
from listings.editing.services import note_edit, rebuild_words, set_text_hash
from listings.employers.company import company_for
from listings.employers.drafts import skill_reader_of
from listings.employers.forms import PostingForm
from listings.employers.pay_rules import PayShape
from listings.importers.vocabulary import current_skills
from listings.models import (
    Company,
    EventKind,
    Listing,
    ListingPlace,
    Place,
    PostingDraft,
    PublicState,
    Purpose,
    Skill,
    Status,
)
from listings.models.fields import copied
from listings.moderation.queue import note_signals, signals_of_answers, signals_of_posting
from listings.pay.money import PaySource
from listings.reading.asked_skills import asked_skills
from listings.reading.countries import compress
from listings.reading.demands import SkillImportance, of_demand
from listings.reading.descriptions import plain_text
from listings.reading.language import detect_language
from listings.reading.requirements import facts_of
from listings.reading.sections import read_lines, read_sentences
from listings.search.facts import facts_by_part
from roles.models import Role

NOTHING_TYPED: tuple[object, ...] = (None, "", [], False)
UNWRITTEN = "<p>Your description stands here.</p>"
COPIED = copied()  # name in the form's clean values → column

type Clean = Mapping[str, Any]


class NoLongerValidError(ValueError):
    """A draft that was valid when it was sent is not any more, such as when a day is over."""


@transaction.atomic
def become_posting(draft: PostingDraft, email: str) -> Listing:
    """Make the posting of a draft whose address is confirmed; a second call returns the same one.

    Raises ``NoLongerValidError`` where its sender has to change something first.
    """
    draft = PostingDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.became is not None:
        return draft.became
    form = PostingForm(draft.data)
    if not form.is_valid():
        raise NoLongerValidError("Something needs to be changed first.")
    user = user_of(email)
    User.objects.select_for_update().get(pk=user.pk)  # a second posting finds the first's company
    listing = _make(form, user, email)
    draft.became, draft.owner = listing, draft.owner or user
    draft.sent_at = timezone.now()
    draft.save(update_fields=["became", "owner", "sent_at", "updated_at"])
    found = (*draft.signals, *signals_of_posting(listing), *signals_of_answers(draft.data))
    note_signals(listing, found)
    _note_old_date(listing, draft)
    return listing


def user_of(email: str) -> User:
    """Return the user of a confirmed address, created without a password if there is none."""
    if user := User.objects.with_address(email).first():
        return user
    try:
        with transaction.atomic():
            return User.objects.create_user(email)
    except IntegrityError:  # made by another request at this moment
        return User.objects.with_address(email).get()


def _make(form: PostingForm, user: User, email: str) -> Listing:
    clean = form.cleaned_data
    company = company_for(user, email, clean)
    listing = Listing(company=company, status=Status.UNCONFIRMED, submitted_by=user)
    listing.contact_email = email
    write(listing, clean)
    transitions.confirm(listing)
    return listing


def _note_old_date(listing: Listing, draft: PostingDraft) -> None:
    """Log when a posting that is posted again was first posted."""
    before = draft.listing
    if draft.purpose == Purpose.AGAIN and before and before.posted_at:
        day = dates.long(before.posted_at)
        listing.log(EventKind.REPOSTED, reason=f"first posted on {day}")


def write(listing: Listing, clean: Clean) -> set[str]:
    """Save the form's values in a posting, new or old; returns the fields that changed.

    Runs in the caller's transaction. ``clean`` may lack what was refused: a preview shows the rest.
    """
    before = {name: getattr(listing, name) for name in COPIED.values()}
    for name, target in COPIED.items():
        if name in clean:
            setattr(listing, target, clean[name])
    changed = {name for name, value in before.items() if getattr(listing, name) != value}
    changed |= _set_apply(listing, clean.get("apply_to", ""))
    _set_pay(listing, clean)
    _read_text(listing)
    listing.save()
    return changed | write_links(listing, clean)


def _set_apply(listing: Listing, target: str) -> set[str]:
    before = (listing.apply_url, listing.apply_email)
    is_email = "@" in target and "://" not in target
    listing.apply_url = "" if is_email else target
    listing.apply_email = target if is_email else ""
    return {"apply_url"} if (listing.apply_url, listing.apply_email) != before else set()


def _set_pay(listing: Listing, clean: Clean) -> None:
    if "pay" in clean:
        listing.set_pay(clean["pay"], PaySource.EMPLOYER)
        listing.pay_quarantined_at = None


def _read_text(listing: Listing) -> None:
    set_text_hash(listing)
    text = plain_text(listing.description_html)[: settings.READ_CHARACTERS]
    listing.language = listing.language or detect_language(text)
    lines = read_lines(text)
    for column, value in facts_of(listing.title, read_sentences(lines)).columns.items():
        setattr(listing, column, value)
    reader = skill_reader_of(current_skills())
    demands = asked_skills(reader, listing.title, lines, listing.company.name)
    listing.skills_must = of_demand(demands, SkillImportance.MUST)
    listing.skills_nice = of_demand(demands, SkillImportance.NICE)


def write_links(listing: Listing, clean: Clean) -> set[str]:
    """Write places, roles, skills and the words for search; returns "places" if they changed."""
    places = [_saved(place) for place in clean.get("places", [])]
    before = [link.place_id for link in listing.listing_places.all()]
    has_other_places = before != [place.pk for place in places]
    if has_other_places:
        listing.listing_places.all().delete()
        ListingPlace.objects.bulk_create(
            ListingPlace(listing=listing, place=place, position=at)
            for at, place in enumerate(places)
        )
    listing.roles.set(Role.objects.filter(slug__in=clean.get("role", [])))
    listing.skills.set(Skill.objects.filter(slug__in=clean.get("all_skills", [])))
    rebuild_words(Listing.objects.filter(pk=listing.pk))
    return {"places"} if has_other_places else set()


def _saved(place: Place) -> Place:
    """Return the saved row of a place; a new one is created unless another request was faster."""
    if place.pk:
        return place
    Place.objects.bulk_create([place], ignore_conflicts=True)
    return Place.objects.get(slug=place.slug)


def edit(listing: Listing, clean: Clean) -> set[str]:
    """Write the form into a posting and log what changed; returns the fields that did."""
    pay_before = listing.pay_display
    changed = write(listing, clean)
    note_edit(listing, changed, pay_before)
    return changed


def correct_pay(listing: Listing, clean: Clean) -> bool:
    """Write only the pay and log it; returns whether it changed."""
    pay_before = listing.pay_display
    _set_pay(listing, clean)
    listing.save()
    note_edit(listing, set(), pay_before)
    return listing.pay_display != pay_before


def typed_of(listing: Listing) -> dict[str, Any]:
    """Return the typed values of a posting, as ``PostingForm`` takes them."""
    company: Company = listing.company
    values = {name: getattr(listing, target) for name, target in COPIED.items()}
    pay = listing.pay
    values |= {
        "company_name": company.name,
        "company_website": company.website,
        "company_country": company.country,
        "company_size": company.size,
        "company_industry": company.industry,
        "role": next((role.slug for role in listing.roles.all()), ""),
        "description": listing.description_source or plain_text(listing.description_html),
        "places": [link.place.label for link in listing.listing_places.select_related("place")],
        "remote_countries": ", ".join(compress(listing.remote_countries)),
        **_pay_typed(listing),
        "pay_currency": listing.pay_currency,
        "pay_period": listing.pay_period,
        "pay_payments": listing.pay_payments_a_year if pay else "",
        "benefits": "\n".join(listing.benefits),
        "skills": [skill.slug for skill in listing.skills.all()],
        "apply_to": listing.apply_url or listing.apply_email,
        "email": listing.contact_email,
    }
    values.pop("description_html")
    return {name: _typed(value) for name, value in values.items() if value not in NOTHING_TYPED}


def _pay_typed(listing: Listing) -> dict[str, str]:
    """Return shape and amounts of the pay."""
    low, high = listing.pay_minimum, listing.pay_maximum
    if low is None and high is None:
        return {}
    if low == high:
        return {"pay_shape": PayShape.FIXED.value, "pay_minimum": _amount(low)}
    shape = PayShape.RANGE if low and high else PayShape.FROM if low else PayShape.UP_TO
    amounts = {"pay_minimum": _amount(low), "pay_maximum": _amount(high)}
    return {"pay_shape": shape.value, **amounts}


def _amount(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _typed(value: object) -> str | list[object]:
    if value is True:
        return "on"
    return value if isinstance(value, list) else str(value)


def render_preview(request: HttpRequest, clean: Mapping[str, Any]) -> str:
    """Return a posting as it will look: a page with card and posting, for ``<iframe srcdoc>``.

    The rows are rolled back. What is missing or was refused is left out. Some 25 queries.
    """
    with dry_run():
        return _render(_posting(clean), request)


def render_stored(listing: Listing, request: HttpRequest) -> str:
    """The same page of a posting that is in the database, as if it was live."""
    whole = Listing.objects.with_public_state().select_related("company__logo", "source")
    return _render(whole.get(pk=listing.pk), request)


def _render(listing: Listing, request: HttpRequest) -> str:
    context = {
        "listing": listing,
        "cards": list(Listing.objects.filter(pk=listing.pk).cards()),
        "public_state": PublicState.LIVE,
        "facts": facts_by_part(listing),
    }
    return render_to_string("employers/preview.html", context, request)


def _posting(clean: Mapping[str, Any]) -> Listing:
    name = clean.get("company_name") or "Your company"
    company = Company.objects.create(name=name, slug=f"preview-{uuid4().hex}", is_approved=False)
    now = timezone.now()
    listing = Listing(company=company, title="Your job title", status=Status.DRAFT)
    listing.posted_at = listing.verified_at = now
    title, text = clean.get("title") or listing.title, clean.get("description_html") or UNWRITTEN
    write(listing, {**clean, "title": title, "description_html": text})
    listing.expires_at = listing.end_of_run(now)
    return listing
