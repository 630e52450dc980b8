use super::program::Program;
use super::types::ClassRef;

macro_rules! known {
    ($($field:ident = $module:literal $class:literal,)+) => {
        /// Classes of the stubs that the analyser itself asks for. `None` where a stub does not name one.
        #[derive(Debug, Default)]
        pub(crate) struct Known {
            $(pub(crate) $field: Option<ClassRef>,)+
        }

        impl Known {
            pub(crate) fn find(program: &Program) -> Self {
                Self { $($field: program.library_class($module, $class),)+ }
            }
        }
    };
}

known! {
    list = "builtins" "list",
    set = "builtins" "set",
    dict = "builtins" "dict",
    tuple = "builtins" "tuple",
    str = "builtins" "str",
    object = "builtins" "object",
    super_class = "builtins" "super",
    static_method = "builtins" "staticmethod",
    class_method = "builtins" "classmethod",
    type_variable = "typing" "TypeVar",
    new_type = "typing" "NewType",
    method_caller = "operator" "methodcaller",
    attribute_getter = "operator" "attrgetter",
    base_exception = "builtins" "BaseException",
    base_exception_group = "builtins" "BaseExceptionGroup",
    closing = "contextlib" "closing",
    generator = "collections.abc" "Generator",
    iterable = "collections.abc" "Iterable",
    iterator = "collections.abc" "Iterator",
    context_manager = "contextlib" "AbstractContextManager",
    partial = "functools" "partial",
    partial_method = "functools" "partialmethod",
    type_class = "builtins" "type",
    future = "asyncio" "Future",
    task = "asyncio" "Task",
    stream_reader = "asyncio" "StreamReader",
    task_group = "asyncio" "TaskGroup",
    anyio_task_group = "anyio.abc" "TaskGroup",
    cancel_scope = "anyio" "CancelScope",
    trio_nursery = "trio" "Nursery",
    trio_cancel_scope = "trio" "CancelScope",
    weak_set = "weakref" "WeakSet",
    timeout = "asyncio" "Timeout",
    async_timeout = "async_timeout" "Timeout",
    lock = "asyncio" "Lock",
    semaphore = "asyncio" "Semaphore",
    condition = "asyncio" "Condition",
    anyio_lock = "anyio" "Lock",
    anyio_semaphore = "anyio" "Semaphore",
    anyio_condition = "anyio" "Condition",
    event_loop = "asyncio" "AbstractEventLoop",
    thread = "threading" "Thread",
    thread_lock = "threading" "Lock",
    thread_rlock = "threading" "_RLock",
    thread_condition = "threading" "Condition",
    thread_semaphore = "threading" "Semaphore",
    concurrent_future = "concurrent.futures" "Future",
    cancelled_error = "asyncio" "CancelledError",
    exception = "builtins" "Exception",
    enumeration = "enum" "Enum",
    model = "pydantic" "BaseModel",
    context_decorator = "contextlib" "ContextDecorator",
}

impl Known {
    /// What waits for the tasks that are started in it: of asyncio, anyio and trio.
    pub(crate) fn task_groups(&self) -> [Option<ClassRef>; 3] {
        [self.task_group, self.anyio_task_group, self.trio_nursery]
    }
}
