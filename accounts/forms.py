"""The questions of signing in and of looking after people. They check shape; the rules are in actions and signing."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import Role
from councils.models import Team
from govuk import forms


class SignIn(forms.GovukForm):
    username = forms.EmailField(
        label="E-mail address", missing="Enter your e-mail address", widget=forms.EmailInput(autocomplete="username")
    )
    password = forms.PasswordField(label="Password", missing="Enter your password")


class Code(forms.GovukForm):
    code = forms.TextField(
        label="Code",
        help_text="Six figures from your authenticator app, or one of your recovery codes.",
        missing="Enter the code",
        max_length=20,
        widget=forms.TextInput(width=10, autocomplete="one-time-code"),
    )


class Forgotten(forms.GovukForm):
    email = forms.EmailField(label="E-mail address", missing="Enter your e-mail address")


class NewPassword(forms.GovukForm):
    new_password = forms.PasswordField(
        label="New password",
        help_text="At least 15 characters: a few words that do not belong together are easy to keep and hard to guess.",
        missing="Enter a new password",
        new=True,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_new_password(self) -> str:
        password = self.cleaned_data["new_password"]
        validate_password(password, self.user)
        return password


class ChangePassword(NewPassword):
    password = forms.PasswordField(label="Present password", missing="Enter your present password")
    field_order = ("password", "new_password")

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError("This is not your present password")
        return password


class AddPerson(forms.GovukForm):
    name = forms.TextField(label="Name", missing="Enter the person’s name", max_length=120)
    email = forms.EmailField(label="Work e-mail address", missing="Enter the person’s work e-mail address")
    phone = forms.TextField(label="Telephone", required=False, max_length=40)


# What an administrator gives to nobody: accounts of systems and of desks get theirs when they are made.
NOT_GIVEN = (Role.SYSTEM, Role.DESK)


class _OfCouncil(forms.GovukForm):
    """Offers only what belongs to the council of the person looked after."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  tells the type checker which field it is
        field.queryset = rows


class GiveRole(_OfCouncil):
    role = forms.SelectField(
        label="Role",
        choices=[("", "Choose a role"), *[one for one in Role.choices if one[0] not in NOT_GIVEN]],
        missing="Choose a role",
    )
    team = forms.ModelChoiceField(
        label="Team",
        queryset=Team.objects.none(),
        required=False,
        empty_label="All teams",
        mark_optional=False,
        widget=forms.Select(),
    )
    since = forms.DateField(label="First day", missing="Enter the first day")
    until = forms.DateField(label="Last day", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("team", Team.objects.filter(council=self.person.council, ended_on=None))


class NameDeputy(_OfCouncil):
    deputy = forms.ModelChoiceField(
        label="Who acts for them",
        queryset=User.objects.none(),
        empty_label="Choose a colleague",
        missing="Choose a colleague",
        widget=forms.Select(),
    )
    since = forms.DateField(label="First day", missing="Enter the first day")
    until = forms.DateField(label="Last day", missing="Enter the last day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer(
            "deputy",
            User.objects.filter(council_id=self.person.council_id, is_active=True, left_on=None)
            .exclude(pk=self.person.pk)
            .exclude(memberships__role__in=NOT_GIVEN)
            .order_by("name"),
        )


class MakeToken(forms.GovukForm):
    name = forms.TextField(
        label="Which system", help_text="For instance: Mosaic, live", missing="Enter the system’s name", max_length=80
    )
