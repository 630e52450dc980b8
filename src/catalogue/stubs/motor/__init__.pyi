# verified: motor 3.7.1
