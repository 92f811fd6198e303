"""Django's settings. Everything that differs between boards comes from ``environment/``."""

import environ
from django.utils.csp import CSP

from jobboard import environment
from jobboard.environment import limits, services

env = environ.Env()
BASE_DIR = environment.BASE_DIR
VAR_DIR = environment.var_folder(env)
PUBLIC = environment.public_address(env)
SITE_URL = PUBLIC.url

# Who the board is, unless an administrator writes otherwise: ``jobboard.site.identity.current()``.
SITE_NAME = env.str("JOBBOARD_NAME", default="Open Roles")
SITE_TAGLINE = env.str("JOBBOARD_TAGLINE", default="Openings you can check, pay you can compare")
SITE_CONTACT = env.str("JOBBOARD_CONTACT", default="")
HOME_COUNTRY = environment.code(env, "JOBBOARD_COUNTRY", default="US", length=2)
SITE_CURRENCY = environment.code(env, "JOBBOARD_CURRENCY", default="USD", length=3)
SITE_PAY_PERIOD = environment.choice(
    env, "JOBBOARD_PAY_PERIOD", ("hour", "day", "week", "month", "year"), "year"
)
LOG_DAYS = environment.number(env, "JOBBOARD_LOG_DAYS", default=30, most=3_650)
MAIL_DAYS = environment.number(env, "JOBBOARD_MAIL_DAYS", default=30, most=3_650)
PICTURES = environment.read(limits.PictureLimits, env)
LONGEST_QUERY = environment.number(
    env, "JOBBOARD_QUERY_BYTES", default=4_000, least=500, most=8_000
)
LONGEST_LINKED_SEARCH = 300  # characters; a longer search is sent by buttons of the form
TEXT_MONTHS = environment.number(env, "JOBBOARD_TEXT_MONTHS", default=12, least=1, most=120)

DEBUG = environment.switch(env, "JOBBOARD_DEBUG")
SECRET_KEY = environment.secret_key(env, VAR_DIR)
ALLOWED_HOSTS = [PUBLIC.host, *(["127.0.0.1", "localhost", "[::1]"] if PUBLIC.is_local else [])]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = environment.networks(env, "JOBBOARD_TRUSTED_PROXIES")
WEB = environment.read(environment.Web, env)
CLIENT_LIMITS = environment.read(environment.ClientLimits, env)

INSTALLED_APPS = [
    "jobboard",
    "roles",
    "listings",
    "jobboard.apps.BoardAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "django_htmx",
    "django_tasks_db",
    "reversion",
]

MIDDLEWARE = [
    "jobboard.site.monitoring.MetricsMiddleware",
    "jobboard.logs.RequestIdMiddleware",
    "jobboard.http.middleware.HeadMiddleware",
    "jobboard.site.monitoring.HealthMiddleware",
    "jobboard.http.middleware.TrustedProxyMiddleware",
    "jobboard.site.errors.UnavailableMiddleware",
    "jobboard.http.request_bodies.BodyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jobboard.http.conditional.KeptPagesMiddleware",
    "jobboard.http.middleware.CompressionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "jobboard.http.middleware.AddressMiddleware",
    "jobboard.http.middleware.PersonalPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jobboard.site.dates.TimeZoneMiddleware",
]

ROOT_URLCONF = "jobboard.urls"
WSGI_APPLICATION = "jobboard.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "jobboard.site.template_loader.KeptLoader",
                    [
                        "jobboard.site.template_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                ),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jobboard.site.context_processors.site",
            ],
        },
    },
]

DATABASES = {"default": services.database(env)}
DATABASE_TIMEOUTS = services.timeouts(env)
EMBEDDED_POSTGRES = not env.str("DATABASE_URL", default="")

# allauth's own limits count here: processes share no memory. Keys are hashed, values are times.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "jobboard_cache",
        "KEY_FUNCTION": "jobboard.http.rate_limits.cache_key",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# Pages that several machines share: jobboard/http/conditional.py.
CACHES |= services.shared_cache(env)

# Bodies of public pages that a process keeps: jobboard/http/conditional.py.
KEPT_PAGES = environment.read(limits.PageCacheLimits, env)

# jobboard/site/monitoring.py; where several processes count, gunicorn's settings name the folder.
METRICS = environment.Metrics(
    env.str("JOBBOARD_METRICS_TOKEN", default=""), env.str("PROMETHEUS_MULTIPROC_DIR", default="")
)

