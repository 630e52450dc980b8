# verified: twilio 9.13.0
