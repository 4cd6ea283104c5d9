"""Every setting of the application, with the value it has when nothing is set.

An environment variable named PKA_<SETTING> overrides the value below; docs/settings.md explains each.
"""

from datetime import timedelta
from typing import Any, ClassVar


class Default:
    """Safe for development. Production must set what ``REQUIRED`` lists."""

    REQUIRED = ("SECRET_KEY",)

    DEMO = False  # known passwords; only `make run` and the tests switch it on
    DEMO_PASSWORD = "amati-tiru-modifikasi"
    PUBLIC_URL = "http://127.0.0.1:8000"  # the address that letters link to
    SQLALCHEMY_DATABASE_URI = "sqlite:///pka.sqlite3"

    # Errors of the database are logged without the values that people typed.
    SQLALCHEMY_ENGINE_OPTIONS = {"hide_parameters": True}

    # For the operator
    LOG_FORMAT = "auto"  # "json", "text", or "auto": text where a person looks on
    METRICS_TOKEN = ""  # who bears it may read /metrics; without it only this machine

    # Language and time
    LANGUAGES = ("id", "en")
    BABEL_DEFAULT_LOCALE = "id"
    BABEL_DEFAULT_TIMEZONE = "Asia/Makassar"
    BABEL_TRANSLATION_DIRECTORIES = "translations"

    # What a request may weigh: a plan of 50 pages is about 150 kB of text.
    MAX_CONTENT_LENGTH = 2_000_000
    MAX_FORM_MEMORY_SIZE = 2_000_000
    MAX_FORM_PARTS = 5_000
    SEND_FILE_MAX_AGE_DEFAULT = timedelta(days=365)  # addresses of assets carry their own version
    PROXIES = 0  # how many reverse proxies in front are trusted to name the visitor's address

    # Files
    FILES_URL = ""  # empty: a folder of instance/; another folder, or s3://bucket/prefix
    FILES_OPTIONS: ClassVar[dict[str, Any]] = {}  # what the store needs besides, in obstore's names
    MAX_FILE_SIZE = 20_000_000
    MAX_UPLOAD_LENGTH = 60_000_000  # what one request with files may weigh; all others stay small

    # Plans that are carried out
    STALE_DAYS = 30  # without a report for longer, a plan is shown as quiet

    # Personal data
    RETENTION_YEARS = (
        5  # after the end of somebody's last cohort; then `flask retention` makes them anonymous
    )

    # Sessions
    SESSION_COOKIE_NAME = "pka_session"
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SECURE = False  # set where the site is served over HTTPS
    SESSION_COOKIE_SAMESITE = "Lax"
    PERMANENT_SESSION_LIFETIME = timedelta(days=14)
    WTF_CSRF_TIME_LIMIT = None  # as long as the session: people write for hours
    WTF_CSRF_CHECK_DEFAULT = False  # routes/__init__.py checks, after it knows who is asking

    # Letters
    MAIL_HOST = ""  # empty: letters wait in the outbox
    MAIL_PORT = 25
    MAIL_USERNAME = ""
    MAIL_PASSWORD = ""
    MAIL_TLS = ""  # "", "starttls" or "tls"
    MAIL_SENDER = "PKA Tracker <pka@localhost>"
    MAIL_TIMEOUT = 20  # seconds


class Testing(Default):
    """What the test suite runs with."""

    TESTING = True
    SECRET_KEY = "only-for-the-tests"
    WTF_CSRF_ENABLED = False
    SQLALCHEMY_DATABASE_URI = "sqlite://"
    SERVER_NAME = "pka.test"
    FILES_URL = "memory:///"
