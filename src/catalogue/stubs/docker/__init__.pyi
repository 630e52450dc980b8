# verified: docker 7.2.0
from typing import Any
from docker import client, errors, models
from docker.client import DockerClient, from_env
