# verified: python 3.13
from concurrent.futures import Executor, Future, CancelledError, InvalidStateError, wait, as_completed
