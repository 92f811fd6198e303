"""Typed words in titles and texts."""

import pytest

from listings.search.marks import TypedWords, excerpt, marked, typed_words


def shown(title: str, q: str, language: str = "en") -> str:
    return marked(title, typed_words(q), language).replace("<mark>", "[").replace("</mark>", "]")


@pytest.mark.parametrize(
    ("title", "q", "as_shown"),
    [
        ("Data Engineer", "engineer", "Data [Engineer]"),
        ("Data Engineers", "data engineer", "[Data Engineers]"),
        ("Back-End Developer", "backend", "[Back-End] Developer"),
        ("Full Stack Developer", "fullstack", "[Full Stack] Developer"),
        ("C++ / C# Developer", "c++", "[C++] / C# Developer"),
        ("Développeur Sénior", "senior", "Développeur [Sénior]"),
        ("Straße & Brücke", "strasse", "[Straße] &amp; Brücke"),
        ("Product Manager", "prod*", "[Product] Manager"),
        ("Product Manager", "product -manager", "[Product] Manager"),
        ("Product Manager", '-"product manager" product', "[Product] Manager"),
        ("Product Manager OR Nurse", "title:product OR nurse", "[Product] Manager OR [Nurse]"),
        ("Product Manager", "", "Product Manager"),
        ("Product Manager", "* - \" ' OR", "Product Manager"),
        ("データエンジニア", "データエンジニア", "[データエンジニア]"),
    ],
)
def test_words_are_marked_as_they_are_found(title: str, q: str, as_shown: str) -> None:
    assert shown(title, q) == as_shown


def test_a_stem_counts_in_the_language_of_the_text() -> None:
    assert shown("Häuser", "haus", "de") == "[Häuser]"
    assert shown("Häuser", "haus", "en") == "Häuser"


def line(text: str, q: str) -> str:
    words = typed_words(q)
    return excerpt(text, words, words, "en").replace("<mark>", "[").replace("</mark>", "]")


def test_an_excerpt_is_a_line_around_the_first_word_that_is_found() -> None:
    text = "<p>" + "before " * 60 + "we keep <b>lighthouses</b> lit</p><p>" + "after " * 60 + "</p>"
    found = line(text, "lighthouse")
    assert found.startswith("…before")
    assert "we keep [lighthouses] lit after" in found
    assert found.endswith("after…")
    assert len(found) < 260


def test_a_word_that_only_begins_alike_is_not_it() -> None:
    text = "<p>A lightning rod.</p><p>A light.</p>"
    assert "[light]" in line(text, "lights")
    assert line("<p>A lightning rod.</p>", "lights") == ""


def test_a_word_in_an_address_is_not_in_the_text() -> None:
    assert line('<p><a href="https://x.example/lantern">Here</a></p>', "lantern") == ""


def test_what_is_cut_in_a_tag_or_an_entity_leaves_no_trace() -> None:
    link = f'<a href="https://x.example/{"y" * 300}">here</a>'
    found = line(f"<p>{link} is a lantern, {link}</p>", "lantern")
    assert "y" not in found.replace("yes", "")
    assert "is a [lantern]," in found


def test_words_that_a_text_lacks_are_told() -> None:
    typed = typed_words("data engineer lantern kube*")
    assert typed.without("Data Engineering", "en") == TypedWords(frozenset({"lantern"}), ("kube",))
