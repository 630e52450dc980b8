# verified: homeassistant 2026.11.0; python 3.14
