"""Argon2id at the size that OWASP names for servers: 19 MiB and one lane, so that a rush of sign-ins stays bearable.

Source: OWASP Password Storage Cheat Sheet, "Argon2id" (m = 19456 KiB, t = 2, p = 1).
Django's own size takes 100 MiB a hash.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    memory_cost = 19_456
    time_cost = 2
    parallelism = 1
