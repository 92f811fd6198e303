"""The site's own pages: defaults from files, the operator's text, facts by name."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Timer
from typing import Any

import html5lib
import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from jobboard.http.rate_limits import previews
from jobboard.models import PageSlug, SitePage, User
from jobboard.site import identity, pages

pytestmark = pytest.mark.django_db

ALL = list(PageSlug.values)


@pytest.fixture(autouse=True)
def read_anew() -> Iterator[None]:
    identity.forget()
    pages.default_text.cache_clear()
    yield
    identity.forget()
    pages.default_text.cache_clear()


@pytest.fixture
def editor(client: Client) -> Client:
    user = User.objects.create_user("ed@desk.example", "three-plain-words", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    client.force_login(user)
    return client


def page_of(slug: str) -> SitePage:
    return SitePage.objects.get_or_create(slug=slug)[0]


@pytest.mark.parametrize("word", ["subscribe", "feeds", "programming interface"])
def test_the_pages_promise_nothing_that_the_board_does_not_do(client: Client, word: str) -> None:
    """Mail about a search, feeds and an API are still to come; so are their sentences here."""
    for slug in ALL:
        assert word not in client.get(f"/{slug}/").text.casefold()


def write(slug: str, body: str, title: str = "") -> SitePage:
    page = page_of(slug)
    page.body, page.title = body, title
    page.save()
    return page


def admin_url(slug: str) -> str:
    return reverse("admin:jobboard_sitepage_change", args=[page_of(slug).pk])


@pytest.mark.parametrize("slug", ALL)
class TestEveryPage:
    def test_it_answers_on_a_new_board(self, client: Client, slug: str) -> None:
        response = client.get(f"/{slug}/")
        assert response.status_code == 200
        assert response.text.count("<h1") == 1
        html5lib.HTMLParser(strict=True).parse(response.text)

    def test_its_default_names_facts_that_exist_and_is_sound(self, slug: str) -> None:
        body = pages.default_text(slug).body
        assert pages.problems(body) == ()

    def test_its_default_names_no_board(self, slug: str) -> None:
        text = pages.default_text(slug)
        assert not re.search("jobboard|open roles", text.title + text.body, re.IGNORECASE)

    def test_every_page_of_the_site_links_to_it(self, client: Client, slug: str) -> None:
        assert f'href="/{slug}/"' in client.get("/companies/").text

    def test_it_costs_two_queries_at_most(
        self, client: Client, django_assert_max_num_queries: Any, slug: str
    ) -> None:
        with django_assert_max_num_queries(2):  # the page, and once a second who the board is
            client.get(f"/{slug}/")

    def test_only_reading_is_allowed(self, client: Client, slug: str) -> None:
        assert client.post(f"/{slug}/").status_code == 405
        assert client.head(f"/{slug}/").status_code == 200


class TestText:
    def test_an_unwritten_page_says_so(
        self, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pages, "FOLDER", tmp_path)
        response = client.get("/imprint/")
        assert "<h1>Imprint</h1>" in response.text
        assert "has not been written yet" in response.text

    def test_a_file_gives_title_and_text(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pages, "FOLDER", tmp_path)
        (tmp_path / "about.md").write_text('+++\ntitle = "Who we are"\n+++\n\nNurses.\n')
        assert pages.default_text("about") == pages.PageText("Who we are", "Nurses.")

    def test_the_operator_s_text_takes_its_place(self, client: Client) -> None:
        write("about", "We are **nurses**.", title="Who we are")
        text = client.get("/about/").text
        assert "<h1>Who we are</h1>" in text
        assert "<strong>nurses</strong>" in text

    def test_hostile_text_is_harmless(self, client: Client) -> None:
        write("about", "<script>alert(1)</script> [x](javascript:alert(1))", title="<b>x</b>")
        text = client.get("/about/").text
        assert "<script>alert" not in text
        assert "javascript:" not in text
        assert "<h1>&lt;b&gt;x&lt;/b&gt;</h1>" in text

    def test_there_is_no_seventh_page(self, client: Client) -> None:
        assert client.get("/cookies/").status_code == 404


class TestFacts:
    def test_a_fact_stands_where_it_is_named(self, settings: Any) -> None:
        settings.SITE_NAME, settings.LOG_DAYS = "Night Shift", 14
        body = "{{ site.name }} keeps logs for {{privacy.log_days}} days."
        assert pages.fill(body) == "Night Shift keeps logs for 14 days."

    @pytest.mark.parametrize(
        "body",
        [
            "{{ settings.SECRET_KEY }}",
            "{{ site.__class__ }}",
            "{{ site.name|upper }}",
            "{% load static %}",
            "{{ site }}",
            "{{}}",
        ],
    )
    def test_nothing_else_means_anything(self, body: str) -> None:
        assert pages.fill(body) == body

    def test_a_fact_is_words_and_never_markup(self, settings: Any) -> None:
        settings.SITE_NAME = "*Jobs* <b> [x](//evil.example) {{ site.url }}"
        html = pages.html_of("{{ site.name }}")
        assert html == "<p>*Jobs* &lt;b&gt; [x](//evil.example) {{ site.url }}</p>\n"

    def test_the_contact_address_is_a_link_once(self, settings: Any) -> None:
        settings.SITE_CONTACT = "night_shift_desk@ward.example"
        link = '<a href="mailto:night_shift_desk@ward.example">'
        for body in (
            "Write to {{ site.contact }}.",
            "Write to <{{ site.contact }}>.",
            "[Write](mailto:{{ site.contact }})",
        ):
            assert pages.html_of(body).count(link) == 1

    def test_what_nobody_has_given_is_said(self, settings: Any) -> None:
        settings.SITE_CONTACT = ""
        assert pages.fill("Write to {{ site.contact }}.") == f"Write to {pages.NOT_GIVEN}."
        assert pages.missing("{{ site.contact }} {{ site.name }}") == ["site.contact"]

    def test_privacy_says_what_the_settings_are(self, client: Client, settings: Any) -> None:
        settings.LOG_DAYS = 17
        assert "17 days" in " ".join(client.get("/privacy/").text.split())


class TestUnchanged:
    def test_a_visitor_who_has_the_page_gets_304(self, client: Client) -> None:
        first = client.get("/terms/")
        again = client.get("/terms/", headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304
        assert again.content == b""

    def test_a_changed_text_or_name_is_sent_again(self, client: Client, settings: Any) -> None:
        tags = [client.get("/terms/")["ETag"]]
        write("terms", "Be kind.")
        tags.append(client.get("/terms/")["ETag"])
        settings.SITE_NAME = "Renamed"
        tags.append(client.get("/terms/")["ETag"])
        assert len(set(tags)) == 3

    def test_a_page_that_went_back_to_its_default_is_sent_again(self, editor: Client) -> None:
        for body in ("Ours.", ""):
            before = page_of("terms").edited_at
            editor.post(admin_url("terms"), {"title": "", "body": body})
            after = page_of("terms").edited_at
            assert after
            assert before is None or after > before
        assert "Last changed on" not in editor.get("/terms/").text


class TestDesk:
    def test_all_pages_are_listed_on_a_new_board(self, editor: Client) -> None:
        pages.make_rows()
        pages.make_rows()
        response = editor.get(reverse("admin:jobboard_sitepage_changelist"))
        assert response.context["cl"].result_count == len(ALL)
        assert "default text" in response.text

    def test_the_default_is_there_to_be_edited(self, editor: Client) -> None:
        form = editor.get(admin_url("privacy")).context["adminform"].form
        assert form.initial["body"] == pages.default_text("privacy").body

    def test_an_edit_is_shown_with_its_date(self, editor: Client, client: Client) -> None:
        values = {"title": "Us", "body": "We are {{ site.name }}."}
        assert editor.post(admin_url("about"), values).status_code == 302
        assert page_of("about").edited_at
        assert "Last changed on" in client.get("/about/").text

    def test_what_is_left_as_it_was_stays_the_default(self, editor: Client) -> None:
        default = pages.default_text("about")
        editor.post(admin_url("about"), {"title": default.title, "body": default.body + "\r\n"})
        page = page_of("about")
        assert (page.title, page.body, page.edited_at) == ("", "", None)

    def test_an_emptied_page_is_the_default_again(self, editor: Client) -> None:
        write("about", "Ours.")
        editor.post(admin_url("about"), {"title": "", "body": ""})
        assert pages.text_of("about", page_of("about")) == pages.default_text("about")

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ("One\n\n{{ site.nmae }}", "Line 3: “site.nmae” means nothing here; did you mean"),
            ("{{ settings.SECRET_KEY }}", "means nothing here"),
            ("[x](javascript:alert(1))", "Line 1: A link may not begin with “javascript:”"),
            ("![](/media/a.png)", "has no description"),
            ("x" * 100_001, "at most 100000 characters"),
        ],
    )
    def test_a_bad_text_is_refused_and_kept_in_the_form(
        self, editor: Client, body: str, said: str
    ) -> None:
        response = editor.post(admin_url("about"), {"title": "T", "body": body})
        assert response.status_code == 200
        form = response.context["adminform"].form
        assert said in " ".join(form.errors["body"])
        assert form["body"].value() == body
        assert page_of("about").body == ""

    def test_what_is_typed_is_previewed_and_not_saved(self, editor: Client) -> None:
        typed = {"title": "Us", "body": "We are {{ site.name }}.", "_object": page_of("about").pk}
        preview = reverse("admin:jobboard_sitepage_preview")
        answer = editor.post(preview, typed, headers={"Accept": "application/json"})
        assert f"We are {identity.current().name}." in answer.json()["html"]
        assert not page_of("about").body

    @pytest.mark.usefixtures("kept_pages")
    def test_a_page_that_is_kept_is_previewed_as_typed_and_shown_as_saved(
        self, client: Client, editor: Client
    ) -> None:
        typed = {"title": "Us", "body": "We are typed.", "_object": page_of("about").pk}
        for _ in range(2):
            assert "We are typed." not in client.get("/about/").text
            preview = editor.post(reverse("admin:jobboard_sitepage_preview"), typed)
            assert "We are typed." in preview.text

    def test_previews_take_turns(self, editor: Client, settings: Any) -> None:
        settings.PREVIEW_WAIT_SECONDS = 0
        typed = {"title": "Us", "body": "We are us.", "_object": page_of("about").pk}
        preview = reverse("admin:jobboard_sitepage_preview")
        with previews.turn():
            asked_by_script = editor.post(preview, typed, headers={"Accept": "application/json"})
            asked = editor.post(preview, typed)
        assert asked_by_script.status_code == asked.status_code == 503
        assert asked["Retry-After"] == "3"
        assert "try again in a few seconds" in asked_by_script.json()["problems"][0]
        assert "try again in a few seconds" in asked.text
        assert editor.post(preview, typed).status_code == 200

    def test_one_preview_waits_for_its_turn(self, editor: Client) -> None:
        typed = {"title": "Us", "body": "We are us.", "_object": page_of("about").pk}
        with ExitStack() as turn:
            turn.enter_context(previews.turn())
            Timer(0.2, turn.close).start()
            answer = editor.post(reverse("admin:jobboard_sitepage_preview"), typed)
        assert answer.status_code == 200

    def test_who_saves_second_overwrites_nothing(self, editor: Client) -> None:
        editing = editor.get(admin_url("about")).context["editing"]
        write("about", "Theirs.", "Us")
        typed = {"title": "Us", "body": "Mine.", "_version": editing["version"]}
        response = editor.post(admin_url("about"), typed)
        assert response.status_code == 200
        assert "Nothing of either is lost" in response.text
        assert "Theirs." in response.text
        assert page_of("about").body == "Theirs."

    def test_pages_are_neither_added_nor_deleted(self, editor: Client) -> None:
        assert editor.get(reverse("admin:jobboard_sitepage_add")).status_code == 403
        url = reverse("admin:jobboard_sitepage_delete", args=[page_of("about").pk])
        assert editor.post(url, {"post": "yes"}).status_code == 403
