#!/bin/bash
cd /srv/shop
gunicorn --bind unix:/run/shop/web.sock shop.wsgi:application
