# verified: boto3 1.44.5
from typing import Any
from botocore.client import BaseClient
class ResourceMeta:
    client: BaseClient
# Sub-resources are made without a request: the capitalised methods. Everything else asks the service.
class ServiceResource:
    meta: ResourceMeta
    def Bucket(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Object(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def ObjectSummary(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def BucketPolicy(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Table(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Queue(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Message(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Topic(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Subscription(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Instance(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Image(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Volume(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Snapshot(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def SecurityGroup(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Vpc(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Subnet(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Role(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Policy(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def User(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Group(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Stack(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Alarm(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Metric(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def Job(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def LogGroup(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def MultipartUpload(self, *args: Any, **kwargs: Any) -> ServiceResource: ...  # made at run time
    def batch_writer(self, overwrite_by_pkeys: Any = None) -> Any: ...  # made at run time
    @blocks("network", "high", use="aioboto3.Session.resource")
    def __getattr__(self, name: str) -> Any: ...
