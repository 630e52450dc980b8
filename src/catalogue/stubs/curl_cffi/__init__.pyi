# verified: curl_cffi 0.16.3
