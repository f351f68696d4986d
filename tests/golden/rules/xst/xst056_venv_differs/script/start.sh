#!/bin/bash
cd /srv/shop
source venv/bin/activate  # expect: XST056
exec gunicorn -b 127.0.0.1:8000 shop.wsgi:application
