# verified: zeep 4.3.3
from zeep.client import AsyncClient, Client
