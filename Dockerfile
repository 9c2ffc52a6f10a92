# The product's image: wheels with checked hashes only, no compiler, no root at run time.
FROM python:3.13-slim-bookworm AS pustaka
COPY requirements.txt /
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes --no-deps -r /requirements.txt

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin slrt \
 && install -d -o slrt -g slrt -m 0700 /data
COPY --from=pustaka /venv /venv
COPY . /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 VAR_DIR=/data STATIC_ROOT=/static
# Static files are part of the image; the values below only let the settings load and are not kept.
RUN DATABASE_URL=postgres://bangun SECRET_KEY=bangun FIELD_KEYS=1:YmFuZ3VuYmFuZ3VuYmFuZ3VuYmFuZ3VuYmFuZ3VuYmE= INDEX_KEY=Y2FyaWNhcmljYXJpY2FyaWNhcmljYXJpY2FyaWNhcmk= \
    python manage.py collectstatic --noinput --verbosity 0 \
 && python -m compileall -q puskesos rujukan slrt
USER slrt
EXPOSE 8000
CMD ["gunicorn", "slrt.wsgi:application", "-c", "deploy/gunicorn.conf.py", "-b", "0.0.0.0:8000"]
