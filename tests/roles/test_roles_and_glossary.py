"""Roles, authors and glossary as a reader meets them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from listings.models import ClosedReason, LevelWord, Skill
from listings.transitions import rows
from roles.models import GuideStatus, Role, RoleAlias
from tests.listings.factories import make_listing, make_role
from tests.listings.figures import forget_all, statements
from tests.roles.factories import make_author, make_guide, make_profiled_role, make_term

pytestmark = pytest.mark.django_db


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


class TestRoles:
    def test_roles_without_openings_come_last_in_their_family(self, client: Client) -> None:
        make_role("Anaesthetist")
        make_listing(roles=(make_role("Midwife"),))
        rows.close(make_listing(roles=(make_role("Nurse"),)), ClosedReason.FILLED)
        text = text_of(client, "/roles/")
        assert text.index("Midwife") < text.index("Anaesthetist") < text.index("Nurse")

    def test_a_role_shows_its_profile_openings_and_guides(self, client: Client) -> None:
        nurse = make_profiled_role("Nurse", skills="Calm hands.", tools="### Ward\n\n- Pump")
        make_listing("Night nurse", roles=(nurse,))
        make_guide(nurse, title="Nurse vs. Midwife")
        make_guide(nurse, title="Secret", status=GuideStatus.DRAFT)
        text = text_of(client, "/roles/nurse/?country=everywhere")
        for piece in ("The work of a Nurse.", "Calm hands.", "Night nurse", "Nurse vs. Midwife"):
            assert piece in text
        assert "Secret" not in text
        assert "noindex" not in text

    def test_other_titles_are_those_of_two_employers_then_phrases_of_plain_words(
        self, client: Client
    ) -> None:
        nurse, _ = make_role("Nurse"), make_role("Night nurse")
        for phrase in ("senior", "entry level", "intern"):
            LevelWord.objects.get_or_create(phrase=phrase, defaults={"level": "entry"})
        for phrase in ("bedside carer", "senior carer", "(ward|bed) nurse", "nurse"):
            RoleAlias.objects.create(role=nurse, phrase=phrase)
        titles = (
            *("Senior Ward Nurse - Lyon", "ward-nurse (m/f)", "Theatre Nurse", "Nurse, days"),
            *("Night Nurse", "Night Nurse", "Entry-Level Nurse", "Entry level nurse"),
            *("Nurse Intern", "Nurse Intern"),
        )
        for days, title in enumerate(titles):
            make_listing(title, roles=(nurse,), days_ago=days + 1)
        assert "Also called: Ward Nurse, Bedside Carer<" in text_of(client, "/roles/nurse/")

    def test_a_bare_role_answers_but_is_not_indexed(self, client: Client) -> None:
        make_role("Nurse")
        text = text_of(client, "/roles/nurse/")
        assert "noindex" in text
        assert "None at the moment." in text

    def test_unknown_roles_are_not_found(self, client: Client) -> None:
        assert client.get("/roles/nobody/").status_code == 404

    @pytest.mark.parametrize("slug", ["compare", "method", "a-vs-b"])
    def test_slugs_with_a_meaning_in_addresses_are_refused(self, slug: str) -> None:
        with pytest.raises(ValidationError):
            Role(name="Odd", slug=slug).full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            Role.objects.create(name="Odd", slug=slug)

    def test_queries_stay_at_twelve(self, client: Client) -> None:
        nurse = make_profiled_role("Nurse", skills="Calm.", tools="Pump.", outlook="Good.")
        for _ in range(9):
            make_listing(roles=(nurse,))
        forget_all()
        assert statements(client, "/roles/nurse/") <= 12


class TestGlossary:
    def test_terms_stand_under_their_letter(self, client: Client) -> None:
        make_term("triage")
        make_term("Band 5")
        text = text_of(client, "/glossary/")
        assert text.index("Band 5") < text.index("triage")

    def test_a_term_does_not_link_to_itself_but_to_others(self, client: Client) -> None:
        make_term("Ward", body="A ward is where triage ends.")
        make_term("Triage")
        text = text_of(client, "/glossary/ward/")
        assert 'href="/glossary/triage/"' in text
        assert '<a class="term" href="/glossary/ward/"' not in text
        assert '"@type": "DefinedTerm"' in text

    def test_a_term_that_is_a_skill_shows_its_live_demand(self, client: Client) -> None:
        term = make_term("Triage")
        skill = Skill.objects.create(name="Triage", term=term)
        make_listing(skills=(skill,))
        text = text_of(client, "/glossary/triage/")
        assert '<a href="/jobs/?skill=triage">1 opening</a>' in text

    def test_an_empty_glossary_says_so(self, client: Client) -> None:
        assert "No term is explained yet." in text_of(client, "/glossary/")


def test_an_author_has_a_page_with_live_guides_only(client: Client) -> None:
    make_guide(title="Out")
    make_guide(title="Not yet", status=GuideStatus.IN_REVIEW)
    text = text_of(client, make_author().get_absolute_url())
    assert "Out" in text
    assert "Not yet" not in text
