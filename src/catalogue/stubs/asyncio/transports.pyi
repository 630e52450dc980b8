# verified: python 3.13
from asyncio import BaseTransport, ReadTransport, WriteTransport, Transport, DatagramTransport, SubprocessTransport
