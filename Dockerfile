# The same image runs the web server, the worker, beat, the sweep and the migration: docker-compose.yml says which.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    STATIC_ROOT=/srv/static

RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent holdfast
WORKDIR /srv/holdfast

COPY requirements-production.lock .
RUN pip install --require-hashes -r requirements-production.lock

COPY . .
# Collected at build time: the pages never write to disk. These two values are used for nothing else.
RUN SECRET_KEY=only-to-collect-files DATABASE_URL=postgresql:///none python manage.py collectstatic --no-input --verbosity 0

USER holdfast
EXPOSE 8000
CMD ["gunicorn", "-c", "python:config.gunicorn", "--bind", "0.0.0.0:8000", "--worker-tmp-dir", "/dev/shm", "config.wsgi"]
