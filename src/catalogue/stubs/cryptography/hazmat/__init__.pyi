# verified: cryptography 50.0.2
