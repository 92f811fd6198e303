"""What is asked for in Italian, Portuguese, Polish, Swedish and Japanese postings."""

import pytest

from listings.reading.asked_skills import asked_skills
from listings.reading.demands import SkillImportance, of_demand
from listings.reading.requirements import read_text_facts
from listings.reading.sections import Section, read_lines
from listings.reading.skills import SkillPhrases, SkillReader

READER = SkillReader(
    SkillPhrases(name.lower(), name) for name in ("Python", "Java", "Docker", "Kafka", "React")
)


def asked(text: str) -> tuple[list[str], list[str]]:
    demands = asked_skills(READER, "", read_lines(text))
    return of_demand(demands, SkillImportance.MUST), of_demand(demands, SkillImportance.NICE)


@pytest.mark.parametrize(
    "text",
    [
        "Requisiti\n• Conoscenza di Java\n• Gradita la conoscenza di Docker",
        "Requisiti\n• Esperienza con Java\n• La conoscenza di Docker è gradita",
        "Requisiti\n• Java\n• Costituisce titolo preferenziale la conoscenza di Docker",
        "Requisitos\n• Domínio de Java\n• Diferencial: Docker",
        "O que procuramos\n• Experiência em Java\nDiferenciais\n• Docker",
        "Wymagania\n• Bardzo dobra znajomość Java\n• Mile widziane: Docker",
        "Vi söker dig som\n• har erfarenhet av Java\n• Meriterande med Docker",
        "Kvalifikationer\n• Java\nMeriterande\n• Docker",
        "応募資格\n【必須】\n・Javaでの開発経験3年以上\n【歓迎】\n・Dockerの経験",
    ],
)
def test_what_is_a_must_and_what_a_wish(text: str) -> None:
    assert asked(text) == (["java"], ["docker"])


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("Cosa offriamo", Section.OFFER),
        ("Chi siamo", Section.EMPLOYER),
        ("Le tue mansioni", Section.TASKS),
        ("O que oferecemos", Section.OFFER),
        ("Quem somos", Section.EMPLOYER),
        ("Twoje obowiązki", Section.TASKS),
        ("Oferujemy", Section.OFFER),
        ("O nas", Section.EMPLOYER),
        ("Arbetsuppgifter", Section.TASKS),
        ("Vi erbjuder", Section.OFFER),
        ("Om oss", Section.EMPLOYER),
        ("仕事内容", Section.TASKS),
        ("必須スキル", Section.REQUIRED),
        ("歓迎スキル", Section.WISHED),
        ("福利厚生", Section.OFFER),
        ("会社概要", Section.EMPLOYER),
    ],
)
def test_headings_of_other_languages_begin_a_part(heading: str, section: Section) -> None:
    assert read_lines(f"{heading}\nx")[1].section is section


def test_a_skill_is_found_between_japanese_words() -> None:
    assert READER.read("", "Pythonでの開発、React／Kafkaを用いた経験") == [
        "python",
        "react",
        "kafka",
    ]


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("Dobra znajomość języka angielskiego", ["en"]),
        ("Flytande svenska och engelska", ["sv", "en"]),
        ("Inglês intermediário", ["en"]),
        ("Inglês fluente e espanhol avançado", ["en", "es"]),
    ],
)
def test_languages_are_asked_for_by_their_names(text: str, languages: list[str]) -> None:
    assert list(read_text_facts("", text).languages_asked) == languages
