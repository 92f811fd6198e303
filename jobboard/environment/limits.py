"""How often something may happen before the board says no; each number is a setting.

``docs/settings.md`` tells what each counts. Read them as ``settings.LIMITS``.
"""

from dataclasses import dataclass, fields
from typing import Final

import environ

from jobboard.environment import number

MOST: Final = 1_000_000
MOST_OF: Final = {"codes_posting": 100, "code_tries": 100}  # the database holds no more


@dataclass(frozen=True, slots=True)
class Limits:
    """The defaults. The variable of ``drafts_network`` is ``JOBBOARD_LIMIT_DRAFTS_NETWORK``."""

    presses: int = 200
    previews: int = 600
    drafts_network: int = 20
    drafts_person: int = 100
    drafts_verified: int = 1_000
    copies: int = 200
    comments: int = 50
    codes_network: int = 30
    codes_network_mailbox: int = 10
    codes_network_domain: int = 20
    codes_mailbox: int = 40
    codes_domain: int = 200
    codes_board: int = 2_000
    kept_codes: int = 2
    codes_posting: int = 5
    code_pause_seconds: int = 60
    code_tries: int = 8
    hurried_seconds: int = 8
    postings_domain: int = 10
    guesses: int = 5
    guesses_network: int = 20
    guesses_device: int = 10
    guesses_person: int = 50
    kept_guesses: int = 2
    sign_in_codes: int = 5
    sign_in_codes_network: int = 30
    sign_in_codes_device: int = 10
    sign_in_codes_person: int = 20
    kept_sign_in_codes: int = 1
    sign_in_code_tries: int = 3
    deletion_codes: int = 5
    reports_network: int = 10
    freezes_company: int = 5
    device_days: int = 180


def limits(env: environ.Env) -> Limits:
    """Return the limits of this board, each from 1 to a million, or to the most it can be."""
    return Limits(**{field.name: _limit(env, field.name) for field in fields(Limits)})


def _limit(env: environ.Env, name: str) -> int:
    most = MOST_OF.get(name, MOST)
    return number(env, variable(name), default=getattr(Limits(), name), least=1, most=most)


def variable(name: str) -> str:
    """Return the variable of a limit."""
    return f"JOBBOARD_LIMIT_{name.upper()}"
