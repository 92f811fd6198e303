"""Every fact that a posting's text states of its terms, with its sentence. No Django."""

from dataclasses import asdict, dataclass

from listings.reading.conditions import read_conditions
from listings.reading.requirements import Degree, read_requirements
from listings.reading.sections import Evidence, Sentences, read_lines, read_sentences


@dataclass(frozen=True, slots=True)
class TextFacts:
    """Values are empty where the text is silent.

    ``evidence`` has, by the column of a fact, ``start`` (characters of the text) and ``sentence``.
    """

    years: int | None
    degree: Degree
    clearance: str
    languages: tuple[str, ...]
    visa: str
    relocation: str
    equity: str
    newcomers: str
    evidence: dict[str, dict[str, object]]

    @property
    def columns(self) -> dict[str, object]:
        """The facts by the columns of a posting."""
        return {
            "years_asked": self.years,
            "degree_asked": self.degree,
            "clearance": self.clearance,
            "languages_asked": list(self.languages),
            "visa": self.visa,
            "relocation": self.relocation,
            "equity": self.equity,
            "newcomers": self.newcomers,
            "evidence": self.evidence,
        }


def sentences_of(text: str) -> Sentences:
    """The sentences of a plain text, a line for each paragraph or item; linear in its length."""
    return read_sentences(read_lines(text))


def read_text(title: str, text: str) -> TextFacts:
    """Read a posting's title and plain text."""
    return facts_of(title, sentences_of(text))


def facts_of(title: str, sentences: Sentences) -> TextFacts:
    """Read the title and the sentences of a posting."""
    asked = read_requirements(sentences)
    said = read_conditions(title, sentences, asked.years)
    evidence: dict[str, Evidence | None] = {
        "years_asked": asked.years_evidence,
        "degree_asked": asked.degree_evidence,
        **said.evidence,
    }
    return TextFacts(
        years=asked.years,
        degree=asked.degree,
        clearance=said.clearance,
        languages=said.languages,
        visa=said.visa,
        relocation=said.relocation,
        equity=said.equity,
        newcomers=said.newcomers,
        evidence={name: asdict(one) for name, one in evidence.items() if one},
    )
