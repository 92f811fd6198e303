"""The form of a posting: what a person types, checked before the database has to refuse it.

What is typed goes through the readers; what they find is shown to be confirmed.
"""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict

from jobboard.admin_forms.open_forms import is_saving, with_data
from jobboard.admin_forms.saving import WithheldForm, withhold
from jobboard.admin_forms.without_scripts import ChooseByNameMixin
from jobboard.site import dates
from listings.admin.fact_fields import CodesField, LanguagesField, SkillsField
from listings.editing.suggestions import suggestions, take
from listings.employers.fields import CountryCodesField
from listings.importers.rereading import can_be_given_back
from listings.models import EmploymentType, Listing, ListingPlace, RemoteScope, Workplace
from listings.models.pay import latest_rates
from listings.pay.money import Pay
from listings.pay.plausibility import fits_column, is_plausible
from listings.reading.descriptions import clean_html, one_line
from listings.reading.language import languages_of_texts

AMOUNTS = frozenset(
    {"pay_minimum", "pay_maximum", "pay_currency", "pay_period", "pay_payments_a_year"}
)


class ListingForm(forms.ModelForm):
    employment_types = forms.MultipleChoiceField(
        choices=EmploymentType.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    workplaces = forms.MultipleChoiceField(
        choices=Workplace.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    remote_countries = CountryCodesField(
        required=False,
        label="Remote in",
        help_text="Countries or groups, such as “DE, Austria, EU”. Only for “Named countries”.",
    )
    language = forms.ChoiceField(
        choices=[("", "Not known"), *languages_of_texts()],
        required=False,
        help_text="Decides how words are stemmed.",
    )
    skills_must = SkillsField(
        "Skills that are a must", "Those that its text plainly requires: “Python, SQL”."
    )
    skills_nice = SkillsField(
        "Skills that are nice to have", "Those that its text only wishes for; the others are named."
    )
    languages_asked = LanguagesField(
        "Languages asked", "Those that applicants are asked for: “German, English”."
    )
    location_text = forms.CharField(
        label="Location as the employer writes it",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="To be read, not kept: “Berlin; Remote in Germany”. Several with semicolons.",
    )
    description_html = forms.CharField(
        label="Description",
        required=False,
        widget=forms.Textarea(attrs={"rows": 20, "cols": 90, "class": "vLargeTextField"}),
        help_text="HTML. What is not allowed is taken out when you save.",
    )

    give_back = forms.MultipleChoiceField(
        label="Give back to the source",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Edited by a person, so that no sync changes them. What you tick is set from the "
        "source’s last answer when you save, and by every sync from then on.",
    )

    class Meta:
        model = Listing
        labels = {
            "is_open_application": "Open application",
            "pay_is_full_time_rate": "Pay is the full-time rate",
            "apply_url": "Address to apply at",
            "apply_email": "E-mail address to apply at",
            "expires_at": "Runs out at",
            "remote_scope": "Who may work remotely",
            "pay_payments_a_year": "Payments a year",
        }
        help_texts = {
            "remote_scope": "Empty when it is not remote.",
            "pay_by_place": "Where pay differs by place or level.",
        }
        fields = "__all__"  # noqa: DJ007 (the admin's fieldsets say which)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "give_back" in self.fields:
            self.fields["give_back"].choices = can_be_given_back(self.instance)  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])

    def clean_description_html(self) -> str:
        given: str = self.cleaned_data["description_html"]
        return clean_html(given) if "description_html" in self.changed_data else given

    def clean_pay_currency(self) -> str:
        return self.cleaned_data["pay_currency"].upper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("remote_scope") != RemoteScope.COUNTRIES and cleaned.get("remote_countries"):
            self.add_error("remote_scope", "Countries are named: choose “Named countries”.")
        if AMOUNTS & set(self.changed_data) and not AMOUNTS & set(self.errors):
            self._check_pay(cleaned)
        self._names_of("languages_asked", cleaned)
        self._check_skills("skills_must", "skills_nice", cleaned)
        self._check_skills("skills_nice", "skills_must", cleaned)
        return cleaned

    def _names_of(self, name: str, cleaned: dict[str, Any]) -> dict[str, str]:
        """Code → name of a list that was changed; refuses what has no code."""
        if name not in self.changed_data or name not in cleaned:
            return {}
        names = cast("CodesField", self.fields[name]).names_of(cleaned[name])
        if unknown := [code for code in cleaned[name] if code not in names]:
            self.add_error(name, f"Not known here: {', '.join(unknown)}.")
        return names

    def _check_skills(self, name: str, other: str, cleaned: dict[str, Any]) -> None:
        """A must or wish is a skill of the posting, and never both."""
        own = {skill.slug for skill in cleaned.get("skills", ())}
        apart = cleaned.get(other, [])
        names = self._names_of(name, cleaned)
        if strange := [names[code] for code in names if code not in own]:
            self.add_error(name, f"Not among the skills of this posting: {', '.join(strange)}.")
        if both := [names[code] for code in names if code in apart]:
            self.add_error(name, f"Both a must and nice to have: {', '.join(both)}.")

    def _check_pay(self, cleaned: dict[str, Any]) -> None:
        """Refuse what is likelier a slip than a salary; the rules of ``pay.money`` decide."""
        low, high = cleaned.get("pay_minimum"), cleaned.get("pay_maximum")
        if low is None and high is None:
            return
        if not cleaned.get("pay_currency") or not cleaned.get("pay_period"):
            self.add_error("pay_minimum", "Pay needs a currency (such as EUR) and a period.")
            return
        try:
            pay = Pay(low, high, cleaned["pay_currency"], cleaned["pay_period"])
        except ValueError as problem:
            self.add_error("pay_minimum", str(problem))
            return
        if pay.is_wide:
            self.add_error("pay_maximum", "The maximum is above three times the minimum.")
        if not self._is_plausible(pay):
            self.add_error(
                "pay_minimum",
                f"Not plausible for a {pay.period} in {pay.currency}: "
                "is the period right, or a thousand missing or too many?",
            )

    @staticmethod
    def _is_plausible(pay: Pay) -> bool:
        rate = latest_rates(dates.today()).get(pay.currency)
        return fits_column(pay) and is_plausible(pay, rate.per_euro if rate else None)


