//! Bytes to syntax trees; the only module that names the parser crates.
//!
//! [`parse`] gives a [`Tree`]: a compact form of the syntax that keeps what judgements need (names, calls, control flow,
//! spans) and drops the rest (the contents of literals, formatting). It never fails: what cannot be parsed is listed in
//! [`Tree::errors`], the rest of the file is there.

pub mod decode;
mod definitions;
mod fields;
mod lower;
mod names;
mod nesting;
pub mod notebook;
mod operators;
mod outline;
mod parse;
mod patterns;
mod shape;
mod syntax;

pub use fields::Field;
pub use names::{Name, NameHash, Names, hash_name};
pub use operators::{BinaryOperator, CompareOperator, UnaryOperator};
pub use outline::Pair;
pub use parse::parse;
pub use shape::same_shape;
pub use syntax::{
    Argument, ArgumentKind, Block, Call, Case, Class, ClassId, Comprehension, ComprehensionClause,
    ComprehensionKind, Expr, ExprId, For, Function, FunctionId, Handler, If, Import, ImportedName, List,
    Match, Owner, Parameter, ParameterKind, Pattern, Stmt, StmtKind, SyntaxError, Tree, Try, TypeParameter,
    While, With, WithItem,
};
