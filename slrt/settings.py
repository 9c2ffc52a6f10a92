"""Settings of the house: one flat file, every value from the environment or from the embedded default.

Without DATABASE_URL the embedded PostgreSQL of `slrt.embedded` is started or shared (demo and tests only);
with it nothing is started and all secrets must be given.
"""

from pathlib import Path

import environ

from slrt import embedded, keys
from slrt.openapi import SPECTACULAR_SETTINGS  # noqa: F401 – a setting like those below

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

TEST = env.bool("SLRT_TEST", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
EMBEDDED = not env.str("DATABASE_URL", default="")
DEMO = env.bool("DEMO", default=EMBEDDED)
DEBUG = False


def _secrets():
    """Keys live outside the database; the embedded default makes its own once, production must bring them."""
    if EMBEDDED:
        return embedded.local_secrets(VAR_DIR)
    return {name: env.str(name) for name in ("SECRET_KEY", "FIELD_KEYS", "INDEX_KEY")}


_secret = _secrets()
SECRET_KEY = _secret["SECRET_KEY"]
FIELD_KEYS = keys.field_keys(_secret["FIELD_KEYS"])
INDEX_KEY = keys.index_key(_secret["INDEX_KEY"], FIELD_KEYS)

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"] if EMBEDDED else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "drf_spectacular",
    "axes",
    "puskesos",
    "rujukan",
    "slrt.triage",
    "slrt.dashboard",
    "slrt.privacy",
    "slrt.demo",
]

MIDDLEWARE = [
    "puskesos.api.middleware.ApiFrameMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "puskesos.middleware.DatabaseDownMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "puskesos.middleware.IdleMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "puskesos.middleware.ActingMiddleware",
    "slrt.triage.middleware.FreshQueueMiddleware",
    "puskesos.middleware.PrivacyHeadersMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "slrt.urls"
WSGI_APPLICATION = "slrt.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "puskesos.context.frame",
                "rujukan.context.notices",
                "rujukan.context.letters_waiting",
            ],
        },
    }
]

FORM_RENDERER = "puskesos.rendering.QuickRenderer"

# --- database: the web and the tests are a plain role; only `migrate` is the owner --------------------------------
_web_url, _owner_url = (
    embedded.database_urls(VAR_DIR, test=TEST)
    if EMBEDDED
    else (env.str("DATABASE_URL"), env.str("DATABASE_OWNER_URL", default=env.str("DATABASE_URL")))
)
OWNER_DATABASE = env.db_url_config(_owner_url)
WEB_ROLE = env.str("WEB_ROLE", default="slrt_web")
_as_owner = env.str("DATABASE_ROLE", default="web") == "owner"
DATABASES = {
    "default": {
        **(OWNER_DATABASE if _as_owner else env.db_url_config(_web_url)),
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": env.str("TEST_DB_NAME", default="test_slrt")},
    }
}
DATABASE_PREPARE = env.bool("DATABASE_PREPARE", default=True)  # 0 behind a pooler that does not know PREPARE
# How long a statement may take: for a page, and for work nobody waits for (puskesos/background.py); 0 is no limit.
_unlimited = _as_owner or TEST
STATEMENT_SECONDS = 0 if _unlimited else env.int("STATEMENT_SECONDS", default=15)
WORKER_STATEMENT_SECONDS = 0 if _unlimited else env.int("WORKER_STATEMENT_SECONDS", default=300)
_timeouts = f"-c statement_timeout={STATEMENT_SECONDS}s{'' if _unlimited else ' -c lock_timeout=3s'}"
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"] |= {
    "connect_timeout": 3,
    "options": f"{_timeouts} -c jit=off -c max_parallel_workers_per_gather=0",
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "puskesos.Petugas"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "/masuk/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/masuk/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TEST
    else ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1 / 60  # hours: one minute (ux §5, screen 1)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "puskesos.views.account.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "puskesos.gate.client"
