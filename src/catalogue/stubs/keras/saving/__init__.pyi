# verified statically: keras 3.15.1
from typing import Any
from keras.models import Model
@blocks("file", "high", use="asyncio.to_thread")
def load_model(filepath, custom_objects=None, compile=True, safe_mode=True) -> Model: ...
@blocks("file", "high", use="asyncio.to_thread")
def save_model(model, filepath, **kwargs) -> Any: ...