READ, TAKE, WAS_READ = "_read", "_take", "_was_read"
CONFIRM = "Nothing is saved yet. The board has read the posting: look at what it found, then save."
READ_NOW = "Nothing is saved yet. This is what the board reads in what you typed."


class ReadingMixin(admin.ModelAdmin):
    """Adds “what the readers find” to the form of a posting."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> HttpResponse:
        if request.method == "POST" and is_saving(request) and self._may(request, object_id):
            request = self._read(request, is_new=object_id is None)
        return super().changeform_view(request, object_id, *args, **kwargs)

    def _may(self, request: HttpRequest, object_id: str | None) -> bool:
        if object_id is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request)

    def _read(self, request: HttpRequest, *, is_new: bool) -> HttpRequest:
        """Put in what was ticked; hold a new posting back once, so that somebody looks."""
        data = request.POST.copy()
        take(data, data.getlist(TAKE))
        data.pop(TAKE, None)
        if READ in data:
            return withhold(request, WithheldForm(READ_NOW), data)
        if is_new and WAS_READ not in data and any(suggestions(data)):
            return withhold(request, WithheldForm(CONFIRM), data)
        return with_data(request, data)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form, obj = context["adminform"].form, context["original"]
        if form.is_bound:
            context["suggestions"] = suggestions(form.data)
        elif obj and obj.source_id is None and self.has_change_permission(request, obj):
            context["suggestions"] = suggestions(as_typed(obj))
        context["was_read"] = form.is_bound
        return super().render_change_form(request, context, *args, **kwargs)


def as_typed(listing: Listing) -> QueryDict:
    """What the readers look at, and what they would fill, as a form would send it."""
    data = QueryDict(mutable=True)
    for name in ("title", "description_html", "level", "language", "degree_asked", "remote_scope"):
        data[name] = getattr(listing, name)
    data["years_asked"] = "" if listing.years_asked is None else str(listing.years_asked)
    for name in ("employment_types", "workplaces"):
        data.setlist(name, getattr(listing, name))
    for name in ("roles", "skills"):
        keys = getattr(listing, name).values_list("pk", flat=True)
        data.setlist(name, [str(key) for key in keys])
    return data


STATE_FIELDS = (
    "state",
    "closed_reason",
    "posted_at",
    "closed_at",
    "verified_at",
    "first_seen_at",
    "featured_until",
    "frozen_at",
    "frozen_by",
    "frozen_reason",
)
ORIGIN_FIELDS = (
    "source",
    "source_url",
    "edited",
    "slug",
    "normalized_title",
    "is_demo",
    "created_at",
    "updated_at",
)
NOT_KEPT = {"location_text", "give_back"}  # typed for the moment
CLUSTER_FIELDS = ("duplicate_of", "is_cluster_decided")
DERIVED_PAY_FIELDS = ("pay_shown", "pay_yearly", "pay_quarantined_at", "pay_source", "pay_by_place")


class ListingPlaceForm(forms.ModelForm):
    """A row without a number stands where it was typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if position := self.fields.get("position"):  # who may only look has no fields
            position.required, position.initial = False, None

    def clean_position(self) -> int:
        given: int | None = self.cleaned_data["position"]
        return int(str(self.prefix).rpartition("-")[2]) if given is None else given


class ListingPlaceInline(ChooseByNameMixin, admin.TabularInline):
    """Its own places; those that a duplicate lends come and go with it."""

    model = ListingPlace
    fk_name = "listing"
    form = ListingPlaceForm
    fields = ("place", "apply_url", "position")
    autocomplete_fields = ("place",)
    extra = 0
    verbose_name = "place"
    verbose_name_plural = "places"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ListingPlace]:
        return super().get_queryset(request).select_related("place")
