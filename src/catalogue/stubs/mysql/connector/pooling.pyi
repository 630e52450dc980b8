# verified: mysql-connector-python 26.10.0
from typing import Any
from mysql.connector.connection import MySQLConnection
class MySQLConnectionPool:
    @blocks("database", "high", use="mysql.connector.aio")
    def __init__(self, pool_size=5, pool_name=None, pool_reset_session=True, **kwargs) -> None: ...
    @blocks("database", "high", use="mysql.connector.aio")
    def get_connection(self) -> MySQLConnection: ...
