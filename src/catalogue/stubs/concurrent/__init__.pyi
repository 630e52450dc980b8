# verified: python 3.13
from concurrent import futures
