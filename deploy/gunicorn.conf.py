"""gunicorn for the action API: gunicorn -c deploy/gunicorn.conf.py action_api.asgi:app."""

from __future__ import annotations

import sys
from typing import Any

from action_api.metrics_files import share_metrics
from action_api.settings import SettingsError, load_settings

try:
    settings = load_settings()
    settings.secret()
except SettingsError as error:
    sys.exit(str(error))

bind = settings.api_bind
# two at least: one that is restarted or busy must not be the whole service
workers = max(2, settings.api_workers)
worker_class = "asgi"
# with "auto" a slow start is given up and the app serves half initialised
asgi_lifespan = "on"
# nobody here uses it, and it would be a writable socket in a shared place
control_socket_disable = True
timeout = 30
graceful_timeout = 10
keepalive = 15
# the application writes its own access log, without secrets
accesslog = None
errorlog = "-"
# its own DEBUG lines hold paths as they came, line breaks and all: ours hold all there is to know
loglevel = settings.log_level.lower().replace("debug", "info")
# X-Forwarded-* is judged by TRUSTED_PROXIES in the application, not here
forwarded_allow_ips = ""
proc_name = "kryten-playlist"

# before any worker imports its metrics
share_metrics(settings.counters_dir)


def child_exit(server: Any, worker: Any) -> None:
    """Takes a dead worker's gauges out of the sum."""
    # here and not above: prometheus_client looks at the directory when it is first imported
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
