//! What becomes of the value of each expression in a body.

use super::Context;
use super::syntax::blocks;
use crate::python::{
    ArgumentKind, Block, CompareOperator, ComprehensionKind, Expr, ExprId, Name, Pattern, Stmt, StmtKind,
    Tree,
};
use crate::semantic::FuncRef;

/// What the code around an expression does with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Nothing.
    Dropped,
    /// `await value`
    Awaited,
    /// Asked whether it is true.
    Condition,
    /// Compared by value.
    Compared,
    /// The subject of a `match`.
    Matched,
    /// `value(..)`
    Called,
    /// `value.name`
    Attribute(Name),
    /// `value[..]`
    Item,
    /// Part of an f-string.
    Text,
    /// Gone through by a loop or unpacked; `true` for `async for`.
    Iterated(bool),
    /// An argument of this call.
    Passed(ExprId),
    /// Part of an arithmetic expression.
    Operand,
    /// Bound to this name, and to nothing else.
    Bound(ExprId),
    /// Bound, deleted: no value is read.
    Target,
    /// `return value`
    Returned,
    /// Stored, yielded, entered: somebody has it.
    Kept,
}

/// Every expression of the statements, with its use: not those of nested functions, but those of nested classes.
pub(super) fn of_block(tree: &Tree, block: &Block, uses: &mut Vec<(ExprId, Use)>) {
    for stmt in block {
        of_statement(tree, stmt, uses);
        blocks(tree, stmt).into_iter().for_each(|block| of_block(tree, block, uses));
    }
}

/// The expressions of the statement itself, without those of its blocks.
pub(super) fn of_statement(tree: &Tree, stmt: &Stmt, uses: &mut Vec<(ExprId, Use)>) {
    let mut uses = Uses { tree, uses };
    match &stmt.kind {
        StmtKind::Expr(value) => uses.expr(*value, Use::Dropped),
        StmtKind::Assign(targets, value) => uses.assign(tree.list(*targets), *value),
        StmtKind::Annotated(target, _, value) => uses.assign(&[*target], *value),
        StmtKind::Augmented(target, _, value) => {
            uses.expr(*target, Use::Operand);
            uses.expr(*value, Use::Operand);
        }
        StmtKind::Return(value) => uses.expr(*value, Use::Returned),
        StmtKind::Raise(exception, cause) => {
            uses.expr(*exception, Use::Kept);
            uses.expr(*cause, Use::Kept);
        }
        StmtKind::Delete(targets) => uses.all(tree.list(*targets), Use::Target),
        StmtKind::Assert(parts) => {
            if let [test, message @ ..] = tree.list(*parts) {
                uses.expr(*test, Use::Condition);
                uses.all(message, Use::Kept);
            }
        }
        StmtKind::If(node) => uses.expr(node.test, Use::Condition),
        StmtKind::While(node) => uses.expr(node.test, Use::Condition),
        StmtKind::For(node) => {
            uses.expr(node.iter, Use::Iterated(node.is_async));
            uses.expr(node.target, Use::Target);
        }
        StmtKind::With(node) => {
            for item in &node.items {
                uses.expr(item.context, Use::Kept);
                uses.expr(item.target, Use::Target);
            }
        }
        StmtKind::Try(node) => {
            node.handlers.iter().for_each(|handler| uses.expr(handler.exception, Use::Kept));
        }
        StmtKind::Match(node) => {
            uses.expr(node.subject, Use::Matched);
            for case in &node.cases {
                uses.pattern(&case.pattern);
                uses.expr(case.guard, Use::Condition);
            }
        }
        StmtKind::Function(id) => {
            let function = tree.function(*id);
            uses.all(tree.list(function.decorators), Use::Kept);
            function.parameters.iter().for_each(|parameter| uses.expr(parameter.default, Use::Kept));
        }
        StmtKind::Class(id) => {
            let class = tree.class(*id);
            uses.all(tree.list(class.decorators), Use::Kept);
            uses.all(tree.list(class.bases), Use::Kept);
        }
        _ => {}
    }
}

