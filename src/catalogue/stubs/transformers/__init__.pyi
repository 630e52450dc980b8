# verified statically: transformers 5.24.0
from typing import Any, Self
class PreTrainedModel:
    @classmethod
    @blocks("file", "high", use="asyncio.to_thread")
    def from_pretrained(cls, *args: Any, **kwargs: Any) -> Self: ...
    @blocks("file", "high", use="asyncio.to_thread")
    def save_pretrained(self, *args: Any, **kwargs: Any) -> Any: ...
class GenerationMixin:
    @blocks("cpu", "high", use="asyncio.to_thread")
    def generate(self, *args: Any, **kwargs: Any) -> Any: ...
class _Model(PreTrainedModel, GenerationMixin): ...
class PreTrainedTokenizerBase:
    @classmethod
    @blocks("file", "high", use="asyncio.to_thread")
    def from_pretrained(cls, *args: Any, **kwargs: Any) -> Self: ...
class Pipeline:
    @blocks("cpu", "high", use="asyncio.to_thread")
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
    @blocks("cpu", "high", use="asyncio.to_thread")
    def predict(self, *args: Any, **kwargs: Any) -> Any: ...
@blocks("file", "high", use="asyncio.to_thread")
def pipeline(*args: Any, **kwargs: Any) -> Pipeline: ...
class AutoModel:
    @classmethod
    @blocks("file", "high", use="asyncio.to_thread")
    def from_pretrained(cls, *args: Any, **kwargs: Any) -> _Model: ...
class AutoModelForCausalLM:
    @classmethod
    @blocks("file", "high", use="asyncio.to_thread")
    def from_pretrained(cls, *args: Any, **kwargs: Any) -> _Model: ...
class AutoModelForSeq2SeqLM:
    @classmethod
    @blocks("file", "high", use="asyncio.to_thread")
    def from_pretrained(cls, *args: Any, **kwargs: Any) -> _Model: ...
class AutoModelForSequenceClassification:
    @classmethod
    @blocks("file", "high", use="asyncio.to_thread")
    def from_pretrained(cls, *args: Any, **kwargs: Any) -> _Model: ...
class AutoModelForTokenClassification:
    @classmethod
    @blocks("file", "high", use="asyncio.to_thread")
    def from_pretrained(cls, *args: Any, **kwargs: Any) -> _Model: ...
class AutoModelForQuestionAnswering:
    @classmethod
    @blocks("file", "high", use="asyncio.to_thread")
    def from_pretrained(cls, *args: Any, **kwargs: Any) -> _Model: ...
class AutoModelForMaskedLM:
    @classmethod
    @blocks("file", "high", use="asyncio.to_thread")
    def from_pretrained(cls, *args: Any, **kwargs: Any) -> _Model: ...
class AutoModelForImageTextToText:
    @classmethod
    @blocks("file", "high", use="asyncio.to_thread")
    def from_pretrained(cls, *args: Any, **kwargs: Any) -> _Model: ...
class AutoModelForSpeechSeq2Seq:
    @classmethod
    @blocks("file", "high", use="asyncio.to_thread")
    def from_pretrained(cls, *args: Any, **kwargs: Any) -> _Model: ...
class AutoTokenizer:
    @classmethod
    @blocks("file", "high", use="asyncio.to_thread")
    def from_pretrained(cls, *args: Any, **kwargs: Any) -> PreTrainedTokenizerBase: ...
class AutoProcessor:
    @classmethod
    @blocks("file", "high", use="asyncio.to_thread")
    def from_pretrained(cls, *args: Any, **kwargs: Any) -> Any: ...
