//! The compact syntax tree. Expressions lie in one arena and refer to each other by index; statements are a tree.

use serde::{Deserialize, Serialize};

use super::operators::{BinaryOperator, CompareOperator, UnaryOperator};
use super::{Name, Names};
use crate::text::Span;

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident;)+) => {
        $($(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u32);)+
    };
}

ids! {
    /// Index into [`Tree::exprs`].
    ExprId;
    /// Index into [`Tree::functions`].
    FunctionId;
    /// Index into [`Tree::classes`].
    ClassId;
}

impl ExprId {
    /// Stands for an expression that is not there: the key of `**mapping`, a missing bound of a slice.
    pub const NONE: Self = Self(u32::MAX);
}

/// A run of expressions in [`Tree::lists`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct List {
    pub(super) start: u32,
    pub(super) len: u32,
}

impl List {
    /// How many expressions it holds.
    pub fn len(self) -> usize {
        self.len as usize
    }

    /// Whether it holds none.
    pub fn is_empty(self) -> bool {
        self.len == 0
    }
}

/// An expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Expr {
    /// A literal whose value plays no part, or what the parser could not make sense of.
    Opaque,
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// An integer that fits 32 bits; also the float `0.0`.
    Int(i32),
    /// A string of at most 200 bytes without interpolation; longer ones are opaque.
    Str(Name),
    /// `...`
    Ellipsis,
    /// A name that is read or bound.
    Name(Name),
    /// `value.name`
    Attribute(ExprId, Name),
    /// A call; index into [`Tree::calls`].
    Call(u32),
    /// `value[index]`
    Subscript(ExprId, ExprId),
    /// `lower:upper:step`, those that are there
    Slice(List),
    /// `await value`
    Await(ExprId),
    /// `yield`, with its value if it has one
    Yield(ExprId),
    /// `yield from value`
    YieldFrom(ExprId),
    /// `*value`
    Starred(ExprId),
    /// `lambda`: a function whose body is one `return`
    Lambda(FunctionId),
    /// `a, b`
    Tuple(List),
    /// `[a, b]`
    List(List),
    /// `{a, b}`
    Set(List),
    /// `{a: b}` as alternating keys and values; the key of `**mapping` is [`ExprId::NONE`]
    Dict(List),
    /// Index into [`Tree::comprehensions`].
    Comprehension(u32),
    /// `a and b`
    And(List),
    /// `a or b`
    Or(List),
    /// `not a`
    Not(ExprId),
    /// `-a`, `+a`, `~a`
    Unary(UnaryOperator, ExprId),
    /// `a + b`
    Binary(BinaryOperator, ExprId, ExprId),
    /// `a < b`
    Compare(CompareOperator, ExprId, ExprId),
    /// `a < b < c`
    CompareChain(List),
    /// `body if test else orelse`, as test, body, orelse
    Conditional(List),
    /// `name := value`
    Named(Name, ExprId),
    /// The interpolated expressions of an f-string or t-string.
    Format(List),
}

/// How an argument is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ArgumentKind {
    /// `value`
    Positional,
    /// `name=value`
    Keyword(Name),
    /// `*value`
    Star,
    /// `**value`
    DoubleStar,
}

/// An argument of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Argument {
    /// How it is passed.
    pub kind: ArgumentKind,
    /// What is passed.
    pub value: ExprId,
}

/// A call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// What is called.
    pub func: ExprId,
    /// Where the opening parenthesis stands.
    pub open: u32,
    pub(super) args_start: u32,
    pub(super) args_len: u32,
}

/// What a comprehension builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as in the language reference")]
pub enum ComprehensionKind {
    List,
    Set,
    Dict,
    Generator,
}

/// `for target in iter if ..` of a comprehension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComprehensionClause {
    /// What is bound.
    pub target: ExprId,
    /// What is iterated.
    pub iter: ExprId,
    /// The conditions.
    pub ifs: List,
    /// `async for`
    pub is_async: bool,
}

/// A comprehension or generator expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comprehension {
    /// What is built.
    pub kind: ComprehensionKind,
    /// Where it stands.
    pub owner: Owner,
    /// The element, or the value of a dict comprehension.
    pub element: ExprId,
    /// The key of a dict comprehension, else [`ExprId::NONE`].
    pub key: ExprId,
    /// The clauses, outermost first.
    pub clauses: Box<[ComprehensionClause]>,
}

/// A sequence of statements.
pub type Block = Box<[Stmt]>;

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stmt {
    /// All of it, blocks included.
    pub span: Span,
    /// What it is.
    pub kind: StmtKind,
}

