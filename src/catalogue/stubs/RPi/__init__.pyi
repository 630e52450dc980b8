# verified statically: RPi.GPIO 0.7.1
