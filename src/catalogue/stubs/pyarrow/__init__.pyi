# verified: pyarrow 26.0.1
