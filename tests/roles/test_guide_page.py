"""A guide: two roles side by side, the author's prose, and the evidence beside it."""

import re
from datetime import timedelta
from typing import Any

import html5lib
import pytest
from django.test import Client
from django.utils import timezone

from jobboard.models import User
from roles.models import Guide, GuideKind, GuideStatus, Role, RoleSection, SectionSource
from tests.listings.factories import make_city, make_listing, make_skill, yearly
from tests.listings.figures import forget_all, statements, take_figures
from tests.roles.factories import (
    add_section,
    make_guide,
    make_profiled_role,
    make_term,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse() -> Role:
    return make_profiled_role("Nurse", responsibilities="Cares.", week="- **Monday**: ward.")


@pytest.fixture
def midwife() -> Role:
    return make_profiled_role("Midwife", responsibilities="Delivers.", outlook="Steady.")


def page(client: Client, guide: Guide, query: str = "") -> str:
    response = client.get(guide.get_absolute_url() + query)
    assert response.status_code == 200
    return response.content.decode()


def visible_text(html: str) -> str:
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    [main] = list(tree.iter("main"))
    return "".join(main.itertext()).replace("\N{NO-BREAK SPACE}", " ")


class TestWhatItShows:
    def test_each_section_of_both_roles_side_by_side_with_the_role_in_each_heading(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        text = page(client, make_guide(nurse, midwife))
        part = text[text.index('id="responsibilities"') : text.index('id="outlook"')]
        assert part.index("Nurse</h3>") < part.index("Cares.")
        assert part.index("Midwife</h3>") < part.index("Delivers.")
        assert "side-a" in part
        assert "side-b" in part

    def test_title_deck_author_dates_reading_time_and_choices(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        guide = make_guide(nurse, midwife, reviewed_on="2026-11-20", introduction="word " * 500)
        text = page(client, guide)
        for piece in ("Nurse vs. Midwife", "Two kinds of care.", "Ada Writer", "reviewed"):
            assert piece in text
        assert "3 min read" in text
        assert "You like Midwife work." in text

    def test_an_editors_section_may_replace_that_of_the_profiles(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        guide = make_guide(nurse, midwife)
        add_section(guide, "What they do", "Both care.", replaces="responsibilities")
        text = page(client, guide)
        assert "Both care." in text
        assert "Delivers." not in text

    def test_the_contents_lead_to_places_that_exist_and_ids_are_unique(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        guide = make_guide(nurse, midwife, introduction="## Pay\n\nOne.\n\n## Pay\n\nTwo.")
        add_section(guide, "Prose", "### Inside\n\nText.")
        text = page(client, guide)
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        for target in re.findall(r'href="#([^"]+)"', text):
            assert target in ids

    def test_sources_stand_under_their_section(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        SectionSource.objects.create(
            section=nurse.sections.get(kind="responsibilities"),
            title="A bureau, 2025",
            url="https://bureau.example/",
            accessed_on="2026-10-30",
        )
        assert "A bureau, 2025</a> (accessed 30 Oct 2026)" in page(
            client, make_guide(nurse, midwife)
        )

    def test_an_explainer_is_its_own_sections_with_figures_of_its_roles_beside(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        guide = make_guide(nurse, midwife, kind=GuideKind.EXPLAINER)
        add_section(guide, "Read the verbs", "They tell.")
        make_listing("Night nurse", roles=(nurse,))
        text = page(client, guide)
        assert "Cares." not in text
        assert 'id="responsibilities"' not in text
        assert "Read the verbs" in text
        assert "Night nurse" in text

    def test_what_was_reviewed_and_when_stands_once_at_the_head(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        guide = make_guide(nurse, midwife, reviewed_on="2026-11-20")
        RoleSection.objects.filter(kind="responsibilities").update(reviewed_on="2026-10-30")
        text = " ".join(visible_text(page(client, guide)).split())
        assert "text reviewed 20 Nov 2026, profiles 30 Oct 2026 ·" in text
        midwife.sections.filter(kind="responsibilities").update(reviewed_on="2026-10-31")
        text = " ".join(visible_text(page(client, guide)).split())
        assert "profiles 30 Oct 2026 to 31 Oct 2026" in text
        assert text.lower().count("reviewed") == 1

    def test_related_guides_by_hand_come_before_those_that_share_a_role(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        chosen = make_guide(title="Chosen")
        make_guide(nurse, title="Shares a role")
        make_guide(nurse, title="Hidden draft", status=GuideStatus.DRAFT)
        guide = make_guide(nurse, midwife)
        guide.related.add(chosen)
        text = page(client, guide)
        assert text.index("Chosen") < text.index("Shares a role")
        assert "Hidden draft" not in text


class TestGlossaryLinks:
    def test_a_term_is_linked_at_its_first_mention_on_the_page_only(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        make_term("Triage")
        guide = make_guide(nurse, midwife, introduction="First Triage.", conclusion="Triage again.")
        assert page(client, guide).count('href="/glossary/triage/"') == 1

    def test_the_text_with_and_without_links_is_the_same_to_the_letter(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        guide = make_guide(nurse, midwife, introduction="On the *ward*, triage: TRIAGE, triages.")
        before = visible_text(page(client, guide))
        make_term("Triage")
        make_term("Ward")
        assert visible_text(page(client, guide)) == before

    def test_a_word_inside_a_roles_name_is_no_mention(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        make_term("Night")
        make_profiled_role("Night Nurse")
        guide = make_guide(nurse, midwife, introduction="A night nurse. Then the night.")
        assert 'A night nurse. Then the <a class="term" href="/glossary/night/">night</a>' in page(
            client, guide
        )

    def test_a_guide_can_switch_a_term_off_and_renaming_it_changes_nothing(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        term = make_term("Triage")
        guide = make_guide(nurse, midwife, introduction="First triage.")
        guide.unlinked_terms.add(term)
        assert "/glossary/triage/" not in page(client, guide)
        term.name, term.slug = "Sorting", "sorting"
        term.save()
        assert "First triage." in page(client, guide)


class TestFiguresInTheText:
    @pytest.fixture
    def guide(self, nurse: Role) -> Guide:
        text = 'Before. {{ share triage nurse }} ask for it. {{ openings nurse else="Many" }} wait.'
        return make_guide(nurse, introduction=text)

    def fill(self, nurse: Role) -> None:
        triage, city = make_skill("Triage"), make_city("Austin", "US")
        for _ in range(20):
            make_listing(roles=(nurse,), skills=(triage,), places=(city,))
        take_figures()

    @pytest.mark.slow
    def test_they_stand_with_their_sample_in_the_country_of_the_page(
        self, client: Client, nurse: Role, guide: Guide
    ) -> None:
        self.fill(nurse)
        text = visible_text(page(client, guide, "?country=US"))
        assert "100% (of 20 postings, United States, " in text
        assert "20 openings (at 20 employers, United States, " in text
        assert "This text goes without figures" not in text
        assert "20 postings, everywhere, " in visible_text(page(client, guide, "?country=DE"))

    def test_without_any_the_text_reads_on_and_the_page_says_so_once(
        self, client: Client, nurse: Role, guide: Guide
    ) -> None:
        text = visible_text(page(client, guide))
        assert "Before. Many wait." in " ".join(text.split())
        assert text.count("This text goes without figures today") == 1

    def test_a_page_whose_authors_wrote_no_figure_says_nothing_of_them(
        self, client: Client, nurse: Role
    ) -> None:
        assert "This text goes without figures" not in page(client, make_guide(nurse))

    @pytest.mark.slow
    def test_a_new_figure_shows_at_once_though_the_text_is_kept_in_memory(
        self, client: Client, nurse: Role, guide: Guide
    ) -> None:
        assert "Many wait." in page(client, guide)
        self.fill(nurse)
        assert "100% (of" in visible_text(page(client, guide, "?country=US"))

    @pytest.mark.slow
    def test_a_preview_shows_both_states_to_editors_and_neither_to_readers(
        self, client: Client, nurse: Role, guide: Guide
    ) -> None:
        self.fill(nurse)
        address = f"{guide.get_absolute_url()}preview/?figures="
        assert client.get(f"{address}absent").status_code == 404
        assert "100% (of" in visible_text(page(client, guide, "?figures=absent"))
        client.force_login(User.objects.create_superuser("ada@example.org", "a long password"))
        absent = client.get(f"{address}absent").content.decode()
        assert "Many wait." in absent
        assert 'href="?figures=live"' in absent
        assert "100% (of" in visible_text(client.get(f"{address}live").content.decode())

    def test_a_roles_own_profile_holds_figures_too(self, client: Client, nurse: Role) -> None:
        self.fill(nurse)
        nurse.definition = "{{ openings nurse country=US }} wait."
        nurse.save()
        assert "20 openings</a>" in client.get("/roles/nurse/").content.decode()

    @pytest.mark.slow
    def test_no_more_than_twelve_queries_with_figures_of_every_kind(
        self, client: Client, nurse: Role, guide: Guide
    ) -> None:
        self.fill(nurse)
        guide.conclusion = "{{ pay nurse }}. {{ remote nurse }}."
        guide.save()
        page(client, guide)
        make_guide(title="Related")
        forget_all()
        assert statements(client, f"{guide.get_absolute_url()}?country=FR") <= 12


class TestEvidence:
    def test_openings_of_each_role_featured_first_and_labelled(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        until = timezone.now() + timedelta(days=1)
        make_listing("Newer nurse", roles=(nurse,), days_ago=1)
        make_listing("Put forward", roles=(nurse,), days_ago=9, featured_until=until)
        make_listing("Baker")
        text = page(client, make_guide(nurse, midwife), "?country=everywhere")
        live = text[text.index('id="openings"') :]
        assert live.index("Put forward") < live.index("Featured") < live.index("Newer nurse")
        assert "Baker" not in live
        assert "None at the moment." in live

    def test_pay_has_its_sample_its_date_and_a_way_to_the_details(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        city = make_city("Austin", "US", region="Texas")
        for number in range(10):
            make_listing(roles=(nurse,), places=(city,), pay=yearly(60_000 + number, 80_000))
        take_figures()
        text = page(client, make_guide(nurse, midwife))
        assert "USD 70K" in text
        assert "10 postings with pay, 10 employers" in text
        assert 'href="/salaries/nurse/"' in text
        assert "No figure: no posting was seen" in text

    def test_an_opening_is_in_a_country_if_any_near_identical_posting_is(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        shown = make_listing("Night nurse", roles=(nurse,), places=(make_city("Austin", "US"),))
        make_listing(
            "Night nurse", roles=(nurse,), company=shown.company, duplicate_of=shown,
            places=(make_city("Paris", "FR"),),
        )  # fmt: skip
        text = page(client, make_guide(nurse, midwife), "?country=FR")
        live = text[text.index('id="openings"') :]
        assert live.count("Night nurse") == 1
        assert "All 1 opening" in live

    def test_the_country_sets_openings_and_a_bad_one_is_named(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        make_listing("In Paris", roles=(nurse,), places=(make_city("Paris", "FR"),))
        make_listing("In Austin", roles=(nurse,), places=(make_city("Austin", "US"),))
        guide = make_guide(nurse, midwife)
        french = page(client, guide, "?country=FR")
        assert "In Paris" in french
        assert "In Austin" not in french
        assert "“XX” is no country" in page(client, guide, "?country=XX")
        assert f'href="http://127.0.0.1:8000{guide.get_absolute_url()}"' in french

    def test_where_a_country_has_none_openings_of_everywhere_say_so(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        make_listing("In Paris", roles=(nurse,), places=(make_city("Paris", "FR"),))
        text = page(client, make_guide(nurse, midwife), "?country=DE")
        assert "None in Germany" in text
        assert "In Paris" in text

    @pytest.mark.slow
    def test_a_role_whose_openings_are_all_elsewhere_leads_there(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        make_listing("In Paris", roles=(nurse,), places=(make_city("Paris", "FR"),))
        make_listing("In Oslo", roles=(midwife,), places=(make_city("Oslo", "NO"),))
        text = page(client, make_guide(nurse, midwife), "?country=FR")
        assert "None in France at the moment" in visible_text(text)
        assert 'href="/jobs/?role=midwife">openings elsewhere' in text

    @pytest.mark.slow
    def test_no_figure_says_why_here_and_everywhere(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        place = make_city("Paris", "FR")
        make_listing(roles=(nurse,), places=(place,), pay=yearly(50_000, 60_000))
        take_figures()
        text = visible_text(page(client, make_guide(nurse, midwife), "?country=DE"))
        said = "Germany, all levels: no posting was seen; everywhere: too few postings with pay"
        assert f"No figure: {said}: 1 of 1" in text


class TestWhoMayRead:
    @pytest.mark.parametrize("status", ["draft", "in_review", "archived"])
    def test_only_live_guides_are_public(self, client: Client, status: str) -> None:
        guide = make_guide(status=status)
        assert client.get(guide.get_absolute_url()).status_code == 404
        assert guide.title not in client.get("/guides/").content.decode()

    def test_a_scheduled_guide_appears_by_itself_at_its_time(self, client: Client) -> None:
        soon = timezone.now() + timedelta(hours=1)
        guide = make_guide(status=GuideStatus.SCHEDULED, published_at=soon)
        assert client.get(guide.get_absolute_url()).status_code == 404
        Guide.objects.filter(pk=guide.pk).update(published_at=timezone.now() - timedelta(seconds=1))
        assert client.get(guide.get_absolute_url()).status_code == 200

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_only_reading_is_allowed(self, client: Client, method: str) -> None:
        assert getattr(client, method)("/guides/").status_code == 405


class TestCost:
    @pytest.mark.slow
    def test_at_most_twelve_queries_whatever_there_is(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        city = make_city("Austin", "US")
        for number in range(9):
            make_term(f"Term {number}")
            make_listing(roles=(nurse, midwife), places=(city,), pay=yearly(1_000 + number, None))
            make_guide(nurse, title=f"Other {number}")
        take_figures()
        guide = make_guide(nurse, midwife)
        for number in range(5):
            add_section(guide, f"Section {number}", "Text.")
        page(client, guide)
        make_guide(title="Related")
        forget_all()
        assert statements(client, f"{guide.get_absolute_url()}?country=FR") <= 12

    def test_an_unchanged_guide_is_not_sent_again(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        url = make_guide(nurse, midwife).get_absolute_url()
        etag: Any = client.get(url)["ETag"]
        assert client.get(url, headers={"If-None-Match": etag}).status_code == 304


def test_structured_data_names_author_and_dates(client: Client, nurse: Role) -> None:
    text = page(client, make_guide(nurse))
    assert '"@type": "Article"' in text
    assert '"@type": "BreadcrumbList"' in text
    assert '"datePublished"' in text
