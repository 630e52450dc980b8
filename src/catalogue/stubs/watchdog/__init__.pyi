# verified: watchdog 7.1.0
