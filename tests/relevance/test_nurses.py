"""What people type on a board of another trade, in a pack that search knows nothing of."""

import pytest

from jobboard.site import identity
from tests.database import made_once
from tests.nursing_board import make_whole_board
from tests.relevance.asking import ask
from tests.relevance.facts import facts_of_board
from tests.relevance.queries import queries


@pytest.mark.slow
@pytest.mark.django_db
def test_what_people_type_on_a_nurses_board_gives_what_they_mean() -> None:
    made_once(make_whole_board)
    identity.forget()
    board = facts_of_board()
    answers = [ask(query, board) for query in queries("nurses")]
    assert [answer.query.q for answer in answers if not answer.is_answerable] == []
    wrong = [answer.described for answer in answers if not answer.is_right]
    assert not wrong, "\n".join(wrong)
