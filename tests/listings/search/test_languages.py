"""A text that is not in the page's language says in which it is, and in which direction it runs."""

import re
from typing import Any

import pytest
from django.test import Client

from jobboard.mail.kinds import Wording
from jobboard.mail.rendering import compose
from listings.models import Listing
from listings.reading.language import is_written_in
from listings.templatetags.texts import titled
from tests.listings.employers.managing.postings import live, signed_in
from tests.listings.factories import make_company, make_listing

pytestmark = pytest.mark.django_db

ARABIC = "مهندس بيانات أول"
TEXTS = {
    "ar": (ARABIC, "rtl"),
    "he": ("מהנדס נתונים בכיר", "rtl"),
    "fa": ("مهندس داده ارشد", "rtl"),
    "ja": ("データエンジニア", "ltr"),
    "zh": ("高级数据工程师", "ltr"),
    "de": ("Leiterin der Prüfstelle", "ltr"),
    "ru": ("Инженер данных", "ltr"),
}


def foreign(language: str) -> Listing:
    title, _ = TEXTS[language]
    return make_listing(title, language=language, benefits=[title], pay_text=title)


@pytest.mark.parametrize("language", TEXTS)
class TestAPostingInAnotherLanguage:
    @pytest.mark.first(3)
    def test_its_title_says_so_on_every_page(self, client: Client, language: str) -> None:
        listing, (title, runs) = foreign(language), TEXTS[language]
        marked = f'<span lang="{language}" dir="{runs}">{title}</span>'
        for path in (
            "/jobs/",
            listing.get_absolute_url(),
            listing.company.get_absolute_url(),
            f"{listing.get_absolute_url()}report/",
        ):
            assert marked in client.get(path).text, path

    @pytest.mark.first(3)
    def test_its_text_and_what_else_the_employer_wrote_say_so(
        self, client: Client, language: str
    ) -> None:
        listing, (title, runs) = foreign(language), TEXTS[language]
        page = client.get(listing.get_absolute_url()).text
        marks = f'lang="{language}" dir="{runs}"'
        assert f"<div {marks}>{listing.description_html}</div>" in page
        assert f"<dt>In their words</dt><dd {marks}>{title}</dd>" in page
        assert f"<dt>Benefits</dt><dd {marks}>" in page


def test_the_pages_own_language_needs_no_mark(client: Client) -> None:
    page = client.get(make_listing("Data Engineer", language="en").get_absolute_url()).text
    main = page.partition("<main")[2]
    assert " lang=" not in main
    assert " dir=" not in main


def test_an_unknown_language_leaves_the_direction_to_the_browser(client: Client) -> None:
    page = client.get(make_listing("Data", language="").get_absolute_url()).text
    assert '<div dir="auto"><p>The work.</p></div>' in page
    assert '<span lang=""' not in page


@pytest.mark.parametrize(
    ("title", "language", "expected"),
    [
        ("Data Engineer", "ar", '<span dir="auto">Data Engineer</span>'),
        ("Data Engineer (m/w/d)", "de", '<span lang="de" dir="ltr">Data Engineer (m/w/d)</span>'),
        (ARABIC, "en", f'<span dir="auto">{ARABIC}</span>'),
        (f"Data Engineer / {ARABIC}", "ar", f'<span lang="ar" dir="rtl">Data Engineer / {ARABIC}'),
        ("C++ <b>", "en", "C++ &lt;b&gt;"),
        ("<script>", "ja", '<span dir="auto">&lt;script&gt;</span>'),
        ("2026", "ja", '<span lang="ja" dir="ltr">2026</span>'),
    ],
)
def test_a_title_in_another_script_than_its_text(title: str, language: str, expected: str) -> None:
    assert titled(Listing(title=title, language=language)).startswith(expected)


@pytest.mark.slow
def test_a_company_says_in_which_language_it_writes_of_itself(client: Client) -> None:
    text = (
        "نحن شركة صغيرة تبني منارات على الساحل وتهتم بها، "
        "ونعمل مع المدن والموانئ منذ ثلاثين عاما في كل البلاد."
    )
    page = client.get(make_company("Umbra", description=text).get_absolute_url()).text
    assert re.search(r'<div class="prose" lang="ar" dir="rtl"><p>', page)


@pytest.mark.slow
def test_similar_openings_and_the_employers_pages_say_so(client: Client) -> None:
    listing = live()
    Listing.objects.filter(pk=listing.pk).update(title=ARABIC, language="ar")
    employer = signed_in()
    marked = f'<span lang="ar" dir="rtl">{ARABIC}</span>'
    assert marked in employer.get("/employers/postings/").text
    assert f"<h1>{marked}</h1>" in employer.get(f"/employers/postings/{listing.pk}/").text


@pytest.mark.slow
def test_the_queue_and_the_review_say_so(admin_client: Client) -> None:
    from tests.listings.employers.managing.postings import sent  # noqa: PLC0415

    listing = sent()
    Listing.objects.filter(pk=listing.pk).update(title=ARABIC, language="ar")
    marked = f'<span lang="ar" dir="rtl">{ARABIC}</span>'
    assert marked in admin_client.get("/admin/listings/listing/queue/").text
    page: Any = admin_client.get(f"/admin/listings/listing/{listing.pk}/review/")
    assert marked in page.text


def test_a_mail_sets_a_title_that_runs_the_other_way_apart() -> None:
    wording = Wording("About {{ title }}", "Your posting {{ title }} is public.")
    assert f'<span dir="auto">{ARABIC}</span>' in compose(wording, {"title": ARABIC}).html
    assert "<span" not in compose(wording, {"title": "Prüferin"}).html


def test_scripts_are_told_apart_by_latin_letters() -> None:
    assert is_written_in("データ", "ja")
    assert is_written_in("数据", "ja")  # Chinese signs serve Japanese too
    assert not is_written_in("Data", "ko")
    assert is_written_in("", "ko")
    assert is_written_in("Data", "xx")


def test_what_an_employer_types_runs_as_it_is_written(client: Client) -> None:
    page = client.get("/employers/post/").text
    for name in ("title", "description"):
        assert re.search(rf'<(?:input|textarea)[^>]*name="{name}"[^>]* dir="auto"', page), name
