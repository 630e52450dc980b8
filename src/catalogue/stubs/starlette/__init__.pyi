# verified: starlette 1.10.0
