//! What a function returns for the arguments of one call: `connect(kind="memory")`, `client(asynchronous=True)`.

use super::body::returned_values;
use super::calls::Passed;
use super::evaluate::{Evaluator, Frame};
use super::question::Question;
use super::scope::{Binding, Bound};
use super::types::{FuncRef, Type};
use crate::python::{
    ArgumentKind, Block, CompareOperator, Expr, ExprId, NameHash, Owner, ParameterKind, Pattern, Stmt,
    StmtKind, Tree,
};

/// Functions with more `return` statements are not looked at.
const MOST_RETURNS: usize = 64;

/// What parameters hold whose values the call tells.
type Known = Vec<(NameHash, Type)>;

impl Evaluator<'_> {
    /// `general`, which is what the function returns at all, without what it cannot return for what is passed.
    pub(super) fn chosen_return(
        &mut self,
        func: FuncRef,
        general: Type,
        bound: bool,
        passed: &Passed,
    ) -> Type {
        let function = self.function_of(func);
        if !matches!(general, Type::Union(_)) || !self.program.is_project(func.module) {
            return general;
        }
        let mut all = Vec::new();
        returned_values(&function.body, &mut all);
        if function.is_generator || !(2..=MOST_RETURNS).contains(&all.len()) {
            return general;
        }
        let known = self.known_arguments(func, bound, passed);
        if known.is_empty() {
            return general;
        }
        let mut returns = Returns { tree: self.tree(func.module), known: &known, values: Vec::new() };
        returns.follow(&function.body);
        let is_chosen = |value: &ExprId| returns.values.contains(value);
        let (chosen, rejected): (Vec<ExprId>, Vec<ExprId>) = all.into_iter().partition(is_chosen);
        if rejected.is_empty() {
            return general;
        }
        let frame = Frame::function(func);
        let mut types_of = |values: Vec<ExprId>| -> Vec<Type> {
            let value = |value: ExprId| {
                let question = Question::Returned(func, value);
                self.ask_once(question, Type::Unknown, |this| this.expr(&frame, value))
            };
            values.into_iter().map(value).collect()
        };
        let (chosen, rejected) = (types_of(chosen), types_of(rejected));
        // What is not known of one of them may be anything.
        if chosen.iter().any(Type::is_vague) {
            return general;
        }
        let is_among = |types: &[Type], member: &Type| {
            types.iter().flat_map(Type::members).any(|other| match (other, member) {
                (Type::Instance(other, _), Type::Instance(own, _)) => other == own,
                (other, member) => other == member,
            })
        };
        general.filter(|member| is_among(&chosen, member) || !is_among(&rejected, member))
    }

    /// The parameters that are never bound to anything else, with what the call or the default gives them.
    fn known_arguments(&mut self, func: FuncRef, bound: bool, passed: &Passed) -> Known {
        let tree = self.tree(func.module);
        let function = self.function_of(func);
        let scopes = &self.program.module(func.module).scopes;
        let is_named =
            |kind: ArgumentKind| matches!(kind, ArgumentKind::Positional | ArgumentKind::Keyword(_));
        let is_whole = passed.arguments.iter().all(|argument| is_named(argument.kind));
        let mut known = Known::new();
        for (index, parameter) in (0..).zip(&function.parameters) {
            let name = tree.names.hash(parameter.name);
            let (_, bindings) = scopes.lookup(Owner::Function(func.function), name);
            let is_kept = matches!(bindings, [Binding { bound: Bound::Parameter(_), .. }]);
            if !is_kept || matches!(parameter.kind, ParameterKind::Star | ParameterKind::DoubleStar) {
                continue;
            }
            let found = match self.argument_of(func, bound, passed, index) {
                Some(number) if is_written(passed.tree, passed.arguments[number].value) => {
                    passed.types[number].clone()
                }
                None if is_whole && parameter.default != ExprId::NONE => {
                    self.leaf(&Frame::of(func.module, function.owner), tree.expr(parameter.default))
                }
                _ => continue,
            };
            if matches!(found, Type::None | Type::Bool(_) | Type::Int(_) | Type::Str(_)) {
                known.push((name, found));
            }
        }
        known
    }
}

struct Returns<'a> {
    tree: &'a Tree,
    known: &'a Known,
    values: Vec<ExprId>,
}

