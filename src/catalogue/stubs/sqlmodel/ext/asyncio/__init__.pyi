# verified: sqlmodel 0.0.50 with greenlet@3.5.6
