"""Who the board is: the environment's word until an administrator writes another."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobboard.models import SiteIdentity, User
from jobboard.site import accent, identity
from jobboard.site.accent import DARK, LIGHT, contrast, least_contrast, readable
from jobboard.site.identity import style_sheet

pytestmark = pytest.mark.django_db

TOKENS = Path(project.BASE_DIR) / "static" / "css" / "tokens.css"
OFTEN = 6  # pages asked for in a row, well within a second


@pytest.fixture(autouse=True)
def read_anew() -> Iterator[None]:
    identity.forget()
    yield
    identity.forget()


def write(**fields: Any) -> SiteIdentity:
    row = SiteIdentity(**fields)
    row.full_clean()
    row.save()
    identity.forget()  # a test's transaction never commits
    return row


class TestCurrent:
    def test_a_new_board_is_what_the_environment_says(self, settings: Any) -> None:
        settings.SITE_NAME, settings.HOME_COUNTRY = "Ward Rounds", "IE"
        found = identity.current()
        assert (found.name, found.country, found.url) == ("Ward Rounds", "IE", settings.SITE_URL)

    def test_what_is_written_wins_and_an_empty_field_does_not(self, settings: Any) -> None:
        settings.SITE_CURRENCY = "CHF"
        write(name="Night Shift", pay_period="hour")
        found = identity.current()
        assert (found.name, found.pay_period, found.currency) == ("Night Shift", "hour", "CHF")

    def test_it_is_read_once_for_many_questions(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(1):
            assert len({identity.current().name for _ in range(100)}) == 1

    def test_another_process_s_change_shows_within_a_second(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        identity.current()
        SiteIdentity.objects.bulk_create([SiteIdentity(id=1, name="Renamed")])  # tells nobody
        assert identity.current().name != "Renamed"
        monkeypatch.setattr(identity, "FRESH_SECONDS", 0.0)
        assert identity.current().name == "Renamed"

    @pytest.mark.django_db(transaction=True)
    def test_our_own_change_shows_at_once(self) -> None:
        identity.current()
        SiteIdentity(name="Renamed").save()
        assert identity.current().name == "Renamed"

    def test_without_a_database_the_last_known_words_stand(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(name="Night Shift")
        identity.current()

        def broken() -> dict[str, Any]:
            raise DatabaseError("gone")

        identity.forget()
        monkeypatch.setattr(identity, "_read", broken)
        assert identity.current().name == "Night Shift"

    def test_its_version_changes_with_every_word(self) -> None:
        before = identity.current().version
        assert identity.current().version == before
        write(tagline="Another line")
        assert identity.current().version != before


class TestRow:
    def test_there_is_one_row_only(self) -> None:
        write(name="One")
        write(name="Two")
        assert SiteIdentity.objects.get().name == "Two"
        with pytest.raises(IntegrityError), transaction.atomic():
            SiteIdentity.objects.bulk_create([SiteIdentity(id=2)])

    @pytest.mark.parametrize(
        ("field", "value"),
        [("accent", "red"), ("accent", "#12345"), ("country", "de"), ("currency", "EURO")],
    )
    def test_the_database_refuses_what_no_form_would_send(self, field: str, value: str) -> None:
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            SiteIdentity.objects.bulk_create([SiteIdentity(id=1, **{field: value})])


class TestColour:
    def test_contrast_is_that_of_wcag(self) -> None:
        assert contrast("#000000", "#ffffff") == pytest.approx(21)
        assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)

    def test_the_papers_are_those_of_the_style_sheet(self) -> None:
        light, dark = TOKENS.read_text().split("prefers-color-scheme: dark")[:2]
        names = ("paper", "paper-raised", "paper-sunk")
        for scheme, text in ((LIGHT, light), (DARK, dark)):
            found = [re.search(rf"--{name}: (#\w+);", text) for name in names]
            assert tuple(match[1] for match in found if match) == scheme.papers

    @pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
    def test_a_refused_colour_comes_with_the_nearest_readable_one(
        self, scheme: accent.Scheme
    ) -> None:
        said = accent.problem("#808080", scheme)
        assert f"{scheme.name} paper" in said
        assert "4.5 : 1" in said
        proposed = said.rstrip(".").split()[-1]
        assert accent.problem(proposed, scheme) == ""

    def test_what_is_not_a_colour_says_how_one_looks(self) -> None:
        assert "#0d5560" in accent.problem("teal", LIGHT)

    def test_a_tint_that_swallows_the_text_counts_too(self) -> None:
        for colour in ("#0d5560", "#b00020", "#5b2a86"):
            assert accent.problem(colour, LIGHT) == ""
            derived = readable(colour, DARK, accent.COMFORTABLE)
            assert least_contrast(derived, DARK) >= accent.COMFORTABLE
            ink = accent.accent_of(derived, DARK).ink
            assert contrast(ink, derived) >= accent.LEAST


class TestTheme:
    def test_a_board_in_the_usual_colours_has_no_further_style_sheet(self, client: Client) -> None:
        assert "theme-" not in client.get("/about/").text

    def test_the_accent_is_a_style_sheet_that_is_kept_for_good(self, client: Client) -> None:
        write(accent="#5b2a86")
        page = client.get("/about/").text
        address = re.search(r'href="(/theme-[0-9a-f]{12}\.css)"', page)
        assert address
        response = client.get(address[1])
        assert response["Content-Type"] == "text/css; charset=utf-8"
        assert "immutable" in response["Cache-Control"]
        assert "--accent: #5b2a86;" in response.text
        assert "style=" not in page

    def test_another_colour_has_another_address_and_old_ones_show_the_new(
        self, client: Client
    ) -> None:
        write(accent="#5b2a86")
        old = identity.current().theme_version
        write(accent="#0d5560")
        assert identity.current().theme_version != old
        response = client.get(f"/theme-{old}.css")
        assert "#0d5560" in response.text
        assert response["Cache-Control"] == "no-cache"

    def test_the_dark_shade_is_derived_or_chosen(self) -> None:
        derived = style_sheet(identity.Identity(**base(), accent="#5b2a86"))
        assert readable("#5b2a86", DARK, accent.COMFORTABLE) in derived
        chosen = style_sheet(identity.Identity(**base(), accent="#5b2a86", accent_dark="#d9b8ff"))
        assert "--accent: #d9b8ff;" in chosen

    def test_paper_stays_black_and_white(self) -> None:
        sheet = style_sheet(identity.Identity(**base(), accent="#5b2a86"))
        assert [line for line in sheet.splitlines() if line.startswith("@media")] == [
            "@media screen {",
            "@media screen and (prefers-color-scheme: dark) {",
        ]


def base() -> dict[str, Any]:
    return identity.from_environment()


class TestTimeZone:
    def test_dates_are_those_of_the_board_s_zone(self, client: Client) -> None:
        write(time_zone="Pacific/Kiritimati")
        response = client.get("/about/")
        assert response.status_code == 200
        assert timezone.get_current_timezone_name() == "UTC"  # it ends with the request

    def test_health_asks_no_identity(self, client: Client, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            assert client.get("/healthz").status_code == 200


class TestDesk:
    def test_the_list_is_the_form(self, administrator: Client) -> None:
        listed = reverse("admin:jobboard_siteidentity_changelist")
        assert administrator.get(listed)["Location"].endswith("/add/")
        write(name="Night Shift")
        assert administrator.get(listed)["Location"].endswith("/1/change/")

    @pytest.mark.slow
    def test_it_is_filled_in(self, administrator: Client) -> None:
        url = reverse("admin:jobboard_siteidentity_add")
        assert f"Empty: {project.SITE_NAME}" in administrator.get(url).text
        values = {"name": "Night Shift", "currency": "eur", "country": "AT", "accent": "#5B2A86"}
        assert administrator.post(url, values).status_code == 302
        identity.forget()
        found = identity.current()
        assert (found.name, found.currency, found.country) == ("Night Shift", "EUR", "AT")
        assert found.accent == "#5b2a86"
        assert "Night Shift" in administrator.get(reverse("admin:index")).text

    @pytest.mark.first(3)
    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("accent", "#ffee00", "nearest shade"),
            ("accent", "teal", "six digits"),
            ("accent_dark", "#5b2a86", "dark paper"),
            ("contact", "nobody", "valid email"),
            ("currency", "EURO", "3 characters"),
            ("currency", "E1R", "No currency has the code E1R"),
            ("currency", "XYZ", "No currency has the code XYZ"),
            ("country", "ZZ", "valid choice"),
            ("time_zone", "../etc/passwd", "valid choice"),
            ("pay_period", "fortnight", "valid choice"),
            ("logo", "77", "valid choice"),
        ],
    )
    def test_a_bad_value_is_refused_beside_its_field(
        self, administrator: Client, field: str, value: str, said: str
    ) -> None:
        values = {"name": "Kept", "accent": "#0d5560", field: value}
        response = administrator.post(reverse("admin:jobboard_siteidentity_add"), values)
        assert response.status_code == 200
        errors = response.context["adminform"].form.errors
        assert list(errors) == [field]
        assert said in str(errors[field])
        assert 'value="Kept"' in response.text
        assert not SiteIdentity.objects.exists()

    def test_a_dark_accent_alone_is_refused(self, administrator: Client) -> None:
        values = {"accent_dark": "#d9b8ff"}
        response = administrator.post(reverse("admin:jobboard_siteidentity_add"), values)
        assert "light paper too" in response.text

    def test_nobody_adds_a_second_one_or_deletes_the_first(self, administrator: Client) -> None:
        write(name="One")
        assert administrator.get(reverse("admin:jobboard_siteidentity_add")).status_code == 403
        url = reverse("admin:jobboard_siteidentity_delete", args=[1])
        assert administrator.post(url, {"post": "yes"}).status_code == 403

    def test_editors_leave_it_alone(self, client: Client) -> None:
        editor = User.objects.create_user("ed@desk.example", "three-plain-words", is_staff=True)
        client.force_login(editor)
        url = reverse("admin:jobboard_siteidentity_changelist")
        assert client.get(url).status_code == 403


class TestWhereItComesFrom:
    def test_no_template_names_a_board(self) -> None:
        for path in Path(project.BASE_DIR, "templates").rglob("*.html"):
            text = re.sub(r"\{%.*?%\}", "", path.read_text())
            assert not re.search(r"jobboard|open roles", text, re.IGNORECASE), path

    def test_who_the_board_is_comes_from_one_place(self) -> None:
        names = r"settings\.(SITE_NAME|SITE_TAGLINE|SITE_CONTACT|SITE_CURRENCY|HOME_COUNTRY)"
        folders = [Path(project.BASE_DIR, name) for name in ("jobboard", "listings", "roles")]
        found = {
            path.relative_to(project.BASE_DIR).as_posix()
            for folder in folders
            for path in folder.rglob("*.py")
            if re.search(names, path.read_text())
        }
        assert found == set()