AXES_DISABLE_ACCESS_LOG = True  # who signed in stands in the Jejak
PROXY_COUNT = env.int("PROXY_COUNT", default=0)

SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE = env.int("SESSION_IDLE", default=0 if TEST else 30 * 60)  # seconds; 0 never (puskesos.middleware)
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "puskesos.views.frame.csrf_failed"

# --- browser -------------------------------------------------------------------------------------------------------
_secure = not EMBEDDED
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_NAME = "__Host-sesi" if _secure else "sesi"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _secure else None
SECURE_SSL_REDIRECT = _secure and env.bool("SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^sehat/"]
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _secure
# Not "no-referrer": Chromium then sends "Origin: null" with every form, and Django's CSRF check refuses it.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# 0 serves a worker that removes itself and its caches; what waits on a device stays (puskesos/views/shell.py).
SLRT_LURING = env.bool("SLRT_LURING", default=True)

# --- language and time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "id"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Pontianak"
CITY = env.str("CITY", default="Kota Palangka Raya")
CITY_CODE = env.str("CITY_CODE", default="62.71")
SLRT_TELEPON = env.str("SLRT_TELEPON", default="(0536) 000-0000" if DEMO else "")  # shown beside an emergency
NUMBER_PREFIX = env.str("NUMBER_PREFIX", default="PKY")
REOPEN_DAYS = env.int("REOPEN_DAYS", default=90)
ON_TIME_TARGET = env.int("ON_TIME_TARGET", default=80)  # percent finished in time, on the dashboard
LEADERS_COUNT_KEPT = env.int("LEADERS_COUNT_KEPT", default=20)  # seconds, in all processes (slrt.dashboard.kept)
_cache = "dummy.DummyCache" if TEST else "db.DatabaseCache"
CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{_cache}", "LOCATION": "dashboard_tersimpan"}}

# --- files ---------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TEST
        else "slrt.lean.LeanStorage"
    },
}
WHITENOISE_USE_FINDERS = TEST
WHITENOISE_AUTOREFRESH = False
BERKAS_ROOT = VAR_DIR / ("test-berkas" if TEST else "berkas")
MAX_UPLOAD_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- mail ----------------------------------------------------------------------------------------------------------
EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="SLRT Kota Palangka Raya <slrt@contoh.invalid>")
MAIL_DIR = VAR_DIR / "mail"
EMAIL_BACKEND = "rujukan.notices.EmlBackend" if (DEMO or TEST) else "django.core.mail.backends.smtp.EmailBackend"
GATEWAY, GATEWAY_URL, GATEWAY_TOKEN = (env.str(one, default="") for one in ("GATEWAY", "GATEWAY_URL", "GATEWAY_TOKEN"))
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://127.0.0.1:{env.str('PORT', default='8000')}")

# --- worker: the database is the schedule, Celery only says "look now" ----------------------------------------------
CELERY_BROKER_URL = env.str("REDIS_URL", default="memory://")
CELERY_TASK_ALWAYS_EAGER = TEST
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 3,
    "socket_connect_timeout": 1,
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    # Every minute: send what is due, heal what is missing. Running twice is harmless (architecture §6).
    "tick": {"task": "rujukan.tasks.tick", "schedule": 60.0, "options": {"expires": 55}},
}

# --- API -----------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "puskesos.api.authentication.ActingTokenAuthentication",
        "puskesos.api.authentication.BrowserAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["puskesos.api.permissions.HasRight"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["puskesos.api.parsers.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "puskesos.api.pagination.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "puskesos.api.schema.ApiSchema",
    "EXCEPTION_HANDLER": "puskesos.api.errors.indonesian_errors",
    "PAGE_SIZE": 50,
}
API_TOKEN_DAYS = env.int("API_TOKEN_DAYS", default=30)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_identifiers": {"()": "puskesos.masking.NoIdentifiersFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["no_identifiers"], "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}, "django.request": {"level": "CRITICAL" if TEST else "WARNING"}},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003", "axes.W006"]
