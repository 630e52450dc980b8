//! What is known of a value.

use std::sync::Arc;

use super::contents::Contents;
use super::derived::Derived;
use crate::python::{ClassId, FunctionId, NameHash};

/// A function of a module of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FuncRef {
    /// Index into the program's modules.
    pub module: u32,
    /// The function in that module.
    pub function: FunctionId,
    /// A method as it runs for an instance of this class, which has other answers to what the method asks of `self` than
    /// the class that defines the method.
    pub seen: Option<ClassRef>,
}

impl FuncRef {
    /// A function as its definition has it.
    pub const fn new(module: u32, function: FunctionId) -> Self {
        Self { module, function, seen: None }
    }

    /// The function as its definition has it.
    #[must_use]
    pub const fn general(self) -> Self {
        Self { seen: None, ..self }
    }

    /// The module whose answers the body's answers depend on: that of the class it is seen from.
    pub(crate) fn home(self) -> u32 {
        self.seen.map_or(self.module, |class| class.module)
    }
}

/// A class of a module of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassRef {
    /// Index into the program's modules.
    pub module: u32,
    /// The class in that module.
    pub class: ClassId,
}

/// A module or package, by its place in the folder tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathId(pub u32);

/// What is known of a value. Unions are flat, sorted by discovery and small.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// Nothing is known: every question about it stays silent.
    Unknown,
    /// `None`
    None,
    /// A literal `True` or `False`.
    Bool(bool),
    /// A literal integer.
    Int(i32),
    /// A literal string.
    Str(NameHash),
    /// A module or package.
    Module(PathId),
    /// Something of a library without stubs, by its qualified name; only when the configuration speaks of that library.
    External(Arc<str>),
    /// A class itself.
    Class(ClassRef),
    /// An instance, with the arguments of a generic class; of another class of the project, with what it carries of the arguments
    /// of its constructor, by the number of the parameter.
    Instance(ClassRef, Arguments),
    /// A function, with what its enclosing call knew of the enclosing function's parameters.
    Function(FuncRef, Option<Arc<Captured>>),
    /// A function bound to a receiver.
    Method(FuncRef, Arc<Type>),
    /// Any callable whose identity is unknown, by what it returns.
    Callable(Arc<Type>),
    /// What calling an `async def` gives, with the result of awaiting it.
    Coroutine(FuncRef, Arc<Type>),
    /// Any other awaitable, with the result of awaiting it; `true` where it is declared as a coroutine.
    Awaitable(Arc<Type>, bool),
    /// What calling a generator function gives; its elements.
    Generator(FuncRef, Arc<Suspended>),
    /// What calling an asynchronous generator function gives, with its elements.
    AsyncGenerator(FuncRef, Arc<Type>),
    /// What calling a function decorated with `contextmanager` gives; what entering it gives; `true` for the async kind.
    Context(FuncRef, Arc<Suspended>, bool),
    /// A tuple of known length.
    Tuple(Arc<[Type]>),
    /// `functools.partial` of something.
    Partial(Arc<Type>),
    /// The awaitable twin of a function that runs it in a thread.
    Offloaded(Arc<Type>),
    /// `super()` in a method of the class, with the receiver.
    Super(ClassRef, Arc<Type>),
    /// A parameter without annotation or default: whatever the caller passes.
    Parameter(FuncRef, u16),
    /// Something made of such a parameter.
    Derived(Arc<Derived>),
    /// What a container of the program holds: asked when it is taken out.
    Contents(Contents),
    /// A type variable.
    Var(NameHash),
    /// One of several.
    Union(Arc<[Type]>),
}

/// The arguments of a generic class. Most instances have none: those cost no memory, and no counting of references.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Arguments(Option<Arc<[Type]>>);

impl std::ops::Deref for Arguments {
    type Target = [Type];

    fn deref(&self) -> &[Type] {
        self.0.as_deref().unwrap_or_default()
    }
}

impl<T: Into<Arc<[Type]>> + AsRef<[Type]>> From<T> for Arguments {
    fn from(types: T) -> Self {
        Self((!types.as_ref().is_empty()).then(|| types.into()))
    }
}

impl FromIterator<Type> for Arguments {
    fn from_iter<I: IntoIterator<Item = Type>>(types: I) -> Self {
        Self::from(types.into_iter().collect::<Vec<Type>>())
    }
}

/// A body that was called and has not run yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Suspended {
    /// What it gives when it runs.
    pub gives: Type,
    /// What its call brought that can run something; nothing where it brought none.
    pub brought: Option<Arc<Captured>>,
    /// How many bodies wait for each other in what it was brought.
    pub depth: u8,
}

/// What a closure knows of the parameters of the function it was made in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Captured {
    /// The enclosing function.
    pub owner: FuncRef,
    /// Its parameters by number, those that can run something.
    pub arguments: Vec<(u16, Type)>,
    /// What that function itself had captured.
    pub outer: Option<Arc<Captured>>,
}

/// Larger unions say nothing.
const LARGEST_UNION: usize = 12;

impl Type {
    /// An instance of a class without arguments.
    pub fn instance(class: ClassRef) -> Self {
        Self::Instance(class, Arguments::default())
    }

    /// Whether nothing is known.
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// The alternatives of a union, or the type itself.
    pub fn members(&self) -> &[Type] {
        match self {
            Self::Union(members) => members,
            other => std::slice::from_ref(other),
        }
    }

    /// One or the other. The unknown adds nothing: what is known of the other still holds on some path.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self == other || other.is_unknown() {
            return self;
        }
        if self.is_unknown() {
            return other;
        }
        let mut members = self.members().to_vec();
        for member in other.members() {
            if !members.contains(member) {
                members.push(member.clone());
            }
        }
        match members.len() {
            1 => members.remove(0),
            n if n > LARGEST_UNION => Self::bare(members),
            _ => Self::Union(members.into()),
        }
    }

    /// The members without the arguments of instances, if they are few enough then.
    fn bare(members: Vec<Self>) -> Self {
        let mut bare: Vec<Self> = Vec::new();
        for member in members {
            let member = match member {
                Self::Instance(class, _) => Self::instance(class),
                other => other,
            };
            if !bare.contains(&member) {
                bare.push(member);
            }
        }
        match bare.len() {
            1 => bare.remove(0),
            n if n > LARGEST_UNION => Self::Unknown,
            _ => Self::Union(bare.into()),
        }
    }

    /// One of many.
    pub fn any(types: impl IntoIterator<Item = Self>) -> Self {
        types.into_iter().fold(Self::Unknown, Self::or)
    }

    /// The alternatives that satisfy `keep`.
    #[must_use]
    pub fn filter(&self, keep: impl Fn(&Self) -> bool) -> Self {
        Self::any(self.members().iter().filter(|member| keep(member)).cloned())
    }

    /// Each alternative mapped.
    #[must_use]
    pub fn map(&self, mut f: impl FnMut(&Self) -> Self) -> Self {
        match self {
            Self::Union(members) => Self::any(members.iter().map(f)),
            other => f(other),
        }
    }

    /// Whether some alternative satisfies `test`.
    pub fn some(&self, test: impl Fn(&Self) -> bool) -> bool {
        self.members().iter().any(test)
    }

    /// Whether it is known, and every alternative but `None` satisfies `test`.
    pub fn every(&self, test: impl Fn(&Self) -> bool) -> bool {
        let is_known = |member: &&Self| !matches!(member, Self::None) && !member.is_vague();
        let mut known = self.members().iter().filter(is_known).peekable();
        known.peek().is_some() && known.all(test)
    }
}
