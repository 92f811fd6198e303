"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from jobboard.postgres.timeouts import ProcessWorkload, Workload

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")

ProcessWorkload.workload = Workload.PAGE
application = get_wsgi_application()