/// What a statement is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StmtKind {
    /// An expression whose value is dropped.
    Expr(ExprId),
    /// `a = b = value`, as targets and value
    Assign(List, ExprId),
    /// `target: annotation = value`; the value may be [`ExprId::NONE`]
    Annotated(ExprId, ExprId, ExprId),
    /// `target += value`
    Augmented(ExprId, BinaryOperator, ExprId),
    /// `return value`; the value may be [`ExprId::NONE`]
    Return(ExprId),
    /// `raise exception from cause`; both may be [`ExprId::NONE`]
    Raise(ExprId, ExprId),
    /// `del a, b`
    Delete(List),
    /// `assert test, message`
    Assert(List),
    /// `if`; an `elif` is an `if` in the other branch
    If(Box<If>),
    /// `while`
    While(Box<While>),
    /// `for` or `async for`
    For(Box<For>),
    /// `with` or `async with`
    With(Box<With>),
    /// `try`
    Try(Box<Try>),
    /// `match`
    Match(Box<Match>),
    /// `def` or `async def`
    Function(FunctionId),
    /// `class`
    Class(ClassId),
    /// `import` or `from .. import`; index into [`Tree::imports`]
    Import(u32),
    /// `global a, b`
    Global(Box<[Name]>),
    /// `nonlocal a, b`
    Nonlocal(Box<[Name]>),
    /// `type name = value`
    TypeAlias(Name, ExprId),
    /// `pass`
    Pass,
    /// `break`
    Break,
    /// `continue`
    Continue,
}

/// An `if` statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as in the language reference")]
pub struct If {
    pub test: ExprId,
    pub body: Block,
    pub orelse: Block,
}

/// A `while` statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as in the language reference")]
pub struct While {
    pub test: ExprId,
    pub body: Block,
    pub orelse: Block,
}

/// A `for` statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as in the language reference")]
pub struct For {
    pub is_async: bool,
    pub target: ExprId,
    pub iter: ExprId,
    pub body: Block,
    pub orelse: Block,
}

/// One context manager of a `with` statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithItem {
    /// The context manager.
    pub context: ExprId,
    /// What is bound, or [`ExprId::NONE`].
    pub target: ExprId,
}

/// A `with` statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as in the language reference")]
pub struct With {
    pub is_async: bool,
    pub items: Box<[WithItem]>,
    pub body: Block,
}

/// An `except` clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handler {
    /// All of it.
    pub span: Span,
    /// What is caught; [`ExprId::NONE`] for a bare `except`.
    pub exception: ExprId,
    /// The name the exception is bound to.
    pub name: Option<Name>,
    /// What is done.
    pub body: Block,
}

/// A `try` statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as in the language reference")]
pub struct Try {
    pub body: Block,
    pub handlers: Box<[Handler]>,
    pub orelse: Block,
    pub finalbody: Block,
    /// `except*`
    pub is_star: bool,
}

/// A pattern of a `case`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pattern {
    /// `_`, a literal `None`, `True`, `False`
    Constant,
    /// A value that is compared.
    Value(ExprId),
    /// A name that is bound, with the pattern that is matched first.
    Bind(Name, Box<Pattern>),
    /// `Class(a, name=b)`; the first ones have no name.
    Class(ExprId, Box<[(Option<Name>, Pattern)]>),
    /// A sequence or mapping.
    Items(Box<[Pattern]>),
    /// `a | b`
    Or(Box<[Pattern]>),
}

/// A `case` clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as in the language reference")]
pub struct Case {
    pub pattern: Pattern,
    /// [`ExprId::NONE`] without one.
    pub guard: ExprId,
    pub body: Block,
}

/// A `match` statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as in the language reference")]
pub struct Match {
    pub subject: ExprId,
    pub cases: Box<[Case]>,
}

/// How a parameter takes arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParameterKind {
    /// Before `/`.
    PositionalOnly,
    /// By position or by name.
    Normal,
    /// `*args`
    Star,
    /// After `*`.
    KeywordOnly,
    /// `**kwargs`
    DoubleStar,
}

/// A parameter of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// How it takes arguments.
    pub kind: ParameterKind,
    /// [`ExprId::NONE`] without one.
    pub annotation: ExprId,
    /// [`ExprId::NONE`] without one.
    pub default: ExprId,
    /// The parameter with its annotation, without its default.
    pub span: Span,
}

/// A type parameter: of PEP 695, or one that a base `Generic[T]` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeParameter {
    /// Its name.
    pub name: Name,
    /// What it must be, as an annotation; [`ExprId::NONE`] without one.
    pub bound: ExprId,
}

/// A `def`, `async def` or `lambda`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// Its name; `<lambda>` for a lambda.
    pub name: Name,
    /// From the decorators to the end of the body.
    pub span: Span,
    /// The name's own place.
    pub name_span: Span,
    /// `async def`
    pub is_async: bool,
    /// `lambda`
    pub is_lambda: bool,
    /// Holds a `yield` of its own, or is nothing but a generator expression that it returns.
    pub is_generator: bool,
    /// In source order.
    pub decorators: List,
    /// Its type parameters.
    pub type_params: Box<[TypeParameter]>,
    /// In source order.
    pub parameters: Box<[Parameter]>,
    /// [`ExprId::NONE`] without one.
    pub returns: ExprId,
    /// What it is defined in.
    pub owner: Owner,
    /// First and one-past-last expression of decorators, parameters and body, nested functions included.
    pub exprs: (ExprId, ExprId),
    /// The body.
    pub body: Block,
}

