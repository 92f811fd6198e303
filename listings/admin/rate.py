from django.contrib import admin

from listings.admin.readonly import ReadOnlyAdmin
from listings.models import ExchangeRate


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ReadOnlyAdmin):
    """Reference rates of the European Central Bank, loaded by a command."""

    list_display = ("currency", "on", "per_euro")
    list_filter = ("currency",)
    date_hierarchy = "on"
    ordering = ("-on", "currency")
    show_full_result_count = False
