# verified: jira 3.10.5
from typing import Any
from jira.client import JIRA
