"""What ``manage.py check_claims`` lists: sentences that figures contradict, or that have none."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command

from jobboard.content.content_checks import contradicted_sentences
from jobboard.content.links import TextField, texts
from jobboard.content.market_claims import claims_without_figures, contradicted
from jobboard.models import User
from jobboard.site import identity
from tests.database import made_once
from tests.jobboard.demo.conftest import load_demo_pack
from tests.listings.factories import make_demand, make_role, make_skill
from tests.nursing_board import make_whole_board
from tests.roles.factories import make_term

PLACE = TextField("A text", "/")


def told(text: str) -> list[str]:
    """Why sentences of a text are listed as without a figure."""
    return [one.why for one in claims_without_figures([(PLACE, text)])]


class TestWithoutAFigure:
    @pytest.mark.parametrize(
        ("sentence", "said"),
        [
            ("A pilot pays more than a sailor.", "pays more"),
            ("It is the better paid trade.", "better paid"),
            ("Most postings ask for a licence.", "Most postings"),
            ("Nearly all coastal employers want one.", "Nearly all coastal employers"),
            ("Knots are asked for more often.", "asked for more often"),
            ("A licence is wanted nearly everywhere.", "wanted nearly everywhere"),
            ("Pilots remain in demand.", "in demand"),
            ("A degree is often required.", "degree is often required"),
            ("The work is mostly remote.", "mostly remote"),
            ("There are fewer openings than before.", "fewer openings than"),
        ],
    )
    def test_an_order_or_a_quantity_of_the_market_is_listed(self, sentence: str, said: str) -> None:
        assert told(f"Before. {sentence} After.") == [f"says “{said}” without a figure"]

    @pytest.mark.parametrize(
        "text",
        [
            "Most ropes break at the knot.",
            "Pilots need a licence.",
            "Practice pays more often than theory.",
            "“Pilots are paid more.” Look at the figures.",
            "Most postings name knots: {{ share knots pilot above=50% }}.",
        ],
    )
    def test_what_states_none_or_has_a_figure_is_not(self, text: str) -> None:
        assert told(text) == []

    def test_the_words_of_else_need_to_be_true_without_one(self) -> None:
        text = 'Knots are named in {{ share knots pilot else="most cases" }}.'
        assert told(text) == ["“else” says “most” without a figure"]


@pytest.mark.django_db
class TestContradicted:
    @pytest.fixture
    def _pilot(self) -> None:
        make_skill("Knots")
        make_demand(make_role("Pilot"), skills={"knots": 80})

    @pytest.mark.usefixtures("_pilot")
    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("Most name knots: {{ share knots pilot }}.", ["says “Most” of 40%"]),
            ("Few name knots: {{ share knots pilot }}.", ["says “Few” of 40%"]),
            ("Nearly all name knots: {{ share knots pilot }}.", ["says “Nearly all” of 40%"]),
            ("Many name knots: {{ share knots pilot }}.", []),
            ("Most name knots: {{ share knots pilot above=50% }}.", []),
        ],
    )
    def test_a_word_that_does_not_fit_its_number_is_listed_while_it_stands(
        self, text: str, why: list[str]
    ) -> None:
        found = [
            one.why.replace("\N{NO-BREAK SPACE}", " ") for one in contradicted([(PLACE, text)])
        ]
        assert found == why

    @pytest.mark.usefixtures("_pilot")
    def test_the_admin_and_the_command_name_text_and_sentence(self, admin_user: User) -> None:
        make_term("Knot", body="One. Most name knots: {{ share knots pilot }}. Most jobs pay.")
        [finding] = contradicted_sentences(admin_user)
        assert (finding.what, finding.why[:10]) == ("Knot", "says “Most")
        out = StringIO()
        call_command("check_claims", stdout=out)
        assert "Knot: Most name knots: {{ share knots pilot }}." in out.getvalue()
        assert "Without a figure: 1." in out.getvalue()


@pytest.mark.django_db
class TestShippedTexts:
    @pytest.fixture(autouse=True)
    def _identity_ends_with_the_test(self) -> Iterator[None]:
        yield
        identity.forget()

    @pytest.mark.slow
    def test_state_nothing_of_the_market_without_a_figure(self) -> None:
        made_once(load_demo_pack)
        assert list(claims_without_figures(texts())) == []

    @pytest.mark.slow
    def test_are_contradicted_by_no_figure_of_a_nurses_board(self) -> None:
        made_once(make_whole_board)
        identity.forget()
        found = list(texts())
        assert [
            *contradicted(found),
            *contradicted(found, "GB"),
            *claims_without_figures(found),
        ] == []
