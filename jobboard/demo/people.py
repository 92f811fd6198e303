"""Demo users: one for each group and an administrator, with passwords that only the owner reads."""

import os
import secrets
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import transaction

from jobboard.accounts.groups import GROUP_PERMISSIONS
from jobboard.models import User
from roles.models import Author

ADMINISTRATOR = "administrator"
FILE = "demo-users.txt"


def address_of(name: str) -> str:
    return f"{name}@demo.example"


@transaction.atomic
def make_users(var: Path) -> Path:
    """Make the demo users that are missing and return the file that holds their passwords.

    A user whose line is missing from the file gets a new password.
    """
    path = var / FILE
    known = _read(path)
    names = [*GROUP_PERMISSIONS, ADMINISTRATOR]
    for name in names:
        user = User.objects.filter(email=address_of(name)).first()
        if user is None:
            user = _new(name)
        elif name in known or not user.is_demo:
            continue
        known[name] = secrets.token_urlsafe(12)
        user.is_active = True
        user.set_password(known[name])
        user.save()
        if name != ADMINISTRATOR:
            user.groups.add(Group.objects.get(name=name))
    _tie_writer_to_author()
    _write(path, {name: known[name] for name in names if name in known})
    return path


def _tie_writer_to_author() -> None:
    """Give the demo’s writer guides to work on: those that came with the software."""
    writer = User.objects.get(email=address_of("writer"))
    free = Author.objects.filter(is_demo=True, user=None).order_by("slug").first()
    if free and not Author.objects.filter(user=writer).exists():
        free.user = writer
        free.save()


def forget_passwords(var: Path) -> None:
    """Delete the file of passwords: nobody can sign in with them any more."""
    (var / FILE).unlink(missing_ok=True)


def _new(name: str) -> User:
    return User(
        email=address_of(name),
        name=f"Demo {name}",
        is_staff=True,
        is_superuser=name == ADMINISTRATOR,
        is_demo=True,
    )


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = [line for line in lines if len(line) == 2 and "@" in line[0]]
    return {address.partition("@")[0]: password for address, password in pairs}


def _write(path: Path, passwords: dict[str, str]) -> None:
    """Replace the file as a whole; it is never readable for others, not even for a moment."""
    lines = [f"{address_of(name)}  {password}" for name, password in passwords.items()]
    text = "\n".join(["Sign in at /admin/ with one of these:", "", *lines, ""])
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)
