#!/bin/bash
source /etc/shop/variables
exec gunicorn -b 127.0.0.1:8000 shop.wsgi:application
