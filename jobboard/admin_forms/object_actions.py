"""Actions on the page of one object: buttons, and those alone that its state allows."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

type Action = Callable[..., Any]


def action(description: str, permission: str = "change") -> Callable[[Action], Action]:
    """Declare an action of a ModelAdmin: in its list, and on the page of each row."""
    everywhere = [admin.ActionLocation.CHANGE_LIST, admin.ActionLocation.CHANGE_FORM]
    return admin.action(description=description, permissions=[permission], location=everywhere)


class Steps(admin.ModelAdmin):
    """A ModelAdmin that offers what can be done with the object as buttons above its form."""

    def state_words(self, obj: Any) -> str:
        """How the object stands, in the words of its list; empty where it has no state."""
        return ""

    def has_step(self, obj: Any, name: str) -> bool:
        """Whether this action can do something with the object as it stands."""
        return True

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj, form = context["original"], context.get("action_form")
        if obj and form:
            choices = form.fields["action"].choices
            context["steps"] = [one for one in choices if one[0] and self.has_step(obj, one[0])]
            context["state"] = self.state_words(obj)
        return super().render_change_form(request, context, *args, **kwargs)