impl Returns<'_> {
    /// Collects what may be returned; whether control never gets behind the block.
    fn follow(&mut self, block: &Block) -> bool {
        block.iter().any(|stmt| self.statement(stmt))
    }

    fn statement(&mut self, stmt: &Stmt) -> bool {
        match &stmt.kind {
            StmtKind::Return(value) => {
                if *value != ExprId::NONE {
                    self.values.push(*value);
                }
                true
            }
            StmtKind::Raise(..) => true,
            StmtKind::If(node) => match self.decide(node.test) {
                Some(true) => self.follow(&node.body),
                Some(false) => self.follow(&node.orelse),
                None => {
                    let body = self.follow(&node.body);
                    let orelse = self.follow(&node.orelse);
                    body && orelse && !node.orelse.is_empty()
                }
            },
            StmtKind::With(node) => {
                self.follow(&node.body);
                false
            }
            StmtKind::For(node) => {
                self.follow(&node.body);
                self.follow(&node.orelse)
            }
            StmtKind::While(node) => {
                self.follow(&node.body);
                self.follow(&node.orelse)
            }
            StmtKind::Try(node) => {
                let body = self.follow(&node.body) || self.follow(&node.orelse);
                let handlers: Vec<bool> =
                    node.handlers.iter().map(|handler| self.follow(&handler.body)).collect();
                self.follow(&node.finalbody) || body && handlers.into_iter().all(|leaves| leaves)
            }
            StmtKind::Match(node) => {
                for case in &node.cases {
                    match self.fits(node.subject, &case.pattern) {
                        Some(true) if case.guard == ExprId::NONE => return self.follow(&case.body),
                        Some(false) => {}
                        _ => drop(self.follow(&case.body)),
                    }
                }
                false
            }
            _ => false,
        }
    }

    fn fits(&self, subject: ExprId, pattern: &Pattern) -> Option<bool> {
        match pattern {
            Pattern::Value(value) => self.equal(subject, *value),
            Pattern::Or(items) => any(items.iter().map(|item| self.fits(subject, item))),
            _ => None,
        }
    }

    fn decide(&self, test: ExprId) -> Option<bool> {
        match self.tree.expr(test) {
            Expr::Name(_) => match self.value(test)? {
                Type::None => Some(false),
                Type::Bool(value) => Some(value),
                Type::Int(value) => Some(value != 0),
                Type::Str(text) => Some(text != crate::python::hash_name("")),
                _ => None,
            },
            Expr::Not(inner) => self.decide(inner).map(|holds| !holds),
            Expr::And(items) => {
                let items = self.tree.list(items).iter();
                any(items.map(|item| self.decide(*item).map(|holds| !holds))).map(|fails| !fails)
            }
            Expr::Or(items) => any(self.tree.list(items).iter().map(|item| self.decide(*item))),
            Expr::Compare(operator, left, right) => match operator {
                CompareOperator::Is | CompareOperator::Eq => self.equal(left, right),
                CompareOperator::IsNot | CompareOperator::NotEq => {
                    self.equal(left, right).map(|equal| !equal)
                }
                CompareOperator::In => self.within(left, right),
                CompareOperator::NotIn => self.within(left, right).map(|within| !within),
                _ => None,
            },
            _ => None,
        }
    }

    fn within(&self, value: ExprId, all: ExprId) -> Option<bool> {
        match self.tree.expr(all) {
            Expr::Tuple(items) | Expr::List(items) | Expr::Set(items) => {
                any(self.tree.list(items).iter().map(|item| self.equal(value, *item)))
            }
            _ => None,
        }
    }

    fn equal(&self, left: ExprId, right: ExprId) -> Option<bool> {
        Some(self.value(left)? == self.value(right)?)
    }

    /// A literal, or a parameter whose value is known.
    fn value(&self, id: ExprId) -> Option<Type> {
        match self.tree.expr(id) {
            Expr::None => Some(Type::None),
            Expr::Bool(value) => Some(Type::Bool(value)),
            Expr::Int(value) => Some(Type::Int(value)),
            Expr::Str(text) => Some(Type::Str(self.tree.names.hash(text))),
            Expr::Name(name) => {
                let name = self.tree.names.hash(name);
                self.known.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone())
            }
            _ => None,
        }
    }
}

/// Whether a literal stands there, or a constant: a type alone leaves out what is not known.
fn is_written(tree: &Tree, id: ExprId) -> bool {
    match tree.expr(id) {
        Expr::None | Expr::Bool(_) | Expr::Int(_) | Expr::Str(_) => true,
        Expr::Name(name) | Expr::Attribute(_, name) => !tree.names.text(name).contains(char::is_lowercase),
        _ => false,
    }
}

/// Whether one of them holds; `None` where that is open.
fn any(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut open = false;
    for answer in answers {
        match answer {
            Some(true) => return Some(true),
            Some(false) => {}
            None => open = true,
        }
    }
    (!open).then_some(false)
}
