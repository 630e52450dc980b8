# verified: python 3.13
