"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from jobboard.postgres.waits import Kind, Process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")

Process.kind = Kind.PAGE
application = get_wsgi_application()
