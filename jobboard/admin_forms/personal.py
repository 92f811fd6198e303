"""What the admin keeps about a person who works in it: part of what they can download."""

from typing import Any

from django.contrib.admin.models import LogEntry
from reversion.models import Revision

from jobboard.models import OpenForm, UnsavedText, User


def export(user: User) -> dict[str, Any]:
    """Return the texts not saved yet, the forms that are open, what was saved and changed.

    All of it is deleted with the user; a saved version loses its name.
    """
    return {
        "unsaved_texts": list(
            UnsavedText.objects.filter(user=user).values("model", "object_id", "data", "saved_at")
        ),
        "open_forms": list(
            OpenForm.objects.filter(user=user).values(
                "model", "object_id", "field", "began_at", "seen_at"
            )
        ),
        "versions": list(Revision.objects.filter(user=user).values("date_created", "comment")),
        "changes": list(
            LogEntry.objects.filter(user=user).values(
                "action_time", "content_type__model", "object_id", "object_repr", "change_message"
            )
        ),
    }
