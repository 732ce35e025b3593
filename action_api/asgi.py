"""The application a server runs: gunicorn -c deploy/gunicorn.conf.py action_api.asgi:app."""

from action_api.app import create_app
from action_api.bootstrap import configure_logging
from action_api.settings import load_settings

settings = load_settings()
configure_logging(settings.log_level)
app = create_app(settings)
