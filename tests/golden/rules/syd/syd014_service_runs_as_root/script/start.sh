#!/bin/bash
cd /srv/shop
exec gunicorn -b 127.0.0.1:8000 shop.wsgi
