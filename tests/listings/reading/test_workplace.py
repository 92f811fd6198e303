"""On site, hybrid or remote, and for whom."""

import pytest

from listings.reading.eligibility import ANYWHERE, NO_REMOTE, NOT_STATED
from listings.reading.places import LocationFacts, place_reader
from listings.reading.workplace import WorkplaceFacts, read_workplace


def at(text: str, country: str = "") -> LocationFacts:
    return place_reader().read_location(text, country=country)


def read(
    flag: bool | None,
    *locations: str,
    text: str = "",
    title: str = "Data Engineer",
    workplace_type: str = "",
) -> WorkplaceFacts:
    return read_workplace(
        remote_flag=flag,
        workplace_type=workplace_type,
        locations=[at(location) for location in locations],
        title=title,
        text=text,
    )


def test_a_remote_flag_with_an_office_is_remote_in_the_offices_country() -> None:
    facts = read(True, "Berlin Office")
    assert facts.workplaces == ("remote",)
    assert facts.eligibility.countries == {"DE"}


@pytest.mark.parametrize(
    "text",
    [
        "This is a hybrid role based in our Berlin office.",
        "We expect you in our Berlin office 3 days a week.",
        "You work 2-3 days per week in the office.",
        "Hybrid work model with flexible hours.",
        "Location: Berlin (hybrid, at least two days a week in-office)",
        "In-office Tuesday–Thursday.",
        "Great team.\n#LI-Hybrid",
    ],
)
def test_a_remote_flag_gives_way_to_hybrid_and_to_days_in_the_office(text: str) -> None:
    assert read(True, "Berlin", text=text) == WorkplaceFacts(("hybrid",), NO_REMOTE)


@pytest.mark.parametrize(
    "text",
    [
        "You run hybrid cloud infrastructure.",
        "Experience working with remote teams.",
        "Algorithms for remote sensing.",
        "This hybrid role at the intersection of sales and engineering.",
        "Lunch in the office 3 days a week.",
        "Some roles, like sales in the US, are hybrid.",
        "If you are based in Chicago, our office offers a hybrid schedule.",
        "We are a remote-first company.",
        "You prefer an in-person role over remote.",
    ],
)
def test_words_that_only_look_like_a_workplace_change_nothing(text: str) -> None:
    assert read(None, "Berlin", text=text).workplaces == ()
    assert read(False, "Berlin", text=text).workplaces == ("onsite",)
    assert read(True, "Berlin", text=text).workplaces == ("remote",)


def test_not_flagged_with_an_office_is_on_site_unless_the_text_says_hybrid() -> None:
    assert read(False, "London").workplaces == ("onsite",)
    assert read(False, "London", text="This is a hybrid position.").workplaces == ("hybrid",)


def test_five_days_in_the_office_are_on_site() -> None:
    text = "This role is in our office 5 days a week in the office."
    assert read(True, "London", text=text).workplaces == ("onsite",)


def test_silence_leaves_the_workplace_open() -> None:
    assert read(None, "London") == WorkplaceFacts((), NO_REMOTE)


def test_a_text_that_says_remote_is_remote_without_a_flag() -> None:
    assert read(None, "London", text="#LI-Remote").workplaces == ("remote",)
    assert read(None, "London", text="This position is fully remote.").workplaces == ("remote",)
    assert read(None, "London", text="This role is not remote.").workplaces == ("onsite",)


def test_an_office_that_is_open_to_remote_offers_both() -> None:
    text = "We are in-office, but open to remote candidates."
    assert read(False, "Seattle", text=text).workplaces == ("onsite", "remote")
    assert read(None, "New York Office (or Remote)").workplaces == ("onsite", "remote")


def test_the_title_says_remote_only_as_a_part_of_its_own() -> None:
    assert read(None, "London", title="Data Engineer (Remote)").workplaces == ("remote",)
    assert read(None, "London", title="Data Engineer - Hybrid").workplaces == ("hybrid",)
    assert read(None, "London", title="Remote Sensing Engineer").workplaces == ()
    assert read(None, "London", title="Engineer, Remote Operations").workplaces == ()


def test_the_sources_own_workplace_type_decides() -> None:
    facts = read(True, "London", workplace_type="OnSite")
    assert facts.workplaces == ("onsite",)
    assert read(None, "London", workplace_type="REMOTE").workplaces == ("remote",)


def test_remote_alone_is_not_stated() -> None:
    assert read(True, "Remote") == WorkplaceFacts(("remote",), NOT_STATED)


def test_remote_beside_named_places_is_open_to_their_countries() -> None:
    facts = read(True, "Remote", "Paris", "London")
    assert facts.eligibility.countries == {"FR", "GB"}
    assert facts.eligibility.stated == ("FR", "GB")


def test_anywhere_is_open_to_everybody_beside_any_office() -> None:
    facts = read(None, "San Francisco, CA (Hybrid) OR Remote-Global")
    assert facts == WorkplaceFacts(("hybrid", "remote"), ANYWHERE)


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("You must be based in the US.", {"US"}),
        ("This position is remote within the U.S. or Canada.", {"US", "CA"}),
        ("Open to candidates based in Germany, Spain or the U.K.", {"DE", "ES", "GB"}),
        ("You must reside in New Mexico.", {"US"}),
    ],
)
def test_eligibility_is_read_from_an_unmistakable_sentence(text: str, countries: set[str]) -> None:
    assert read(True, "Remote", text=text).eligibility.countries == countries


def test_a_group_in_a_sentence_is_expanded() -> None:
    facts = read(True, "Remote", text="Open to candidates based anywhere within LATAM.")
    assert facts.eligibility.stated == ("LATAM",)
    assert "BR" in facts.eligibility.countries


@pytest.mark.parametrize(
    "text",
    [
        "Candidates located in European or US time zones.",
        "There is a preference for candidates based in the UK.",
        "You must reside in Georgia.",
        "We have customers in the US and Canada, all remote.",
        "You must be authorized to work in the US.",
    ],
)
def test_a_sentence_that_leaves_doubt_states_nothing(text: str) -> None:
    assert read(True, "Remote", text=text).eligibility == NOT_STATED


def test_hiring_globally_is_anywhere_but_not_for_a_title_with_a_country() -> None:
    assert read(True, "Remote", text="We hire globally.").eligibility == ANYWHERE
    facts = read(True, "Remote", text="We hire globally.", title="Account Executive (USA)")
    assert facts.eligibility == NOT_STATED


def test_the_locations_are_believed_before_the_text() -> None:
    facts = read(True, "Remote - Canada", text="You must be based in the US.")
    assert facts.eligibility.countries == {"CA"}
