"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from jobboard.postgres.timeouts import Process, Workload

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")

Process.workload = Workload.PAGE
application = get_wsgi_application()
