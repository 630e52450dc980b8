# verified: kubernetes 37.0.1
from kubernetes import client, config, watch