/// What a function, class or comprehension is directly defined in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Owner {
    /// The module's top level.
    #[default]
    Module,
    /// A class body.
    Class(ClassId),
    /// A function or lambda.
    Function(FunctionId),
}

/// A `class`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// Its name.
    pub name: Name,
    /// From the decorators to the end of the body.
    pub span: Span,
    /// In source order.
    pub decorators: List,
    /// Its type parameters.
    pub type_params: Box<[TypeParameter]>,
    /// The bases, in order.
    pub bases: List,
    /// What it is defined in.
    pub owner: Owner,
    /// `metaclass=..` and other keywords.
    pub keywords: Box<[(Name, ExprId)]>,
    /// The `__init__` of a data class, which is made of its fields and stands nowhere.
    pub constructor: Option<FunctionId>,
    /// The body.
    pub body: Block,
}

/// One name of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedName {
    /// `a.b` of `import a.b`, `x` of `from m import x`, `*`.
    pub name: Name,
    /// The name given with `as`.
    pub alias: Option<Name>,
    /// Its place.
    pub span: Span,
}

/// An import statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// `None` for `import a`; for `from m import a` the module, empty in `from . import a`.
    pub module: Option<Name>,
    /// Leading dots.
    pub level: u32,
    /// What is imported.
    pub names: Box<[ImportedName]>,
}

/// A place that could not be parsed; the rest of the file is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyntaxError {
    /// Where.
    pub span: Span,
    /// The parser's words, lower case at the start.
    pub message: String,
}

/// One parsed module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tree {
    /// The identifiers and short strings.
    pub names: Names,
    pub(super) exprs: Vec<Expr>,
    pub(super) spans: Vec<Span>,
    pub(super) lists: Vec<ExprId>,
    pub(super) calls: Vec<Call>,
    pub(super) arguments: Vec<Argument>,
    /// All comprehensions.
    pub comprehensions: Vec<Comprehension>,
    /// All functions and lambdas, outer before inner.
    pub functions: Vec<Function>,
    /// All classes, outer before inner.
    pub classes: Vec<Class>,
    /// Every `name := value`: where it stands, the name, the value.
    pub named: Vec<(Owner, Name, ExprId)>,
    /// All import statements.
    pub imports: Vec<Import>,
    /// The module's own statements.
    pub body: Block,
    /// What could not be parsed.
    pub errors: Vec<SyntaxError>,
    /// Comments that may silence findings, in order.
    pub directives: Vec<Span>,
}

impl Tree {
    /// The expression `id`; opaque for [`ExprId::NONE`].
    pub fn expr(&self, id: ExprId) -> Expr {
        self.exprs.get(id.0 as usize).copied().unwrap_or(Expr::Opaque)
    }

    /// The function in whose body the expression stands, or the module.
    pub fn owner_of(&self, id: ExprId) -> Owner {
        let holds = |function: &Function| {
            let body = function.body.first().map_or(0, |stmt| stmt.span.start);
            function.exprs.0 <= id && id < function.exprs.1 && self.span(id).start >= body
        };
        let innermost = self.functions.iter().rposition(holds);
        innermost.map_or(Owner::Module, |function| Owner::Function(FunctionId(function as u32)))
    }

    /// Where the expression stands.
    pub fn span(&self, id: ExprId) -> Span {
        self.spans.get(id.0 as usize).copied().unwrap_or_default()
    }

    /// The expressions of `list`.
    pub fn list(&self, list: List) -> &[ExprId] {
        let start = list.start as usize;
        self.lists.get(start..start + list.len as usize).unwrap_or_default()
    }

    /// The call behind [`Expr::Call`].
    pub fn call(&self, index: u32) -> Call {
        self.calls.get(index as usize).copied().unwrap_or(Call {
            func: ExprId::NONE,
            open: 0,
            args_start: 0,
            args_len: 0,
        })
    }

    /// The arguments of `call`, in source order.
    pub fn arguments(&self, call: Call) -> &[Argument] {
        let start = call.args_start as usize;
        self.arguments.get(start..start + call.args_len as usize).unwrap_or_default()
    }

    /// How many expressions there are.
    pub fn len(&self) -> usize {
        self.exprs.len()
    }

    /// Whether there is no expression at all.
    pub fn is_empty(&self) -> bool {
        self.exprs.is_empty()
    }

    /// The function `id`.
    pub fn function(&self, id: FunctionId) -> &Function {
        &self.functions[id.0 as usize]
    }

    /// The class `id`.
    pub fn class(&self, id: ClassId) -> &Class {
        &self.classes[id.0 as usize]
    }
}
