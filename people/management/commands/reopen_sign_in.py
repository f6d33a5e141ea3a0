from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people.models import User
from people.services.accounts import reopen_sign_in
from people.sign_in.password import account_name


class Command(BaseCommand):
    help = "Let somebody try passwords again after 100 wrong ones. Recognise the person by another way first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="NIP or e-mail")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        user = User.objects.filter(username=account_name(name)).first()
        if user is None:
            raise CommandError("Akun dengan NIP atau e-mail itu tidak ada. Periksa penulisannya.")
        reopen_sign_in(user=user)
        self.stdout.write("Kata sandi akun ini dapat dicoba lagi.")
