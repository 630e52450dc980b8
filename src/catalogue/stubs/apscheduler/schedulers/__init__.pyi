# verified: apscheduler 3.11.3
