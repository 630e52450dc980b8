# verified: asgiref 3.13.0
