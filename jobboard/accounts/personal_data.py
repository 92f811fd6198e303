"""What the board keeps about a person who signs in: given out as a whole, and deleted as a whole.

Each room that keeps something about people registers a ``Keeper`` in its ``apps.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from jobboard.models import User


@dataclass(frozen=True)
class Keeper:
    """One room: ``export`` returns what JSON can hold; ``forget`` closes, empties and deletes.

    ``forget`` runs inside the transaction that deletes the user, before the user goes. It locks
    what it changes, sends no mail itself, and raises to stop the whole deletion.
    """

    name: str
    export: Callable[[User], Any]
    forget: Callable[[User], None]


_keepers: dict[str, Keeper] = {}


def register(keeper: Keeper) -> None:
    """Add a room; registering it again replaces it."""
    _keepers[keeper.name] = keeper


def export(user: User) -> dict[str, Any]:
    """Return all that is kept about ``user``, one entry for each room."""
    return {"account": _account(user)} | {
        keeper.name: keeper.export(user) for keeper in _keepers.values()
    }


@transaction.atomic
def delete(user: User) -> None:
    """Delete ``user`` and all that the rooms keep, or nothing."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    for keeper in _keepers.values():
        keeper.forget(locked)
    locked.delete()


def _account(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "name": user.name,
        "since": user.date_joined,
        "last_signed_in": user.last_login,
        "groups": sorted(group.name for group in user.groups.all()),
    }