struct Uses<'a> {
    tree: &'a Tree,
    uses: &'a mut Vec<(ExprId, Use)>,
}

impl Uses<'_> {
    fn all(&mut self, ids: &[ExprId], how: Use) {
        ids.iter().for_each(|id| self.expr(*id, how));
    }

    fn assign(&mut self, targets: &[ExprId], value: ExprId) {
        match (targets, self.tree.expr(value)) {
            ([target], Expr::Tuple(values)) => {
                let pairs = match self.tree.expr(*target) {
                    Expr::Tuple(names) | Expr::List(names) if names.len() == values.len() => {
                        self.tree.list(names)
                    }
                    _ => &[],
                };
                self.uses.push((value, Use::Kept));
                for (index, value) in self.tree.list(values).iter().enumerate() {
                    self.expr(*value, pairs.get(index).map_or(Use::Kept, |target| self.bound(*target)));
                }
            }
            ([target], _) => match self.tree.expr(*target) {
                Expr::Tuple(_) | Expr::List(_) => self.expr(value, Use::Iterated(false)),
                _ => self.expr(value, self.bound(*target)),
            },
            _ => self.expr(value, Use::Kept),
        }
        self.all(targets, Use::Target);
    }

    fn bound(&self, target: ExprId) -> Use {
        match self.tree.expr(target) {
            Expr::Name(_) => Use::Bound(target),
            _ => Use::Kept,
        }
    }

    fn pattern(&mut self, pattern: &Pattern) {
        match pattern {
            Pattern::Value(value) => self.expr(*value, Use::Kept),
            Pattern::Bind(_, inner) => self.pattern(inner),
            Pattern::Class(class, items) => {
                self.expr(*class, Use::Kept);
                items.iter().for_each(|(_, item)| self.pattern(item));
            }
            Pattern::Items(items) | Pattern::Or(items) => items.iter().for_each(|item| self.pattern(item)),
            Pattern::Constant => {}
        }
    }

    fn expr(&mut self, id: ExprId, how: Use) {
        if id == ExprId::NONE {
            return;
        }
        self.uses.push((id, how));
        let tree = self.tree;
        // What a tuple is made of is dropped with it, and bound with it.
        let part = if matches!(how, Use::Dropped | Use::Target | Use::Bound(_)) { how } else { Use::Kept };
        match tree.expr(id) {
            Expr::Attribute(value, name) => self.expr(value, Use::Attribute(name)),
            Expr::Call(index) => {
                let call = tree.call(index);
                self.expr(call.func, Use::Called);
                for argument in tree.arguments(call) {
                    let how = match argument.kind {
                        ArgumentKind::Positional | ArgumentKind::Keyword(_) => Use::Passed(id),
                        ArgumentKind::Star => Use::Iterated(false),
                        ArgumentKind::DoubleStar => Use::Kept,
                    };
                    self.expr(argument.value, how);
                }
            }
            Expr::Subscript(value, index) => {
                self.expr(value, Use::Item);
                self.expr(index, Use::Kept);
            }
            Expr::Await(value) => self.expr(value, Use::Awaited),
            Expr::Yield(value) => self.expr(value, Use::Kept),
            Expr::YieldFrom(value) => self.expr(value, Use::Iterated(false)),
            Expr::Starred(value) if how == Use::Target => self.expr(value, Use::Target),
            Expr::Starred(value) => self.expr(value, Use::Iterated(false)),
            Expr::Lambda(function) => {
                let parameters = &tree.function(function).parameters;
                parameters.iter().for_each(|parameter| self.expr(parameter.default, Use::Kept));
            }
            Expr::Tuple(items) | Expr::List(items) | Expr::Set(items) => self.all(tree.list(items), part),
            Expr::Dict(items) | Expr::Slice(items) => self.all(tree.list(items), Use::Kept),
            Expr::Comprehension(index) => self.comprehension(index, how),
            Expr::And(items) | Expr::Or(items) => {
                if let [first @ .., last] = tree.list(items) {
                    self.all(first, Use::Condition);
                    self.expr(*last, how);
                }
            }
            Expr::Not(value) => self.expr(value, Use::Condition),
            Expr::Unary(_, value) => self.expr(value, Use::Operand),
            Expr::Binary(_, left, right) => self.all(&[left, right], Use::Operand),
            Expr::Compare(CompareOperator::Is | CompareOperator::IsNot, left, right) => {
                self.all(&[left, right], Use::Kept);
            }
            Expr::Compare(_, left, right) => self.all(&[left, right], Use::Compared),
            Expr::CompareChain(items) => self.all(tree.list(items), Use::Compared),
            Expr::Conditional(parts) => {
                if let [test, body, orelse] = tree.list(parts) {
                    self.expr(*test, Use::Condition);
                    self.all(&[*body, *orelse], how);
                }
            }
            // The use is that of the whole.
            Expr::Named(_, value) => self.expr(value, Use::Kept),
            Expr::Format(items) => self.all(tree.list(items), Use::Text),
            _ => {}
        }
    }

    fn comprehension(&mut self, index: u32, how: Use) {
        let tree = self.tree;
        let comprehension = &tree.comprehensions[index as usize];
        for clause in &comprehension.clauses {
            self.expr(clause.iter, Use::Iterated(clause.is_async));
            self.expr(clause.target, Use::Target);
            self.all(tree.list(clause.ifs), Use::Condition);
        }
        let lazy = comprehension.kind == ComprehensionKind::Generator;
        let element = if matches!(how, Use::Dropped | Use::Bound(_)) && !lazy { how } else { Use::Kept };
        self.expr(comprehension.key, Use::Kept);
        self.expr(comprehension.element, element);
    }
}

