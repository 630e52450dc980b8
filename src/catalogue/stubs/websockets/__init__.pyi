# verified: websockets 15.0.1
