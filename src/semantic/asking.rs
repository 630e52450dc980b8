//! What the tests of a body ask of its parameters, of local names and of attributes.

use std::sync::Arc;

use super::answer::Test;
use super::condition::{Asked, Condition, Literal, Subject, plain};
use super::scope::{Binding, Bound};
use super::types::Type;
use super::walk::Walk;
use crate::python::{ArgumentKind, CompareOperator, Expr, ExprId, NameHash, Owner, Pattern};

/// Builtins that give elements only where their first argument has some.
const ITERATES: &[&str] = &["enumerate", "reversed", "sorted", "list", "tuple", "set", "zip"];

impl Walk<'_, '_> {
    /// What `test` asks of parameters.
    pub(super) fn condition(&mut self, test: ExprId) -> Condition {
        // Outside of functions nothing is passed.
        if !matches!(self.owner, Owner::Function(_)) {
            return Condition::Open;
        }
        match self.tree.expr(test) {
            Expr::Not(inner) => self.condition(inner).negated(),
            Expr::And(items) => {
                let tests = self.tree.list(items);
                Condition::all(self.conditions(tests))
            }
            Expr::Or(items) => {
                let tests = self.tree.list(items);
                Condition::any(self.conditions(tests))
            }
            Expr::Named(_, value) => self.condition(value),
            Expr::Name(name) | Expr::Attribute(_, name) if self.tree.names.text(name) == "TYPE_CHECKING" => {
                Condition::constant(false)
            }
            Expr::Name(name) => {
                let meant = self.meant.get(&self.tree.names.hash(name));
                meant.cloned().unwrap_or_else(|| self.asked_of(test, || Some(Test::Truth)))
            }
            Expr::Compare(operator, left, right) => {
                if let Some(found) = self.length(operator, left, right) {
                    return found;
                }
                let equal = || {
                    if self.is_own_default(left, right) {
                        return self.asked_of(left, || Some(Test::Default));
                    }
                    let found = self.asked_of(left, || Some(Test::OneOf([self.literal(right)?].into())));
                    match found {
                        Condition::Open => {
                            self.asked_of(right, || Some(Test::OneOf([self.literal(left)?].into())))
                        }
                        found => found,
                    }
                };
                let within = || {
                    let found = self.asked_of(left, || self.one_of(right));
                    match found {
                        Condition::Open => self.asked_of(right, || Some(Test::Holds(self.text(left)?))),
                        found => found,
                    }
                };
                match operator {
                    CompareOperator::Is | CompareOperator::Eq => equal(),
                    CompareOperator::IsNot | CompareOperator::NotEq => equal().negated(),
                    CompareOperator::In => within(),
                    CompareOperator::NotIn => within().negated(),
                    CompareOperator::Gt | CompareOperator::GtE => {
                        self.greater(left, right, operator == CompareOperator::GtE)
                    }
                    CompareOperator::Lt | CompareOperator::LtE => {
                        self.greater(right, left, operator == CompareOperator::LtE)
                    }
                }
            }
            Expr::Call(_) if self.own_keyword(test).is_some() => self.asked_of(test, || Some(Test::Truth)),
            Expr::Call(call) if self.is_own_thread_alive(call) => Condition::constant(true),
            Expr::Call(call) => {
                let call = self.tree.call(call);
                let arguments = self.tree.arguments(call);
                if arguments.iter().any(|argument| argument.kind != ArgumentKind::Positional) {
                    return Condition::Open;
                }
                match (self.tree.expr(call.func), arguments) {
                    (Expr::Attribute(text, name), [part]) => {
                        let test: fn(Box<[Arc<str>]>) -> Test = match self.tree.names.text(name) {
                            "startswith" => Test::StartsWith,
                            "endswith" => Test::EndsWith,
                            _ => return Condition::Open,
                        };
                        self.asked_of(text, || Some(test(self.each(part.value, |item| self.text(item))?)))
                    }
                    (Expr::Name(name), [value]) if self.tree.names.text(name) == "bool" => {
                        self.condition(value.value)
                    }
                    (Expr::Name(name), [value, class]) if self.tree.names.text(name) == "isinstance" => {
                        let classes = self.classes(class.value);
                        self.asked_of(value.value, || Some(Test::Is(classes?)))
                    }
                    _ => Condition::Open,
                }
            }
            Expr::Attribute(..) => self.asked_of(test, || Some(Test::Truth)),
            Expr::Bool(_) | Expr::Int(_) | Expr::Str(_) | Expr::None => {
                let truth = plain(self.tree, test).and_then(|literal| literal.truth());
                truth.map_or(Condition::Open, Condition::constant)
            }
            _ => Condition::Open,
        }
    }