/// How the local `name` of a function is read: its own reads, and whether a nested function reads it too.
pub(super) struct Reads {
    pub(super) own: Vec<(ExprId, Use)>,
    pub(super) elsewhere: bool,
}

impl Reads {
    /// The reads of the local name that `target` binds; `None` where the name outlives the function.
    pub(super) fn of(context: &Context<'_, '_>, target: ExprId) -> Option<Self> {
        let func = context.func?;
        Self::of_name(context.tree, context.uses(), func, target)
    }

    /// The same, in a function that is not the one at hand.
    pub(super) fn of_name(
        tree: &Tree,
        uses: &[(ExprId, Use)],
        func: FuncRef,
        target: ExprId,
    ) -> Option<Self> {
        let Expr::Name(name) = tree.expr(target) else { return None };
        let function = tree.function(func.function);
        let mut outlives = false;
        crate::semantic::body::each_statement(&function.body, &mut |kind| {
            outlives |=
                matches!(kind, StmtKind::Global(names) | StmtKind::Nonlocal(names) if names.contains(&name));
        });
        if outlives {
            return None;
        }
        let named = |id: ExprId| tree.expr(id) == Expr::Name(name);
        let seen = uses.iter().filter(|(id, _)| named(*id)).count();
        let own: Vec<_> =
            uses.iter().copied().filter(|(id, how)| named(*id) && *how != Use::Target).collect();
        // Decorators and annotations of the function itself lie in its range and name nothing local.
        let (first, end) = function.exprs;
        let body = function.body.first().map_or(0, |stmt| stmt.span.start);
        let all =
            (first.0..end.0).map(ExprId).filter(|id| named(*id) && tree.span(*id).start >= body).count();
        Some(Self { own, elsewhere: all > seen })
    }

    /// Whether nobody looks at the value.
    pub(super) fn is_empty(&self) -> bool {
        self.own.is_empty() && !self.elsewhere
    }
}
