# verified: homeassistant 2026.11.0
