# verified: django 6.1.3
