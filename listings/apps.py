from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "listings"

    def ready(self) -> None:
        from listings.demand.evidence import ListingsMarket  # noqa: PLC0415 (models first)
        from roles.market import register  # noqa: PLC0415

        register(ListingsMarket())
