ROOT_URLCONF = "shop.urls"
SECRET_KEY = 'django-insecure-6y^k2#8z!e0w' # expect: DJG007
