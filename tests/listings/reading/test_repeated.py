"""What an employer repeats over postings of different jobs."""

from listings.reading.repeated import (
    NO_PARAGRAPH,
    as_bytes,
    of_bytes,
    paragraph_key,
    repeated_among,
    repeated_paragraphs,
    said_in,
)

ABOUT = "Harbour Labs makes buoys that tell whole ports about their tides."


def count(*postings: tuple[str, str]) -> int:
    return repeated_paragraphs(postings).get(paragraph_key(ABOUT), 0)


def test_a_paragraph_under_different_titles_is_the_employers() -> None:
    text = f"<p>{ABOUT}</p>"
    assert count(("Data Engineer", text), ("Recruiter", text), ("Office Manager", text)) == 3


def test_a_paragraph_of_sibling_jobs_is_their_own() -> None:
    text = f"<p>{ABOUT}</p>"
    assert count(("Data Engineer", text), ("Senior Data Engineer", text)) == 0
    assert count(("Backend Engineer", text), ("Frontend Engineer", text)) == 0


def test_the_same_job_in_two_places_repeats_nothing() -> None:
    text = f"<p>{ABOUT}</p>"
    assert count(("Data Engineer", text), ("Data Engineer (Remote)", text)) == 0


def test_what_nearly_every_posting_of_a_larger_board_says_is_the_employers() -> None:
    kinds = ("Backend", "Frontend", "Data", "Platform", "Mobile")
    assert count(*((f"{kind} Engineer", f"<p>{ABOUT}</p>") for kind in kinds)) == 5


def test_markup_and_spaces_make_no_difference() -> None:
    marked = ABOUT.replace("buoys", '<strong>buoys</strong> <a href="/b">&amp;</a>')
    postings = [("Recruiter", f"<div>{marked}</div>"), ("Welder", f"<li>{marked}  </li>")]
    found = repeated_paragraphs(postings)
    assert found == {paragraph_key(ABOUT.replace("buoys", "buoys &")): 2}


def test_short_lines_and_empty_boards_repeat_nothing() -> None:
    assert repeated_paragraphs([("Recruiter", "<p>Python</p>"), ("Welder", "<p>Python</p>")]) == {}
    assert repeated_paragraphs([]) == {}


def test_a_line_of_few_letters_is_no_paragraph() -> None:
    assert paragraph_key("Python, SQL and – – – – – – Go") == NO_PARAGRAPH


def test_what_is_kept_of_a_posting_repeats_as_its_text_does() -> None:
    said = [said_in(title, f"<p>{ABOUT}</p>") for title in ("Recruiter", "Welder", "Größen-Prüfer")]
    kept = [of_bytes(as_bytes(one)) for one in said]
    assert kept == said
    assert repeated_among(kept) == {paragraph_key(ABOUT): 3}
