"""Forms of sign-in and password."""

from __future__ import annotations

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth import forms as auth_forms
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.net import client_address
from people.models import User
from people.sign_in.password import TooBusy, account_name, normal_password
from people.sign_in.tries import FROM_ADDRESS, count_try, forget_tries, give_back_try
from people.sign_in.validators import LONGEST

NOT_MATCHING = _(
    "Periksa 18 angka NIP Anda, lalu coba lagi. Setelah 10 kali salah, percobaan dari perangkat ini ditunda 15 menit."
)
SPENT = _(
    "Sudah 100 kali salah kata sandi, jadi kata sandi untuk nama ini ditutup. "
    "Hubungi admin kepegawaian instansi Anda untuk membukanya."
)


class AddressSpent(Refused):
    """Too many wrong passwords came from the address; the view says until when nobody signs in from there."""

    status = 429


class PasswordField(forms.CharField):
    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(strip=False, max_length=LONGEST, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        return normal_password(super().to_python(value) or "")


class SignInForm(auth_forms.AuthenticationForm):
    """One sentence for every wrong pair; a name that nobody has costs the same time and the same tries."""

    error_messages = {"invalid_login": NOT_MATCHING, "inactive": NOT_MATCHING, "spent": SPENT}

    username = forms.CharField(
        label=_("NIP atau e-mail dinas"),
        help_text=_("18 angka, boleh dengan spasi."),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
        error_messages={"required": _("Isi NIP atau e-mail dinas Anda.")},
    )
    password = PasswordField(
        label=_("Kata sandi"),
        autocomplete="current-password",
        error_messages={"required": _("Isi kata sandi Anda.")},
    )

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data.get("username")
        if not typed or not self.cleaned_data.get("password"):
            return self.cleaned_data
        name = account_name(typed)
        # Tries that django-axes refuses unseen do not count: a stranger could use up all of them in a second.
        pair = {"username": name, "password": self.cleaned_data["password"]}
        if AxesProxyHandler.is_allowed(self.request, pair):
            self.count(name)
        self.cleaned_data["username"] = name
        try:
            cleaned = super().clean()
        except TooBusy:
            give_back_try(name)
            FROM_ADDRESS.give_back(self.address())
            raise
        forget_tries(name)
        FROM_ADDRESS.give_back(self.address())
        return cleaned

    def address(self) -> str:
        assert self.request is not None
        return client_address(self.request)

    def count(self, name: str) -> None:
        """One try for the address, then one for the name: a machine without tries left closes nobody's name."""
        if not FROM_ADDRESS.count(self.address()):
            raise AddressSpent
        if not count_try(name):
            raise forms.ValidationError(self.error_messages["spent"], code="spent")


class PasswordChangeForm(auth_forms.PasswordChangeForm):
    error_messages = {
        "password_incorrect": _("Kata sandi lama tidak cocok. Ketik ulang kata sandi yang Anda pakai sekarang."),
        "spent": SPENT,
        "password_mismatch": _("Dua isian kata sandi baru berbeda. Ketik ulang keduanya."),
    }

    old_password = PasswordField(label=_("Kata sandi lama"), autocomplete="current-password")
    new_password1 = PasswordField(
        label=_("Kata sandi baru"),
        autocomplete="new-password",
        help_text=_("15 sampai 128 karakter. Beberapa kata yang mudah Anda ingat lebih kuat daripada satu kata rumit."),
    )
    new_password2 = PasswordField(label=_("Ulangi kata sandi baru"), autocomplete="new-password")

    def clean_old_password(self) -> str:
        """Whoever sits at a foreign open session has no more tries than at the door."""
        if not count_try(self.user.username):
            raise forms.ValidationError(self.error_messages["spent"], code="spent")
        password = super().clean_old_password()
        forget_tries(self.user.username)
        return password

    def validate_password_for_user(self, user: User, password_field_name: str = "") -> None:
        """Say what is wrong where the new password stands."""
        super().validate_password_for_user(user, "new_password1")
