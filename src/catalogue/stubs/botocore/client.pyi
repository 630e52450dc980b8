# verified: botocore 1.44.5
from typing import Any
from botocore.paginate import Paginator
from botocore.waiter import Waiter
# The operations of a service are made at run time from its model.
class BaseClient:
    meta: Any
    exceptions: Any
    def get_paginator(self, operation_name) -> Paginator: ...
    def get_waiter(self, waiter_name) -> Waiter: ...
    def can_paginate(self, operation_name) -> bool: ...
    def close(self) -> None: ...
    def generate_presigned_url(self, *args: Any, **kwargs: Any) -> Any: ...  # made at run time
    def generate_presigned_post(self, *args: Any, **kwargs: Any) -> Any: ...  # made at run time
    def generate_db_auth_token(self, *args: Any, **kwargs: Any) -> Any: ...  # made at run time
    @blocks("network", "high", use="aiobotocore")
    def __getattr__(self, item) -> Any: ...
