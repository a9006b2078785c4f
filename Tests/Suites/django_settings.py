"""The database settings that Django's test runner asks for."""
import os

from django.db.backends.postgresql.features import DatabaseFeatures

if os.environ.get("WITHOUT_ICU"):
    # The wheels' servers are built without ICU: any other collation will do.
    DatabaseFeatures.test_collations = dict.fromkeys(DatabaseFeatures.test_collations, "C")

DATABASES = {
    alias: {
        "ENGINE": "django.db.backends.postgresql", "HOST": os.environ["PGHOST"], "PORT": os.environ["PGPORT"],
        "USER": os.environ["PGUSER"], "PASSWORD": os.environ["PGPASSWORD"], "NAME": f"django_{alias}",
    }
    for alias in ("default", "other")
}
SECRET_KEY = "only for tests"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
USE_TZ = False
