# verified: python 3.13
from asyncio import BaseProtocol, Protocol, BufferedProtocol, DatagramProtocol, SubprocessProtocol