    /// `self.is_alive()` in a class of threads: what they do without having been started is of no interest to a running loop.
    fn is_own_thread_alive(&mut self, call: u32) -> bool {
        let func = self.tree.call(call).func;
        let Expr::Attribute(object, name) = self.tree.expr(func) else { return false };
        let Type::Instance(class, _) = self.types.of(object) else { return false };
        let class = *class;
        self.tree.names.text(name) == "is_alive"
            && self.is_receiver(object).is_some()
            && self.ev.is_subclass(class, self.ev.program.known.thread)
    }

    /// `len(items) == 0` and its like: whether there is anything.
    fn length(&mut self, operator: CompareOperator, left: ExprId, right: ExprId) -> Option<Condition> {
        let Expr::Call(call) = self.tree.expr(left) else { return None };
        let call = self.tree.call(call);
        let [container] = self.tree.arguments(call) else { return None };
        if !self.ev.is_name(self.module, call.func, "len") {
            return None;
        }
        let is_filled = match (operator, self.tree.expr(right)) {
            (CompareOperator::Eq, Expr::Int(0)) | (CompareOperator::Lt, Expr::Int(1)) => false,
            (CompareOperator::NotEq | CompareOperator::Gt, Expr::Int(0))
            | (CompareOperator::GtE, Expr::Int(1)) => true,
            _ => return None,
        };
        let condition = self.condition(container.value);
        Some(if is_filled { condition } else { condition.negated() })
    }

    /// What must hold for an iteration to get to an element.
    pub(super) fn has_elements(&mut self, iterable: ExprId) -> Condition {
        let Expr::Call(call) = self.tree.expr(iterable) else {
            return match self.is_filled(iterable) {
                Some(filled) => Condition::constant(filled),
                None => self.asked_of(iterable, || Some(Test::Truth)),
            };
        };
        let call = self.tree.call(call);
        match (self.tree.expr(call.func), self.tree.arguments(call)) {
            (Expr::Name(name), [only]) if self.tree.names.text(name) == "range" => {
                self.asked_of(only.value, || Some(Test::Above(0)))
            }
            (Expr::Name(name), [first, ..]) if ITERATES.contains(&self.tree.names.text(name)) => {
                self.has_elements(first.value)
            }
            (Expr::Attribute(mapping, name), [])
                if matches!(self.tree.names.text(name), "items" | "keys" | "values") =>
            {
                self.asked_of(mapping, || Some(Test::Truth))
            }
            _ => Condition::Open,
        }
    }

    fn conditions(&mut self, tests: &[ExprId]) -> Vec<Condition> {
        tests.iter().map(|test| self.condition(*test)).collect()
    }

    /// A question to the parameter, the local name or the attribute that `id` names, if it is one; of a constant, the answer.
    pub(super) fn asked_of(&self, id: ExprId, test: impl FnOnce() -> Option<Test>) -> Condition {
        let mut test = Some(test);
        self.asked_when(id, &mut || test.take().and_then(|test| test()))
    }

