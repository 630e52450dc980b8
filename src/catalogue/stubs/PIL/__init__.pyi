# verified: pillow 13.0.0
