"""The product's own settings in a throwaway home; DATABASE_URL from outside chooses the database."""

import os
import tempfile

os.environ["DRAGOMAN_HOME"] = tempfile.mkdtemp(prefix="dragoman-tests-")
os.environ.setdefault("DRAGOMAN_HOSTS", "localhost,127.0.0.1,[::1],testserver")
os.environ["DRAGOMAN_ALLOW_PRIVATE"] = ""
os.environ["DRAGOMAN_LANGUAGE"] = "en"
os.environ["DRAGOMAN_TIMESTAMP_AUTHORITIES"] = ""

from dragoman.desk.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
