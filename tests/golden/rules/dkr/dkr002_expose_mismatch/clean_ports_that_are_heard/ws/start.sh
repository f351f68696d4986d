#!/bin/sh
python manage.py migrate
exec "$@" -p "${WS_PORT:-8001}"
