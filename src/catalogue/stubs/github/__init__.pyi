# verified: PyGithub 2.10.0
from typing import Any
from github.MainClass import Github
class GithubException(Exception): ...