AUTH_USER_MODEL = "jobboard.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Limits of every request to a server outside: jobboard/outgoing.
OUTGOING = environment.read(
    limits.OutgoingLimits, env, networks=environment.networks(env, "JOBBOARD_FETCH_NETWORKS")
)

# Limits of the worker's jobs, each a process of its own: jobboard/worker.
JOBS = environment.read(limits.JobLimits, env)

SEARCH = environment.read(limits.SearchLimits, env)
INDEX_DIR = VAR_DIR / "index"

# Names that are suggested while one types: listings/search/suggestions.py.
SUGGESTIONS = environment.read(limits.SuggestionLimits, env)

# less than the 72 hours after which the postings of a board that is not read leave the lists
BOARD_SILENT_HOURS = environment.number(
    env, "JOBBOARD_BOARD_SILENT_HOURS", default=48, least=1, most=71
)

# Whatever sends mail writes it into the queue; the worker sends it by "transport".
MAIL = services.mail(env, PUBLIC, VAR_DIR)
MAILERS = MAIL.mailers
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL.sender

# How often something may happen, by person, network, device and domain.
LIMITS = limits.limits(env)

# Who signs in: employers with a code by e-mail, staff with a password or a code and, on a public
# board, a second factor. Nobody signs up; what is exposed of allauth stands in jobboard.accounts.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
STAFF_2FA = environment.switch(env, "JOBBOARD_STAFF_2FA", default=not PUBLIC.is_local)
LOGIN_URL = "account_request_login_code"
ACCOUNT_ADAPTER = "jobboard.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # shape of the password form; nobody signs up
ACCOUNT_EMAIL_VERIFICATION = "none"  # a code proves the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = LIMITS.sign_in_code_tries
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "jobboard.accounts.forms.PasswordForm",
    "request_login_code": "jobboard.accounts.forms.AddressForm",
    "confirm_login_code": "jobboard.accounts.forms.CodeForm",
    "reauthenticate": "jobboard.accounts.forms.PasswordAgainForm",
}
# Ours count by network and device first: jobboard.accounts.sign_in_limits.
ACCOUNT_RATE_LIMITS = dict.fromkeys(
    ("login", "login_failed", "request_login_code", "reauthenticate")
)
MFA_ADAPTER = "jobboard.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_FORMS = {
    "authenticate": "jobboard.accounts.forms.SecondFactorForm",
    "reauthenticate": "jobboard.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "jobboard.accounts.forms.NewAppForm",
}

# How often an open form of the admin says so, and when it is taken for closed. A browser lets a
# tab in the background speak once a minute.
PRESENCE_POLL_SECONDS, PRESENCE_SECONDS = 5, 75

CONTACT_CODES_A_DAY = environment.number(
    env, "JOBBOARD_CONTACT_CODES_A_DAY", default=10, least=1, most=1_000
)

# What readers of facts look at in one posting, and how many previews a web process makes at once.
READ_CHARACTERS = environment.number(
    env, "JOBBOARD_READ_CHARACTERS", default=60_000, least=1_000, most=200_000
)
PREVIEWS_AT_ONCE = environment.number(
    env, "JOBBOARD_PREVIEWS_AT_ONCE", default=1, least=1, most=100
)
PREVIEW_WAIT_SECONDS = 5  # how long one more waits; the same for pictures as PNG
PICTURE_SECONDS = environment.number(env, "JOBBOARD_PICTURE_SECONDS", default=10, least=1, most=60)

# Background tasks are rows; `manage.py work` runs them.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "jobboard.site.formats"
USE_I18N = False
TIME_ZONE = environment.time_zone(env)

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "media"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_SSL_REDIRECT = PUBLIC.is_secure
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
HSTS = environment.hsts(env, PUBLIC)
SECURE_HSTS_SECONDS = HSTS.seconds
SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS.include_subdomains
SECURE_HSTS_PRELOAD = HSTS.preload
# Both speak for a whole domain, of which the board is one host, and cannot be taken back soon.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC.is_secure
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "jobboard.site.errors.csrf_failure"

LOG_FORMAT = environment.choice(
    env, "JOBBOARD_LOG_FORMAT", ("json", "text"), "json" if PUBLIC.is_secure else "text"
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "jobboard.logs.JsonFormatter"},
        "text": {"format": "{levelname} {name}: {message}", "style": "{"},
    },
    "filters": {"clean": {"()": "jobboard.logs.Clean"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["clean"]}
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "httpx": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},  # it tells each second that there is no task
    },
}
