certbot --nginx -d shop.example.com
