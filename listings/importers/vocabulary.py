"""The vocabulary that postings are read by, as the board's rows have it at the moment."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.conf import settings

from jobboard.http.changes import ChangeKind, changes
from jobboard.http.parts import kept_part
from jobboard.site import dates
from listings.importers.facts import FactVocabulary
from listings.models import LevelWord, OccupationWord, Skill
from listings.models.pay import latest_rates
from listings.reading.skills import SkillPhrases
from listings.reading.titles import RolePhrases
from roles.models import Role


def load_vocabulary(on: date | None = None) -> FactVocabulary:
    """Everything that titles, texts and pay are read by, in six queries."""
    return replace(_words(), units_per_euro=_rates(on or dates.today()))


def current_vocabulary() -> FactVocabulary:
    """The same for whoever answers a visitor: kept until something of it changes.

    Mostly without a query. What another process changed is known within a second.
    """
    _look()
    return replace(_kept_words(), units_per_euro=_kept_rates())


def current_skills() -> tuple[SkillPhrases, ...]:
    """Every skill with its phrases, as ``current_vocabulary`` has them."""
    _look()
    return _kept_words().skills


def _look() -> None:
    if settings.KEPT_PAGES.megabytes:
        changes.look()


@kept_part(ChangeKind.WORDS)
def _kept_words() -> FactVocabulary:
    return _words()


@kept_part(ChangeKind.FIGURES)
def _kept_rates() -> dict[str, Decimal]:
    return _rates(dates.today())


def _rates(on: date) -> dict[str, Decimal]:
    return {currency: rate.per_euro for currency, rate in latest_rates(on).items()}


def _words() -> FactVocabulary:
    """All of it but rates. Five queries."""
    roles = Role.objects.prefetch_related("aliases").order_by("slug")
    return FactVocabulary(
        roles=tuple(_role(role) for role in roles),
        levels=dict(LevelWord.objects.values_list("phrase", "level")),
        occupations=tuple(OccupationWord.objects.values_list("phrase", flat=True)),
        skills=load_skills(),
        read_characters=settings.READ_CHARACTERS,
    )


def load_skills() -> tuple[SkillPhrases, ...]:
    """Every skill with its phrases. Two queries."""
    skills = Skill.objects.prefetch_related("aliases").order_by("slug")
    return tuple(_skill(skill) for skill in skills)


def _role(role: Role) -> RolePhrases:
    phrases = [role.name, *(alias.phrase for alias in role.aliases.all())]
    return RolePhrases(
        slug=role.slug,
        aliases=tuple(dict.fromkeys(phrases)),
        excludes=_lines(role.exclusions),
        evidence=_lines(role.evidence),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _skill(skill: Skill) -> SkillPhrases:
    aliases = list(skill.aliases.all())
    exact = [alias.phrase for alias in aliases if alias.is_case_sensitive]
    return SkillPhrases(
        slug=skill.slug,
        name=skill.name,
        aliases=tuple(alias.phrase for alias in aliases if not alias.is_case_sensitive),
        case_sensitive=(*([skill.name] if skill.is_case_sensitive else []), *exact),
        excludes=_lines(skill.exclusions),
    )


def role_ids() -> dict[str, int]:
    return dict(Role.objects.values_list("slug", "pk"))


def skill_ids() -> dict[str, int]:
    return dict(Skill.objects.values_list("slug", "pk"))
