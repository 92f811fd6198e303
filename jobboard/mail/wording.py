"""Which words a kind of mail has now: an editor's, else the default."""

from collections.abc import Mapping
from typing import Any

from jobboard.mail.kinds import Kind, Wording, all_kinds, too_early
from jobboard.mail.letter import Letter, compose
from jobboard.models import MailWording
from jobboard.site import identity


def wording_of(kind: Kind, row: MailWording | None) -> Wording:
    """Return what the kind says: each part by its default that is empty or may not be so."""
    if row is None:
        return kind.wording
    return Wording(
        *(
            own if own and not any(too_early(own, kind)) else default
            for own, default in (
                (row.subject, kind.wording.subject),
                (row.body, kind.wording.body),
            )
        )
    )


def current_wording(kind: Kind) -> Wording:
    """Return what the kind says now. One query."""
    return wording_of(kind, MailWording.objects.filter(kind=kind.name).first())


def letter_of(kind: Kind, wording: Wording, context: Mapping[str, object]) -> Letter:
    """Fill a wording; ValueError where the context has not exactly the kind's names."""
    given, wanted = set(context), set(kind.sample)
    if given != wanted:
        raise ValueError(
            f"A mail of kind {kind.name} wants {sorted(wanted)}: missing are "
            f"{sorted(wanted - given)}, unknown are {sorted(given - wanted)}."
        )
    facts = {name: "" if value is None else str(value) for name, value in context.items()}
    return compose(wording, facts | site_facts(), kind.strangers)


def sample_letter(kind: Kind, wording: Wording) -> Letter:
    """Return how a wording looks with the kind's sample facts."""
    return letter_of(kind, wording, kind.sample)


def site_facts() -> dict[str, str]:
    """Return what every mail may name; see ``kinds.SITE_NAMES``."""
    site = identity.current()
    return {"site.name": site.name, "site.url": site.url, "site.contact": site.contact}


def make_rows(**kwargs: Any) -> None:
    """Have a row for each kind, so that the desk lists them all.

    ``apps`` is what Django hands on after a migration, which may have been one back.
    """
    apps = kwargs.get("apps")
    if apps and "mailwording" not in apps.all_models["jobboard"]:
        return
    rows = [MailWording(kind=kind.name) for kind in all_kinds()]
    MailWording.objects.bulk_create(rows, ignore_conflicts=True)
