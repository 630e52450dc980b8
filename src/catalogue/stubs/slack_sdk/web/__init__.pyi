# verified: slack_sdk 3.47.0 with aiohttp@3.14.5
from slack_sdk.web.client import WebClient
