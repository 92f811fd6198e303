"""Two vocabularies compared: what is new or gone, and what clashes."""

from listings.importers.facts import FactVocabulary
from listings.reading.skills import SkillPhrases
from listings.reading.titles import RolePhrases
from listings.words.changes import changes_between, clashes_of, summary_of

NAMES = {"cook": "Cook", "baker": "Baker", "knives": "Knives"}
BEFORE = FactVocabulary(
    roles=(RolePhrases("cook", ("Cook", "chef")), RolePhrases("baker", ("Baker",))),
    levels={"senior": "senior"},
    occupations=("waiter",),
    skills=(SkillPhrases("knives", "Knives"),),
)


def after(*aliases: str, **changes: object) -> FactVocabulary:
    cook = RolePhrases("cook", ("Cook", *aliases))
    values: dict[str, object] = {"roles": (cook, *BEFORE.roles[1:]), "levels": BEFORE.levels}
    values |= {"occupations": BEFORE.occupations, "skills": BEFORE.skills, **changes}
    return FactVocabulary(**values)  # type: ignore[arg-type]


def clashes(vocabulary: FactVocabulary) -> list[str]:
    found = changes_between(BEFORE, vocabulary)
    return [str(clash) for clash in clashes_of(vocabulary, found, NAMES)]


def test_what_changed_is_said_phrase_by_phrase() -> None:
    now = after("pastry cook", levels={"senior": "lead"}, occupations=(), skills=())
    assert [one.in_words(NAMES) for one in changes_between(BEFORE, now)] == [
        "“senior” added to lead",
        "“pastry cook” added to Cook",
        "“senior” taken from senior",
        "“waiter” is no longer other work",
        "“chef” taken from Cook",
        "“Knives” taken from Knives",
    ]


def test_many_changes_are_counted() -> None:
    changes = changes_between(BEFORE, after("chef", "a", "b", "c", "d", "e"))
    assert summary_of(changes, NAMES).endswith("added to Cook; and 2 more")


def test_a_phrase_of_another_role_is_told_with_its_name() -> None:
    assert clashes(after("chef", "(head|) baker")) == ["“baker” is also a phrase of Baker."]


def test_a_word_for_other_work_clashes_too() -> None:
    assert clashes(after("chef", "Waiter")) == ["“Waiter” is also a word for other work."]


def test_one_word_for_two_levels_clashes() -> None:
    now = after("chef", levels={"senior": "senior", "(sr|senior)": "lead"})
    assert clashes(now) == ["“senior” is also a word for senior."]


def test_a_phrase_that_stood_there_before_is_not_told_again() -> None:
    assert clashes(after("chef", "pastry cook")) == []
