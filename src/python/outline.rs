//! Whether two trees differ in nothing but the bodies of functions: what a module offers to others, but for what its functions do.

use super::names::Name;
use super::syntax::{
    Argument, ArgumentKind, Block, Class, Expr, ExprId, Function, Import, List, Pattern, Stmt, StmtKind, Tree,
};

/// Two trees, whose parts are compared by what they say: their numbers differ.
#[derive(Clone, Copy)]
pub struct Pair<'t> {
    a: &'t Tree,
    b: &'t Tree,
}

impl<'t> Pair<'t> {
    /// An older and a newer tree of one module.
    pub fn new(a: &'t Tree, b: &'t Tree) -> Self {
        Self { a, b }
    }

    /// Whether both have the same functions and classes, by their numbers, and the same statements outside of functions, but for plain
    /// functions that are new and stand behind everything else at the top level.
    pub fn keeps_outline(self) -> bool {
        let functions = self.b.functions.get(..self.a.functions.len());
        let statements = self.b.body.split_at_checked(self.a.body.len());
        let is_plain = |stmt: &Stmt| match stmt.kind {
            StmtKind::Function(id) => self.b.function(id).decorators.is_empty(),
            _ => false,
        };
        self.a.errors.is_empty()
            && self.b.errors.is_empty()
            && functions.is_some_and(|functions| self.each(&self.a.functions, functions, Self::function))
            && self.each(&self.a.classes, &self.b.classes, Self::class)
            && statements.is_some_and(|(old, new)| {
                self.each(&self.a.body, old, Self::statement) && new.iter().all(is_plain)
            })
    }

    /// Whether the two blocks say the same.
    pub fn same_block(self, a: &Block, b: &Block) -> bool {
        self.block(a, b)
    }

    /// Whether the two expressions say the same.
    pub fn same_expr(self, a: ExprId, b: ExprId) -> bool {
        self.expr(a, b)
    }
}

