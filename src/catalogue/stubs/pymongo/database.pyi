# verified: pymongo 4.20.0
from pymongo.synchronous.database import Database
