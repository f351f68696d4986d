#!/bin/sh
python manage.py migrate
# expect: XST121
gunicorn --bind 0.0.0.0:8000 shop.wsgi:application
