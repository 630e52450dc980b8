# verified: web3 8.0.0
from web3.contract.contract import Contract
