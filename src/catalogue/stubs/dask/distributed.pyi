# verified: dask 2026.8.0 with distributed@2026.8.0
from distributed import Client, Future
