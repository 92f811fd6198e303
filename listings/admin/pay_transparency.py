from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from jobboard.admin_forms.form_pages import say_done
from jobboard.admin_forms.saving import SafeEditingAdmin
from jobboard.site import dates
from listings.models import PayTransparencyRule
from listings.models.pay_transparency_rule import Disclosure


class PayTransparencyRuleForm(forms.ModelForm):
    demands = forms.MultipleChoiceField(
        choices=Disclosure.choices, widget=forms.CheckboxSelectMultiple
    )


@admin.register(PayTransparencyRule)
class PayTransparencyRuleAdmin(SafeEditingAdmin):
    """Laws of pay in advertisements: edited here, checked in every employer's draft."""

    form = PayTransparencyRuleForm
    list_display = (
        "jurisdiction",
        "law",
        "since_on",
        "employees_from",
        "wants",
        "checked_on",
        "is_on",
    )
    list_filter = ("is_on", "moment", "country")
    search_fields = ("jurisdiction", "law", "quote")
    actions = ("still_right",)
    save_on_top = True
    fieldsets = (
        (
            "Where and whom",
            {
                "fields": (
                    ("jurisdiction", "law"),
                    ("country", "region_code"),
                    ("since_on", "employees_from"),
                    "why",
                ),
                "description": "A draft comes under it by a place that it names, and by the "
                "countries that it may be worked from.",
            },
        ),
        ("What the advertisement must hold", {"fields": ("demands", "moment")}),
        (
            "Source",
            {
                "fields": (
                    "quote",
                    ("source_title", "source_on"),
                    "source_url",
                    ("checked_on", "is_on"),
                ),
                "description": "Employers see the quotation and its source. Without them the rule "
                "stays off.",
            },
        ),
    )

    @admin.display(description="wants")
    def wants(self, rule: PayTransparencyRule) -> str:
        return ", ".join(Disclosure(demand).label.partition(":")[0] for demand in rule.demands)

    @admin.action(description="Source read again, still right", permissions=["change"])
    def still_right(self, request: HttpRequest, queryset: QuerySet[PayTransparencyRule]) -> None:
        rules = list(queryset.exclude(quote=""))
        for rule in rules:
            rule.checked_on = dates.today()
            rule.save(update_fields=["checked_on"])
            self.log_change(request, rule, "source read again, still right")
        say_done(self, request, len(rules), ("rule", "rules"), "checked today")
