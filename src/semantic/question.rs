//! What can be asked of a program.

use super::contents::Contents;
use super::types::{ClassRef, FuncRef};
use crate::python::{ExprId, NameHash};

/// Something that is asked of a program more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Question {
    Binding(u32, u32),
    /// A binding in a method that is seen from the class.
    Seen(ClassRef, u32, u32),
    /// What methods of the second class assign to an attribute of instances of the first.
    SeenAttribute(ClassRef, ClassRef, NameHash),
    /// What the clause of a comprehension goes through: the module, the comprehension, the number of the clause.
    Clause(u32, u32, u32),
    Returns(FuncRef),
    /// What the body of a function returns whose declaration leaves it open.
    Inferred(FuncRef),
    Attribute(u32, u32),
    Mro(ClassRef),
    /// Whether the class leaves something to other classes.
    LeavesOpen(ClassRef),
    Star(u32, NameHash),
    /// What one `return` statement of the function gives.
    Returned(FuncRef, ExprId),
    /// What a `__getattr__` gives that hands names on.
    HandedOn(FuncRef),
    /// What is in a container, under this key or any.
    Contents(Contents, Option<NameHash>),
    /// What is passed for the parameter of a function that keeps it.
    Registered(FuncRef, u16),
}

impl Question {
    /// The module that the question is about.
    pub(super) fn module(&self) -> u32 {
        match self {
            Self::Binding(module, _)
            | Self::Attribute(module, _)
            | Self::Star(module, _)
            | Self::Clause(module, ..) => *module,
            Self::Returns(func)
            | Self::Inferred(func)
            | Self::Registered(func, _)
            | Self::HandedOn(func)
            | Self::Returned(func, _) => func.home(),
            Self::Contents(contents, _) => contents.module,
            Self::Mro(class)
            | Self::LeavesOpen(class)
            | Self::Seen(class, ..)
            | Self::SeenAttribute(class, ..) => class.module,
        }
    }
}
