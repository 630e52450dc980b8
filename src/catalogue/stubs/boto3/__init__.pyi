# verified: boto3 1.44.5
from typing import Any
from boto3 import session
from boto3.session import Session
from boto3.resources.base import ServiceResource
from botocore.client import BaseClient
@blocks("file", "low", use="aioboto3.Session.client")
def client(service_name: str, region_name: str | None = None, api_version: str | None = None, use_ssl: bool = True, verify: Any = None, endpoint_url: str | None = None, aws_access_key_id: str | None = None, aws_secret_access_key: str | None = None, aws_session_token: str | None = None, config: Any = None, **kwargs: Any) -> BaseClient: ...
@blocks("file", "low", use="aioboto3.Session.resource")
def resource(service_name: str, region_name: str | None = None, api_version: str | None = None, use_ssl: bool = True, verify: Any = None, endpoint_url: str | None = None, aws_access_key_id: str | None = None, aws_secret_access_key: str | None = None, aws_session_token: str | None = None, config: Any = None, **kwargs: Any) -> ServiceResource: ...
def setup_default_session(**kwargs) -> None: ...
