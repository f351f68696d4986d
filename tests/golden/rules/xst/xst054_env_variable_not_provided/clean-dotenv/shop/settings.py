import os
from dotenv import load_dotenv
load_dotenv()
ROOT_URLCONF = "shop.urls"
SECRET_KEY = os.environ["SECRET_KEY"]
