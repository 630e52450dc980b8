# verified: motor 3.7.1
from typing import Any, AsyncIterator, Self
class AsyncIOMotorCursor:
    def sort(self, *args: Any, **kwargs: Any) -> Self: ...
    def skip(self, *args: Any, **kwargs: Any) -> Self: ...
    def limit(self, *args: Any, **kwargs: Any) -> Self: ...
    async def to_list(self, length: int | None = None) -> list[Any]: ...  # returns an awaitable
    def __aiter__(self) -> AsyncIterator[Any]: ...
class AsyncIOMotorCollection:
    def __getattr__(self, name: str) -> AsyncIOMotorCollection: ...
    def __getitem__(self, name: str) -> AsyncIOMotorCollection: ...
    def find(self, *args: Any, **kwargs: Any) -> AsyncIOMotorCursor: ...
    def aggregate(self, *args: Any, **kwargs: Any) -> AsyncIOMotorCursor: ...
    async def find_one(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def insert_one(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def insert_many(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def update_one(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def update_many(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def delete_one(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def delete_many(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def replace_one(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def bulk_write(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def find_one_and_update(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def find_one_and_delete(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def find_one_and_replace(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def distinct(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def count_documents(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def estimated_document_count(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def create_index(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def create_indexes(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def drop_index(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def drop_indexes(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def drop(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def rename(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def index_information(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
class AsyncIOMotorDatabase:
    def __getattr__(self, name: str) -> AsyncIOMotorCollection: ...
    def __getitem__(self, name: str) -> AsyncIOMotorCollection: ...
    def get_collection(self, name: str, **kwargs: Any) -> AsyncIOMotorCollection: ...
    async def command(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def list_collection_names(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def create_collection(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def drop_collection(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
class AsyncIOMotorClient:
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def __getattr__(self, name: str) -> AsyncIOMotorDatabase: ...
    def __getitem__(self, name: str) -> AsyncIOMotorDatabase: ...
    def get_database(self, *args: Any, **kwargs: Any) -> AsyncIOMotorDatabase: ...
    def get_default_database(self, *args: Any, **kwargs: Any) -> AsyncIOMotorDatabase: ...
    def close(self) -> None: ...  # made at run time
    async def server_info(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def list_database_names(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def start_session(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def drop_database(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
