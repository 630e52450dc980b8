# verified: python 3.13
from concurrent.futures import ProcessPoolExecutor
