# verified: trino 0.340.0
from trino import dbapi
