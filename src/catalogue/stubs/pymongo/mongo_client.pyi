# verified: pymongo 4.20.0
from pymongo.synchronous.mongo_client import MongoClient
