# verified: google-auth 2.62.2 with requests@2.34.2
