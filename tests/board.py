"""A small board with something of everything: what is public, and what nobody has approved yet."""

from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from jobboard.models import User
from listings.employers.services import typed_of
from listings.models import (
    Company,
    CompanyRevision,
    Confirmation,
    Listing,
    ListingPlace,
    ModerationNote,
    NoteFrom,
    PostingDraft,
    PostingOutcome,
    PostingRevision,
    Purpose,
    Report,
    ReportReason,
    Status,
)
from roles.models import Role
from tests.listings.factories import (
    make_city,
    make_company,
    make_draft,
    make_employer,
    make_listing,
    make_role,
    make_skill,
    make_submission,
    yearly,
)
from tests.roles.factories import make_guide, make_term

HIDDEN = "Zyxwine"  # stands in every text that is not public
WORD = "qlorpen"  # stands beside it, to be searched for
SECRET = f"{HIDDEN} {WORD}"

NOT_PUBLIC = (
    Status.DRAFT,
    Status.UNCONFIRMED,
    Status.PENDING,
    Status.CHANGES_REQUESTED,
    Status.REJECTED,
)


class Board:
    """``owner`` speaks for a public company; ``stranger`` for another one."""

    def __init__(self) -> None:
        self.role = make_role("Lamp Keeper")
        self.other_role = make_role("Harbour Pilot")
        self.city = make_city("Hamburg", "DE")
        self.company = make_company("Umbra", description="We keep lamps.")
        self.owner = make_employer("ada@umbra.example", self.company)
        self.stranger = make_employer("oscar@else.example", make_company("Else"))
        self.live = self._live()
        make_guide(self.role, self.other_role, title="Lamp Keeper vs. Harbour Pilot")
        make_term("Fresnel lens")
        self.hidden = [self._hidden(status) for status in NOT_PUBLIC]
        self.draft = self._what_waits()
        self.drafts = [self.draft, *self._more_drafts()]

    def _live(self) -> Listing:
        return make_listing(
            "Lamp keeper",
            company=self.company,
            roles=(self.role,),
            skills=(make_skill("Rope Work"),),
            places=(self.city,),
            pay=yearly(40_000, 50_000, "EUR"),
            submitted_by=self.owner,
            workplaces=["onsite"],
            employment_types=["full-time"],
        )

    def _hidden(self, status: Status) -> Listing:
        """A posting that no editor has approved, of a company that is not approved either."""
        unseen = make_company(f"{SECRET} {status}", description=SECRET, is_approved=False)
        company = self.company if status == Status.PENDING else unseen
        listing = make_submission(
            f"{SECRET} keeper",
            status=status,
            company=company,
            roles=(self.role,),
            skills=(Listing.objects.get(pk=self.live.pk).skills.get(),),
            text=SECRET,
            apply_url=f"https://{HIDDEN.lower()}.example/apply",
            contact_email=f"{HIDDEN.lower()}@umbra.example",
            contact_name=SECRET,
            benefits=[SECRET],
            reference=SECRET,
            submitted_by=self.owner,
        )
        ListingPlace.objects.create(listing=listing, place=self.city, position=0)
        return listing

    def _what_waits(self) -> PostingDraft:
        """An edit, a company's text, a draft, a thread and a report: all unread."""
        data = typed_of(self.live)
        edited = {**data, "title": SECRET, "description": SECRET, "benefits": SECRET}
        PostingRevision.objects.create(listing=self.live, before=data, data=edited)
        CompanyRevision.objects.create(company=self.company, description=SECRET)
        ModerationNote.objects.create(listing=self.live, author=NoteFrom.EMPLOYER, text=SECRET)
        PostingOutcome.objects.create(listing=self.live, asked_at=timezone.now())
        Report.objects.create(
            listing=self.live,
            reason=ReportReason.MISLEADING,
            text=SECRET,
            network="n",
            at=timezone.now(),
        )
        return make_draft(
            data=edited,
            purpose=Purpose.EDIT,
            listing=self.live,
            owner=self.owner,
            email=self.owner.email,
        )

    def _more_drafts(self) -> list[PostingDraft]:
        """A copy, an edit that was sent, and a newcomer's, who waits for the code."""
        data, email = self.draft.data, "new@elsewhere.example"
        own = {"data": data, "owner": self.owner, "listing": self.live, "email": self.owner.email}
        newcomers = make_draft(data=data, email=email)
        confirmation = Confirmation(draft=newcomers, email=email)
        confirmation.renew()
        confirmation.save()
        return [
            make_draft(purpose=Purpose.COPY, **own),
            make_draft(purpose=Purpose.EDIT, sent_at=timezone.now(), **own),
            newcomers,
        ]

    def state(self) -> list[Any]:
        """All that only its owner, or an editor, may change."""
        tables = (
            Listing,
            PostingDraft,
            Confirmation,
            PostingRevision,
            Company,
            CompanyRevision,
            ModerationNote,
            PostingOutcome,
        )
        return [list(table._default_manager.order_by("pk").values()) for table in tables]

    def client(self, who: str) -> Client:
        """Somebody's browser: "anonymous", "owner", "stranger", a group of staff, or "admin"."""
        client = Client()
        if who != "anonymous":
            client.force_login(self._person(who))
        return client

    def _person(self, who: str) -> User:
        if who in ("owner", "stranger"):
            person: User = getattr(self, who)
            return person
        if who == "admin":
            return User.objects.create_superuser("admin@desk.example", "a password")
        user = User.objects.create_user(f"{who}@desk.example", is_staff=True)
        user.groups.add(Group.objects.get(name=who))
        return user


def counts() -> dict[str, Any]:
    """How much is public, by kind."""
    return {
        "openings": Listing.objects.live().in_lists().count(),
        "companies": Company.objects.visible().count(),
        "roles": Role.objects.count(),
    }
