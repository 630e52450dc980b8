# verified: mysql-connector-python 26.10.0
from typing import Any
from mysql.connector import aio, connection, cursor, errors, pooling
from mysql.connector.connection import MySQLConnection
@blocks("database", "high", use="mysql.connector.aio.connect")
def connect(*args, **kwargs) -> MySQLConnection: ...
