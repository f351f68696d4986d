import os
reload = os.environ.get("DEBUG") == "1"