impl Pair<'_> {
    fn each<T>(self, a: &[T], b: &[T], same: impl Fn(Self, &T, &T) -> bool) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(self, a, b))
    }

    fn name(self, a: Name, b: Name) -> bool {
        self.a.names.hash(a) == self.b.names.hash(b)
    }

    fn maybe_name(self, a: Option<Name>, b: Option<Name>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => self.name(a, b),
            (None, None) => true,
            _ => false,
        }
    }

    fn list(self, a: List, b: List) -> bool {
        self.each(self.a.list(a), self.b.list(b), |this, a, b| this.expr(*a, *b))
    }

    fn function(self, a: &Function, b: &Function) -> bool {
        let flags = |function: &Function| {
            (function.is_async, function.is_lambda, function.is_generator, function.owner)
        };
        self.name(a.name, b.name)
            && flags(a) == flags(b)
            && self.list(a.decorators, b.decorators)
            && self.expr(a.returns, b.returns)
            && self.each(&a.type_params, &b.type_params, |this, a, b| {
                this.name(a.name, b.name) && this.expr(a.bound, b.bound)
            })
            && self.each(&a.parameters, &b.parameters, |this, a, b| {
                a.kind == b.kind
                    && this.name(a.name, b.name)
                    && this.expr(a.annotation, b.annotation)
                    && this.expr(a.default, b.default)
            })
    }

    fn class(self, a: &Class, b: &Class) -> bool {
        a.owner == b.owner
            && self.name(a.name, b.name)
            && self.list(a.decorators, b.decorators)
            && self.list(a.bases, b.bases)
            && self.each(&a.type_params, &b.type_params, |this, a, b| {
                this.name(a.name, b.name) && this.expr(a.bound, b.bound)
            })
            && self.each(&a.keywords, &b.keywords, |this, a, b| this.name(a.0, b.0) && this.expr(a.1, b.1))
            && self.block(&a.body, &b.body)
    }

    fn block(self, a: &Block, b: &Block) -> bool {
        self.each(a, b, Self::statement)
    }

    fn statement(self, a: &Stmt, b: &Stmt) -> bool {
        match (&a.kind, &b.kind) {
            (StmtKind::Expr(a), StmtKind::Expr(b)) | (StmtKind::Return(a), StmtKind::Return(b)) => {
                self.expr(*a, *b)
            }
            (StmtKind::Assign(a, value), StmtKind::Assign(b, other)) => {
                self.list(*a, *b) && self.expr(*value, *other)
            }
            (StmtKind::Annotated(a, hint, value), StmtKind::Annotated(b, other_hint, other)) => {
                self.expr(*a, *b) && self.expr(*hint, *other_hint) && self.expr(*value, *other)
            }
            (StmtKind::Augmented(a, operator, value), StmtKind::Augmented(b, other_operator, other)) => {
                operator == other_operator && self.expr(*a, *b) && self.expr(*value, *other)
            }
            (StmtKind::Raise(a, cause), StmtKind::Raise(b, other)) => {
                self.expr(*a, *b) && self.expr(*cause, *other)
            }
            (StmtKind::Delete(a), StmtKind::Delete(b)) | (StmtKind::Assert(a), StmtKind::Assert(b)) => {
                self.list(*a, *b)
            }
            (StmtKind::If(a), StmtKind::If(b)) => {
                self.expr(a.test, b.test) && self.block(&a.body, &b.body) && self.block(&a.orelse, &b.orelse)
            }
            (StmtKind::While(a), StmtKind::While(b)) => {
                self.expr(a.test, b.test) && self.block(&a.body, &b.body) && self.block(&a.orelse, &b.orelse)
            }
            (StmtKind::For(a), StmtKind::For(b)) => {
                a.is_async == b.is_async
                    && self.expr(a.target, b.target)
                    && self.expr(a.iter, b.iter)
                    && self.block(&a.body, &b.body)
                    && self.block(&a.orelse, &b.orelse)
            }
            (StmtKind::With(a), StmtKind::With(b)) => {
                a.is_async == b.is_async
                    && self.each(&a.items, &b.items, |this, a, b| {
                        this.expr(a.context, b.context) && this.expr(a.target, b.target)
                    })
                    && self.block(&a.body, &b.body)
            }
            (StmtKind::Try(a), StmtKind::Try(b)) => {
                a.is_star == b.is_star
                    && self.block(&a.body, &b.body)
                    && self.each(&a.handlers, &b.handlers, |this, a, b| {
                        this.expr(a.exception, b.exception)
                            && this.maybe_name(a.name, b.name)
                            && this.block(&a.body, &b.body)
                    })
                    && self.block(&a.orelse, &b.orelse)
                    && self.block(&a.finalbody, &b.finalbody)
            }
            (StmtKind::Match(a), StmtKind::Match(b)) => {
                self.expr(a.subject, b.subject)
                    && self.each(&a.cases, &b.cases, |this, a, b| {
                        this.pattern(&a.pattern, &b.pattern)
                            && this.expr(a.guard, b.guard)
                            && this.block(&a.body, &b.body)
                    })
            }
            (StmtKind::Function(a), StmtKind::Function(b)) => a == b,
            (StmtKind::Class(a), StmtKind::Class(b)) => a == b,
            (StmtKind::Import(a), StmtKind::Import(b)) => {
                match (self.a.imports.get(*a as usize), self.b.imports.get(*b as usize)) {
                    (Some(a), Some(b)) => self.import(a, b),
                    _ => false,
                }
            }
            (StmtKind::Global(a), StmtKind::Global(b)) | (StmtKind::Nonlocal(a), StmtKind::Nonlocal(b)) => {
                self.each(a, b, |this, a, b| this.name(*a, *b))
            }
            (StmtKind::TypeAlias(a, value), StmtKind::TypeAlias(b, other)) => {
                self.name(*a, *b) && self.expr(*value, *other)
            }
            (StmtKind::Pass, StmtKind::Pass)
            | (StmtKind::Break, StmtKind::Break)
            | (StmtKind::Continue, StmtKind::Continue) => true,
            _ => false,
        }
    }

    fn import(self, a: &Import, b: &Import) -> bool {
        a.level == b.level
            && self.maybe_name(a.module, b.module)
            && self.each(&a.names, &b.names, |this, a, b| {
                this.name(a.name, b.name) && this.maybe_name(a.alias, b.alias)
            })
    }

    fn pattern(self, a: &Pattern, b: &Pattern) -> bool {
        match (a, b) {
            (Pattern::Constant, Pattern::Constant) => true,
            (Pattern::Value(a), Pattern::Value(b)) => self.expr(*a, *b),
            (Pattern::Bind(a, inner), Pattern::Bind(b, other)) => {
                self.name(*a, *b) && self.pattern(inner, other)
            }
            (Pattern::Class(a, items), Pattern::Class(b, others)) => {
                self.expr(*a, *b)
                    && self.each(items, others, |this, a, b| {
                        this.maybe_name(a.0, b.0) && this.pattern(&a.1, &b.1)
                    })
            }
            (Pattern::Items(a), Pattern::Items(b)) | (Pattern::Or(a), Pattern::Or(b)) => {
                self.each(a, b, Self::pattern)
            }
            _ => false,
        }
    }

    fn expr(self, a: ExprId, b: ExprId) -> bool {
        if a == ExprId::NONE || b == ExprId::NONE {
            return a == b;
        }
        match (self.a.expr(a), self.b.expr(b)) {
            (Expr::Str(a), Expr::Str(b)) | (Expr::Name(a), Expr::Name(b)) => self.name(a, b),
            (Expr::Attribute(a, name), Expr::Attribute(b, other)) => {
                self.name(name, other) && self.expr(a, b)
            }
            (Expr::Call(a), Expr::Call(b)) => {
                let (a, b) = (self.a.call(a), self.b.call(b));
                self.expr(a.func, b.func)
                    && self.each(self.a.arguments(a), self.b.arguments(b), Self::argument)
            }
            (Expr::Subscript(a, index), Expr::Subscript(b, other)) => {
                self.expr(a, b) && self.expr(index, other)
            }
            (Expr::Await(a), Expr::Await(b))
            | (Expr::Yield(a), Expr::Yield(b))
            | (Expr::YieldFrom(a), Expr::YieldFrom(b))
            | (Expr::Starred(a), Expr::Starred(b))
            | (Expr::Not(a), Expr::Not(b)) => self.expr(a, b),
            (Expr::Unary(operator, a), Expr::Unary(other, b)) => operator == other && self.expr(a, b),
            (Expr::Slice(a), Expr::Slice(b))
            | (Expr::Tuple(a), Expr::Tuple(b))
            | (Expr::List(a), Expr::List(b))
            | (Expr::Set(a), Expr::Set(b))
            | (Expr::Dict(a), Expr::Dict(b))
            | (Expr::And(a), Expr::And(b))
            | (Expr::Or(a), Expr::Or(b))
            | (Expr::CompareChain(a), Expr::CompareChain(b))
            | (Expr::Conditional(a), Expr::Conditional(b))
            | (Expr::Format(a), Expr::Format(b)) => self.list(a, b),
            (Expr::Comprehension(a), Expr::Comprehension(b)) => self.comprehension(a, b),
            (Expr::Binary(operator, a, right), Expr::Binary(other, b, other_right)) => {
                operator == other && self.expr(a, b) && self.expr(right, other_right)
            }
            (Expr::Compare(operator, a, right), Expr::Compare(other, b, other_right)) => {
                operator == other && self.expr(a, b) && self.expr(right, other_right)
            }
            (Expr::Named(a, value), Expr::Named(b, other)) => self.name(a, b) && self.expr(value, other),
            // Literals, and lambdas by their numbers.
            (a, b) => a == b,
        }
    }

    fn comprehension(self, a: u32, b: u32) -> bool {
        let found = (self.a.comprehensions.get(a as usize), self.b.comprehensions.get(b as usize));
        let (Some(a), Some(b)) = found else { return false };
        a.kind == b.kind
            && a.owner == b.owner
            && self.expr(a.element, b.element)
            && self.expr(a.key, b.key)
            && self.each(&a.clauses, &b.clauses, |this, a, b| {
                a.is_async == b.is_async
                    && this.expr(a.target, b.target)
                    && this.expr(a.iter, b.iter)
                    && this.list(a.ifs, b.ifs)
            })
    }

    fn argument(self, a: &Argument, b: &Argument) -> bool {
        let kinds = match (a.kind, b.kind) {
            (ArgumentKind::Keyword(a), ArgumentKind::Keyword(b)) => self.name(a, b),
            (a, b) => a == b,
        };
        kinds && self.expr(a.value, b.value)
    }
}
