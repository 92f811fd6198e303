"""Years of experience as a label and its value: in a line, a table, a list of terms."""

import pytest

from listings.reading.descriptions import clean_html, plain_text
from listings.reading.requirements import read_text_facts


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Years of experience: 6+", 6),
        ("Years of relevant experience required: 8", 8),
        ("Yrs of work experience (min): 4", 4),
        ("YOE: 4+", 4),
        ("Experience: 3-5 yrs", 3),
        ("Años de experiencia: 5", 5),
        ("Anni di esperienza: 5+", 5),
        ("Anos de experiência: 3", 3),
        ("Lata doświadczenia: 5+", 5),
        ("Minst 5 års erfarenhet av Java", 5),
        ("経験年数：3年以上", 3),
        ("Pythonでの開発経験3年以上", 3),
        ("Years of experience: 6 (preferred)", None),
        ("Years of experience: 100%", None),
        ("Age: 18+ years", None),
        ("Wir haben über 20 Jahre Erfahrung im Markt.", None),
        ("Nous avons 15 ans d'expérience.", None),
    ],
)
def test_a_label_and_its_number(text: str, years: int | None) -> None:
    assert read_text_facts("", text).years_asked == years


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>Years of experience</td><td>5+</td></tr></table>",
        "<dl><dt>Years of experience</dt><dd>5 - 7</dd><dt>Grade</dt><dd>9</dd></dl>",
        "<section>Years of Experience</section><section>5</section>",
        "<dl><dt>Experience</dt><dd>5-7 years</dd></dl>",
    ],
)
def test_a_value_stands_below_its_label(html: str) -> None:
    assert read_text_facts("", plain_text(clean_html(html))).years_asked == 5


def test_a_number_below_another_line_is_no_value() -> None:
    assert read_text_facts("", "Years of experience\nFive offices\n5").years_asked is None