    fn asked_when(&self, id: ExprId, test: &mut dyn FnMut() -> Option<Test>) -> Condition {
        let (subject, stale) = match self.own_parameter(id) {
            Some((index, name)) => (Some(Subject::Parameter(index)), self.rebound.get(&name)),
            None => {
                let own = self.own_attribute(id).map(Subject::Attribute);
                let part = own.or_else(|| self.own_part(id));
                (part.or_else(|| self.own_state(id).map(Subject::State)), None)
            }
        };
        if let Some((key, default)) = self.own_keyword(id) {
            let test = test().filter(|test| test.of(&default) == test.of(&Literal::Absent));
            return test.map_or(Condition::Open, |test| {
                Condition::Of(Asked { subject: Subject::Keyword(key), test })
            });
        }
        let subject = match subject.filter(|_| stale != Some(&Condition::Open)) {
            Some(subject) => subject,
            None => match self.single_name(id) {
                Some(name) if self.is_local(name) => Subject::Local(name),
                _ => {
                    // Members of enumerations are known, attributes of other classes may be bound again. What is written out is
                    // compared with something, and not asked.
                    let is_name = matches!(self.tree.expr(id), Expr::Name(_) | Expr::Attribute(..));
                    let value =
                        self.literal(id).filter(|value| is_name && !matches!(value, Literal::Member(..)));
                    let answer = value.and_then(|value| test()?.of(&value));
                    return answer.map_or(Condition::Open, Condition::constant);
                }
            },
        };
        let Some(test) = test() else { return Condition::Open };
        let subject = match self.name_of(subject).filter(|name| self.refilled.contains(name)) {
            Some(name) if test == Test::Truth => Subject::Local(name),
            _ => subject,
        };
        let known = self.name_of(subject).and_then(|name| test.after(self.env.told(name)));
        if let (Some(answer), Subject::Local(_)) = (known, subject) {
            return Condition::constant(answer);
        }
        let asked = Condition::Of(Asked { subject, test });
        match stale {
            None => asked,
            Some(stale) => Condition::Unless(Arc::new(stale.clone()), Arc::new(asked)).if_small(),
        }
    }

    pub(super) fn is_local(&self, name: NameHash) -> bool {
        let bindings = self.ev.program.module(self.module).scopes.lookup(self.owner, name).1;
        let is_own = |binding: &Binding| !matches!(binding.bound, Bound::Elsewhere(_));
        !bindings.is_empty() && bindings.iter().all(is_own) && !self.shared.contains(&name)
    }

    /// `table is MISSING`, where the parameter is `table=MISSING`: whether anything was passed.
    fn is_own_default(&self, id: ExprId, value: ExprId) -> bool {
        let (Some((index, _)), Owner::Function(function)) = (self.own_parameter(id), self.owner) else {
            return false;
        };
        let default = self.tree.function(function).parameters[index as usize].default;
        matches!(self.tree.expr(default), Expr::Name(_)) && self.tree.expr(default) == self.tree.expr(value)
    }

    /// What a case of a `match` asks of the subject.
    pub(super) fn case(&mut self, subject: ExprId, pattern: &Pattern) -> Condition {
        match pattern {
            Pattern::Value(value) => {
                let literal = self.literal(*value);
                self.asked_of(subject, || Some(Test::OneOf([literal?].into())))
            }
            Pattern::Or(items) => {
                let conditions = items.iter().map(|item| self.case(subject, item)).collect();
                Condition::any(conditions)
            }
            Pattern::Class(class, items) => {
                self.visit(*class);
                let classes = self.classes(*class);
                let is_one = self.asked_of(subject, || Some(Test::Is(classes?)));
                // What an instance has in it may still keep it from fitting.
                let fits_always = |(_, item): &(_, Pattern)| matches!(item, Pattern::Bind(_, inner) if **inner == Pattern::Constant);
                if items.iter().all(fits_always) {
                    is_one
                } else {
                    Condition::all(vec![is_one, Condition::Open])
                }
            }
            Pattern::Bind(_, inner) if **inner != Pattern::Constant => self.case(subject, inner),
            _ => Condition::Open,
        }
    }
}
