from django.contrib import admin

from jobboard.admin_forms.saving import NothingLost
from listings.models import Place


@admin.register(Place)
class PlaceAdmin(NothingLost):
    list_display = ("name", "region", "country", "kind", "population", "slug")
    list_filter = ("kind", "country")
    search_fields = ("sort_name", "names__icontains", "slug", "city", "region")
    ordering = ("sort_name", "pk")
    list_per_page = 50
    show_full_result_count = False
    fieldsets = (
        (
            None,
            {
                "fields": ("kind", "city", "region", "region_slug", "region_code", "country"),
                "description": "A city has all parts, a region no city, a country neither.",
            },
        ),
        (
            "Names and address",
            {
                "fields": ("slug", "names", "sort_name"),
                "description": "The slug stands in addresses of searches: changing it breaks them.",
            },
        ),
        (
            "Position",
            {
                "fields": ("latitude", "longitude", "population", "geonames_id"),
                "classes": ("collapse",),
            },
        ),
    )
