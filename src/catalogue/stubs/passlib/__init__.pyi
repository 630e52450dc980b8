# verified: passlib 1.7.4
