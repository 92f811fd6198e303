"""``/employers/companies/<id>/``: logo and text of a company's page, for those who speak for it.

Nothing of it is public before an editor has approved it.
"""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jobboard.models import Picture, User
from jobboard.models.picture import PictureFormat
from jobboard.site import media
from jobboard.site.picture_upload import ACCEPTED, PictureField, what_is_taken
from listings.employers.fields import plain
from listings.models import Company, CompanyRevision, RevisionState
from listings.models.company_revision import LONGEST_TEXT, MOST_LOGO_BYTES


class CompanyForm(forms.Form):
    description = forms.CharField(
        label="About the company",
        required=False,
        max_length=LONGEST_TEXT,
        help_text=f"Up to {LONGEST_TEXT:,} characters. Lines stay lines.",
        widget=forms.Textarea(attrs={"class": "input", "rows": 8, "dir": "auto"}),
    )
    logo = PictureField(
        label="Logo",
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    removes_logo = forms.BooleanField(label="Show no logo", required=False)

    def __init__(self, *args: Any, uploader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        logo = cast("PictureField", self.fields["logo"])
        logo.uploader = uploader
        logo.help_text = f"{what_is_taken()}. Place and camera are taken out."

    def clean_description(self) -> str:
        return plain(self.cleaned_data["description"])

    def clean_logo(self) -> media.Encoded | None:
        picture: media.Encoded | None = self.cleaned_data["logo"]
        if picture and len(picture.content) > MOST_LOGO_BYTES:
            raise forms.ValidationError(
                "This picture is too detailed for a logo; make it smaller, or simpler."
            )
        return picture

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("logo") and cleaned.get("removes_logo"):
            self.add_error("removes_logo", "Either a new logo or none.")
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, pk: str) -> HttpResponse:
    """The form with what is public, or with what waits."""
    user = cast("User", request.user)
    speaks_for = Company.objects.of_employer(user).filter(blocked_at__isnull=True)
    company = get_object_or_404(speaks_for.select_related("logo"), pk=int(pk))
    latest = company.revisions.first()
    waiting = latest if latest and latest.state == RevisionState.PENDING else None
    known = {"description": (waiting or company).description}
    form = CompanyForm(request.POST or None, request.FILES or None, initial=known, uploader=user)
    if request.method == "POST" and form.is_valid():
        submit(company, form.cleaned_data, user, waiting)
        return _sent(request, company)
    context = {
        "company": company,
        "form": form,
        "waiting": waiting,
        "refused": latest if latest and latest.state == RevisionState.REJECTED else None,
        "robots": "noindex",
    }
    return render(request, "employers/managing/company.html", context)


def _sent(request: HttpRequest, company: Company) -> HttpResponse:
    messages.success(request, "Thank you. An editor reads it; until then the page stays as it is.")
    return redirect(reverse("own-company", args=[company.pk], query={"sent": "page"}))


@transaction.atomic
def submit(
    company: Company, clean: dict[str, Any], user: User, waiting: CompanyRevision | None
) -> CompanyRevision | None:
    """Put it into the editors' queue in place of what waits there; None where nothing differs.

    A logo that waits already stays with it unless another one, or none, is asked for.
    """
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    logo = _logo_of(clean["logo"]) or ({} if clean["removes_logo"] else _logo_that_waits(waiting))
    is_same = clean["description"] == company.description and not clean["removes_logo"]
    CompanyRevision.supersede(company.pk)
    if is_same and not logo:
        return None
    return CompanyRevision.objects.create(
        company=company,
        description=clean["description"],
        before=company.description,
        removes_logo=clean["removes_logo"],
        submitted_by=user,
        **logo,
    )


def _logo_of(picture: media.Encoded | None) -> dict[str, Any]:
    if picture is None:
        return {}
    return {
        "logo": picture.content,
        "logo_format": str(picture.format),
        "logo_width": picture.width,
        "logo_height": picture.height,
    }


def _logo_that_waits(waiting: CompanyRevision | None) -> dict[str, Any]:
    if waiting is None or waiting.logo is None:
        return {}
    names = ("logo", "logo_format", "logo_width", "logo_height")
    return {name: getattr(waiting, name) for name in names}


@transaction.atomic
def approve(revision: CompanyRevision) -> Company:
    """Make it the company's page. Raises ``WrongStateError`` if it was decided already."""
    revision.decide(RevisionState.APPROVED)
    company = Company.objects.select_for_update(no_key=True).get(pk=revision.company_id)
    company.description = revision.description
    if revision.removes_logo:
        company.logo = None
    elif revision.logo is not None:
        company.logo = _picture(revision, company)
    company.edited_fields = sorted({*company.edited_fields, "description", "logo"})
    company.save()
    return company


def _picture(revision: CompanyRevision, company: Company) -> Picture:
    """The logo as one of the board's pictures; only now does it get an address."""
    encoded = media.Encoded(
        bytes(revision.logo or b""),
        PictureFormat(revision.logo_format),
        revision.logo_width or 0,
        revision.logo_height or 0,
    )
    media.store(encoded)
    picture, _ = Picture.objects.get_or_create(
        content_hash=encoded.content_hash,
        defaults={
            "format": encoded.format,
            "width": encoded.width,
            "height": encoded.height,
            "alt": f"Logo of {company.name}"[:250],
        },
    )
    return picture
