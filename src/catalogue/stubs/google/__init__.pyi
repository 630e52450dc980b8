# verified: google-cloud-storage 3.17.1
