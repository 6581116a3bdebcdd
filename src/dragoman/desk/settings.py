"""Django settings, made from the installation's configuration."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from zoneinfo import available_timezones

from django.utils.functional import SimpleLazyObject

from dragoman.desk.config import read_config
from dragoman.desk.logs import logging_settings

CONFIG = read_config(os.environ)
HERE = Path(__file__).resolve().parent

SECRET_KEY = CONFIG.secret_key
DEBUG = CONFIG.debug
ALLOWED_HOSTS = list(CONFIG.hosts)
BASE_URL = CONFIG.base_url
WAGTAILADMIN_BASE_URL = CONFIG.base_url
CSRF_TRUSTED_ORIGINS = [CONFIG.base_url]
TESTING = "pytest" in sys.modules

INSTALLED_APPS = [
    "dragoman.desk.custody",
    "dragoman.desk.people",
    "dragoman.desk.jobs",
    "dragoman.desk.watch",
    "dragoman.desk.capture",
    "dragoman.desk.read",
    "dragoman.desk.translate",
    "dragoman.desk.compose",
    "dragoman.desk.publish",
    "dragoman.desk.ui",
    "django_htmx",
    "django_tasks",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "dragoman.desk.headers.ContentPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dragoman.desk.ui.plain_errors.PlainErrors",
]

ROOT_URLCONF = "dragoman.desk.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dragoman.desk.ui.languages.target_language",
            ],
        },
    }
]

DATABASES = {"default": CONFIG.database}
TASKS = {"default": {"BACKEND": "dragoman.desk.jobs.backend.LeasedBackend", "QUEUES": []}}
# Modules that register schedules; a worker imports them when it starts.
JOB_MODULES = [
    "dragoman.desk.jobs.tasks",
    "dragoman.desk.capture.jobs",
    "dragoman.desk.capture.stamp_jobs",
    "dragoman.desk.capture.rendered_jobs",
    "dragoman.desk.watch.jobs",
    "dragoman.desk.translate.jobs",
    "dragoman.desk.pipeline_jobs",
    "dragoman.desk.revisit_jobs",
    "dragoman.desk.publish.jobs",
]
# Checks of apps that stand above the jobs; the doctor runs them after its own.
DOCTOR_CHECKS = [
    "dragoman.desk.capture.doctor.check_ledger",
    "dragoman.desk.capture.doctor.check_acts",
    "dragoman.desk.capture.doctor.check_browser",
    "dragoman.desk.read.doctor.check_register",
    "dragoman.desk.read.doctor.check_visits",
    "dragoman.desk.translate.doctor.check_language",
    "dragoman.desk.translate.doctor.check_engines",
    "dragoman.desk.translate.doctor.check_terms",
    "dragoman.desk.backup.doctor.check_backup",
]
LOGGING = logging_settings(CONFIG.log_level)

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
# Memory-hard, and a third of PBKDF2's time at Django's settings; the other one reads accounts brought from elsewhere.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_LOGOUT_REDIRECT_URL = "public_home"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "dragoman.desk.people.adapter.StaffOnlyAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

LANGUAGE_CODE = "en"  # of menus and messages
TARGET_LANGUAGE = CONFIG.language  # of what the desk writes
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = CONFIG.home / "static"
STATIC_ROOT.mkdir(exist_ok=True)
MEDIA_URL = "/media/"
MEDIA_ROOT = CONFIG.home / "media"
# Served straight from the package: an installation needs no collectstatic step.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.behind_tls
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.behind_tls else None
SECURE_HSTS_SECONDS = 31_536_000 if CONFIG.behind_tls else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []

WAGTAILIMAGES_IMAGE_MODEL = "compose.Picture"
WAGTAIL_SITE_NAME = "Dragoman"
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Browsers refuse these two names of the system's zone list.
WAGTAIL_USER_TIME_ZONES = SimpleLazyObject(lambda: sorted(available_timezones() - {"localtime", "Factory"}))

ARCHIVE_PATH = CONFIG.archive
KEYS_PATH = CONFIG.home / "keys"
PROOFS_PATH = CONFIG.home / "proofs"
INDEX_PATH = CONFIG.index
REGISTER_PATH = CONFIG.register
ENGINES_PATH = CONFIG.engines
TERMS_PATH = CONFIG.terms
MEMORY_PATH = CONFIG.memory
DRAFTS_PATH = CONFIG.home / "drafts.sqlite3"  # what engines answered, so that nothing is asked twice
ALLOWED_NETWORKS = CONFIG.allowed_networks
TIMESTAMP_AUTHORITIES = CONFIG.timestamp_authorities
CHROMIUM = CONFIG.chromium
CHROMIUM_SANDBOX = CONFIG.chromium_sandbox
KEEP_POLLS_DAYS = CONFIG.keep_polls_days
REVISIT_AFTER = CONFIG.revisit_after
REVISIT_CONFIRM = CONFIG.revisit_confirm
