"""Django's settings. The environment is read here and in danshu.host.home, nowhere else.

DANSHU_HOME     data folder                      DANSHU_HTTPS   1: cookies only over TLS
DATABASE_URL    database; set by the start-up    DANSHU_HOSTS   host names, separated by commas (default: any)
DANSHU_PROCESS  web, worker or command           DANSHU_POOLER  1: behind a transaction-mode pooler
DANSHU_DEBUG    1: error pages with details      DANSHU_SECRET_KEY  instead of the generated one
DANSHU_SMTP_PASSWORD  of the account at the mail server (its address is a parameter)
DANSHU_VAULT_KEY  instead of the generated one, for secrets stored sealed (another than the secret key, not in backups)
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONCE, SELF
from django.utils.translation import gettext_lazy as _

from danshu.entry.modules import MODULES
from danshu.entry.patience import patient_for
from danshu.host import dsn
from danshu.host import home as homes

HOME = homes.locate()
PACKAGE = Path(__file__).resolve().parent.parent
PROCESS = os.environ.get("DANSHU_PROCESS", "command")
HTTPS = os.environ.get("DANSHU_HTTPS") == "1"
POOLER = os.environ.get("DANSHU_POOLER") == "1"

DEBUG = os.environ.get("DANSHU_DEBUG") == "1"
SECRET_KEY = os.environ.get("DANSHU_SECRET_KEY") or homes.secret(HOME, "secret-key")
DANSHU_VAULT_KEY = os.environ.get("DANSHU_VAULT_KEY") or homes.secret(HOME, "vault-key")
ALLOWED_HOSTS = [host for host in os.environ.get("DANSHU_HOSTS", "*").split(",") if host]
EMAIL_HOST_PASSWORD = os.environ.get("DANSHU_SMTP_PASSWORD", "")

# ---- modules --------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    *(f"danshu.{module}" for module in MODULES if (PACKAGE / module / "__init__.py").exists()),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "pgtrigger",
    "captcha",
    "ninja",
    "csp",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "danshu.entry.middleware.FirstStartMiddleware",
    "danshu.entry.middleware.ActorMiddleware",
    "danshu.entry.attempts.AttemptMiddleware",
    "danshu.entry.middleware.RefusalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "danshu.entry.urls"
WSGI_APPLICATION = "danshu.entry.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "identity.User"

# ---- database -------------------------------------------------------------------------------------------------------
# milliseconds: lock_timeout, statement_timeout, idle_in_transaction_session_timeout (CC-7)
TIMEOUTS = {"web": (3_000, 10_000, 15_000), "worker": (10_000, 600_000, 60_000), "command": (30_000, 0, 0)}


def _database() -> dict[str, Any]:
    """The one database. Without DATABASE_URL the settings still load, for tools that never connect."""
    database = dsn.django(os.environ.get("DATABASE_URL") or "postgresql:///danshu")
    names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    limits = " ".join(f"-c {name}={value}" for name, value in zip(names, TIMEOUTS[PROCESS], strict=True))
    options = database["OPTIONS"]
    options["application_name"] = f"danshu-{PROCESS}"
    if POOLER:  # a pooler in transaction mode allows neither start-up options nor prepared statements
        options["prepare_threshold"] = None
        # the limits come with each transaction instead; docs/pooler.md says what the pooler sets for the rest
        return database | {"ENGINE": "danshu.entry.pooled", "DISABLE_SERVER_SIDE_CURSORS": True}
    options["options"] = f"{options.get('options', '')} {limits}".strip()
    # binding on the server and preparing from the second use on: a third less time on hot statements
    options["server_side_binding"] = True
    options["prepare_threshold"] = 2
    if PROCESS == "web":
        # a page waits twice at most: 5 s until it says 503. After 3 s without a server the next request asks anew;
        # the pool's own pauses would double for minutes and outlast the trouble
        options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 2.5, "reconnect_timeout": 3}
        # a server that stands still answers nobody: nobody waits longer for it than a statement may take
        options["pool"]["connection_class"] = patient_for(TIMEOUTS["web"][1])
        options.setdefault("connect_timeout", "5")
    return database


# a pooled connection is tried before use: after a restart of the database nobody gets a dead one
DATABASES = {"default": _database() | {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}}
PROCRASTINATE_ON_APP_READY = "danshu.parameters.jobs.install"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# ---- templates and static files -------------------------------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "danshu.ui.context.shell",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# ---- language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "danshu_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# ---- sign-in and browser safety -------------------------------------------------------------------------------------
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "/sign-in/"
SESSION_ENGINE = "danshu.identity.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "__Host-danshu" if HTTPS else "danshu"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-danshu-csrf" if HTTPS else "danshu-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 86_400 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "style-src-attr": ["'unsafe-inline'"],
        "font-src": [SELF, "data:"],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
    }
}
CSRF_FAILURE_VIEW = "danshu.entry.errors.csrf_failure"
CAPTCHA_IMAGE_SIZE = (224, 80)  # drawn for dense screens, shown at half the size
CAPTCHA_BACKGROUND_COLOR = "#eef0f4"
CAPTCHA_FOREGROUND_COLOR = "#3b4256"
CAPTCHA_LETTER_ROTATION = (-18, 18)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
UPLOAD_MAX_BYTES = 256 * 1024 * 1024  # of one request with files; attachment_max_mb goes up to 200
FILE_UPLOAD_HANDLERS = [
    "danshu.entry.uploads.CappedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# ---- logs -----------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "danshu.entry.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("DANSHU_LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"level": "INFO", "propagate": True, "handlers": []},
        "procrastinate": {"level": "WARNING", "propagate": True},
    },
}
