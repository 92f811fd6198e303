"""People who sign in by their e-mail address, and how often something was done lately."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AbstractUser, AnonymousUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

type Person = AbstractBaseUser | AnonymousUser
"""Whom a request comes from."""


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def with_address(self, email: str) -> "models.QuerySet[User]":
        """The one who has this address, if anybody.

        Never by ``iexact``: in PostgreSQL's capitals "ı" is "i", and both are domains of their own.
        """
        return self.filter(email=email.lower())

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.with_address(username or "").get()


class User(AbstractUser):
    username = None  # type: ignore[assignment]  # the address takes its place
    first_name = None  # type: ignore[assignment]  # one name: not every name has two parts
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=150, blank=True, default="")
    email = models.EmailField("e-mail address", unique=True)
    is_demo = models.BooleanField(default=False, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        ordering = ("email",)
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="%(app_label)s_%(class)s_email_unique",
                violation_error_message="A user with this e-mail address exists already.",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="%(app_label)s_%(class)s_email_lower_case",
                violation_error_message="An e-mail address is kept in small letters.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean_fields(self, exclude: Any = None) -> None:
        self.email = self.email.lower()
        super().clean_fields(exclude=exclude)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the address in small letters, which is how it is looked for at sign-in."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name or self.email.partition("@")[0]


class Allowance(models.Model):
    """What one network or mail domain has used up of one kind: ``jobboard.http.rate_limits``."""

    key = models.CharField(
        max_length=64, primary_key=True, help_text="A keyed hash; never the address itself."
    )
    kind = models.CharField(max_length=40)
    spent = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [
            # what the purge deletes
            models.Index(fields=("ends_at",), name="allowance_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.spent}"
