# verified: docker 7.2.0
from docker.models import containers, images, networks, volumes
