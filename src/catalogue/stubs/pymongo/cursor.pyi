# verified: pymongo 4.20.0
from pymongo.synchronous.cursor import Cursor
