import os
import sys
from whitenoise import WhiteNoise
application = WhiteNoise(None)
