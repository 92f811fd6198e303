"""Settings of the web server, for ``make run``, compose and systemd alike.

``gunicorn -c deploy/gunicorn.conf.py``, in the board's folder. ``HOST`` and ``PORT`` say where it
listens, ``JOBBOARD_WEB_WORKERS`` and ``JOBBOARD_WEB_THREADS`` how much it serves at once.
"""

import gc
import os
import shutil
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from jobboard import environment
from jobboard.port import RefusedError, address

try:  # a wrong variable is told in one sentence, not at the end of a traceback
    import_module("jobboard.settings")
    bind = address(os.environ)
except (ImproperlyConfigured, RefusedError) as error:
    sys.exit(str(error))

_web = environment.read(environment.Web, environ.Env())
_shared_memory = Path("/dev/shm")  # noqa: S108 (where heartbeats cost no disk; the name is random)

wsgi_app = "jobboard.wsgi:application"
chdir = str(environment.BASE_DIR)
proc_name = "jobboard"

worker_class = "gthread"
workers = _web.workers
threads = _web.threads
preload_app = True  # processes share the program's memory
timeout = 30
graceful_timeout = 10
max_requests = 20_000  # a process that leaks is replaced before it hurts
max_requests_jitter = 2_000
worker_tmp_dir = str(_shared_memory) if os.access(_shared_memory, os.W_OK) else None
control_socket_disable = True  # its default place is shared by all boards of a user

# Longer lines get gunicorn's own bare answer; up to here a query that is too long has a page.
limit_request_line = 8_190
# What a client says of the path or the scheme counts for nothing; a header with "_" in its name
# could pose as another one, and is dropped.
forwarder_headers = ""
forwarded_allow_ips = ""
header_map = "drop"

logger_class = "jobboard.logs.WebLogger"
loglevel = "warning"


# Each process counts for /metrics into files of its own; those of the last run say nothing.
_counts = environment.var_folder(environ.Env()) / "metrics"
if os.environ.get("JOBBOARD_METRICS_TOKEN"):
    shutil.rmtree(_counts, ignore_errors=True)
    _counts.mkdir(mode=0o700, parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_counts)


def on_starting(server: object) -> None:
    """Refuse a board that is not prepared: this process would know no style sheet to its end."""
    from django.contrib.staticfiles import storage  # noqa: PLC0415 (settings first)

    files = storage.staticfiles_storage
    if isinstance(files, storage.ManifestFilesMixin) and files.read_manifest() is None:
        sys.exit("No static files: run `manage.py prepare` (a release's step) first.")


def child_exit(server: object, worker: Any) -> None:
    """Remove the gauges of a process that has ended from ``/metrics``."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 (not before)

        mark_process_dead(worker.pid)


def pre_fork(server: object, worker: object) -> None:
    """Keep loaded objects from garbage collection, which writes to memory that workers share."""
    gc.freeze()


def post_worker_init(worker: object) -> None:
    """Have a new process make what searches need before somebody waits for it."""
    from jobboard.pages import warm_up  # noqa: PLC0415 (needs the application, which is loaded now)

    warm_up.begin()
