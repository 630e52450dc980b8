# verified: sqlalchemy 2.1.9 with greenlet@3.5.6
