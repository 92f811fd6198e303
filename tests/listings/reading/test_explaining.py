"""Why a title gives a role and a level: the phrases that decide, and why others do not."""

from listings.reading.explaining import explain_level, explain_roles
from listings.reading.titles import RolePhrases, TitleContext, TitleReader

ROLES = (
    RolePhrases("cook", ("cook", "(chef|sous chef)"), excludes=("cook book",)),
    RolePhrases("pastry-cook", ("pastry (cook|chef)",)),
    RolePhrases("guide", ("? host",), evidence=("tours",)),
    RolePhrases("helper", ("* hand",)),
)
LEVELS = {"senior": "senior", "junior": "entry", "senior home": ""}
OCCUPATIONS = ("seller",)
READER = TitleReader(ROLES, LEVELS, OCCUPATIONS)


def roles(title: str, text: str = "") -> list[tuple[str, str, str]]:
    found = explain_roles(READER, ROLES, OCCUPATIONS, TitleContext(title, "", text))
    return [(one.phrase, one.meaning, one.why) for one in found]


def levels(title: str) -> list[tuple[str, str, str]]:
    found = explain_level(READER, LEVELS, title, READER.read(title).level)
    return [(one.phrase, one.meaning, one.why) for one in found]


def test_the_phrase_that_decides_comes_first_as_it_was_written() -> None:
    assert roles("Pastry Chef") == [
        ("pastry (cook|chef)", "pastry-cook", "decides"),
        ("(chef|sous chef)", "cook", "“pastry chef” is closer or longer"),
    ]


def test_an_exclusion_is_named() -> None:
    assert roles("Cook Book Cook") == [
        ("cook", "cook", "vetoed by the exclusion “cook book”"),
        ("cook book", "cook", "vetoes the role"),
    ]


def test_other_work_beside_a_role_is_named() -> None:
    assert roles("Cook Seller") == [
        ("cook", "cook", "“seller” beside it is other work"),
        ("seller", "", "is other work, none of the roles"),
    ]


def test_a_later_part_does_not_decide() -> None:
    why = "stands in a later part; the first that names any work decides"
    assert ("cook", "cook", why) in roles("Seller, our cook team")


def test_a_guess_says_that_it_is_one() -> None:
    assert roles("Host") == [
        ("? host", "guide", "is a guess, and nothing beside the title confirms it")
    ]
    assert roles("Host", "You lead tours.") == [("? host", "guide", "decides")]


def test_a_last_resort_gives_way() -> None:
    assert ("* hand", "helper", "is the last resort, and another phrase was found") in roles(
        "Cook Hand"
    )


def test_the_level_is_explained_too() -> None:
    assert levels("Senior Cook, Junior Team") == [
        ("senior", "senior", "decides"),
        ("junior", "entry", "stands behind the first side that states a level"),
    ]
    assert set(levels("Senior Home Cook")) == {
        ("senior", "senior", "“senior home” is closer or longer"),
        ("senior home", "", "states no level"),
    }
