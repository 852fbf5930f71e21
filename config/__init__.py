"""The wiring: settings, addresses, Celery (`celery -A config` finds config.celery; the web process does without it)."""
