"""People who sign in, by e-mail address, and their second factor."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from jobboard.admin_forms.saving import SafeEditingAdmin
from jobboard.models import User
from jobboard.site import dates

admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(SafeEditingAdmin, DjangoGroupAdmin):
    """What a group may do; its people are chosen on their own pages."""


class NewUserForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


class ChangedUserForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class UserAdmin(SafeEditingAdmin, DjangoUserAdmin):
    form = ChangedUserForm
    add_form = NewUserForm
    list_display = ("email", "name", "is_staff", "is_active", "is_superuser", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active", "groups", "is_demo")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("last_login", "date_joined", "second_factor")
    actions = ("reset_second_factor",)
    fieldsets = (
        (None, {"fields": ("email", "name", "password", "second_factor")}),
        (
            "What they may do",
            {
                "fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions"),
                "description": "Staff may sign in here; groups say what they see and change.",
            },
        ),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "name", "usable_password", "password1", "password2"),
            },
        ),
    )

    @admin.display(description="second factor")
    def second_factor(self, user: User) -> str:
        factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
        return f"app, since {dates.short(factor.created_at)}" if factor else "none"

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """Save; an address that is no longer the user's opens nothing any more."""
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()

    @admin.action(
        description="Reset the second factor",
        permissions=["reset"],
        location=[admin.ActionLocation.CHANGE_LIST, admin.ActionLocation.CHANGE_FORM],
    )
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Forget app and recovery codes, for who has lost the phone; they set up a new one."""
        with transaction.atomic():
            users = list(queryset.filter(authenticator__isnull=False).distinct())
            Authenticator.objects.filter(user__in=users).delete()
            for user in users:
                self.log_change(request, user, "second factor reset")
        if users:
            names = ", ".join(user.email for user in users)
            self.message_user(request, f"Second factor reset: {names}.", messages.SUCCESS)
        else:
            self.message_user(request, "They have no second factor.", messages.WARNING)

    def has_reset_permission(self, request: HttpRequest) -> bool:
        """Only administrators: who resets a factor could sign in as that person."""
        return isinstance(request.user, User) and request.user.is_superuser
