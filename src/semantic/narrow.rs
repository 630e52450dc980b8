//! What a condition tells: types that it narrows, values that it shows to be finished, whether a loop can be running.

use super::answer::Test;
use super::body::tells_whether_running;
use super::condition::{Condition, Literal};
use super::types::Type;
use super::walk::{ExprKey, Walk};
use crate::python::{Argument, CompareOperator, Expr, ExprId, NameHash, hash_name};

/// What is known when a condition holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Knowledge {
    narrowed: Vec<(NameHash, Type)>,
    /// The same for dotted paths: `self.client`.
    paths: Vec<(ExprKey, Type)>,
    settled: Vec<ExprKey>,
    no_loop: bool,
}

impl Knowledge {
    /// What is known when both hold.
    pub(super) fn add(&mut self, other: Self) {
        self.narrowed.extend(other.narrowed);
        self.paths.extend(other.paths);
        self.settled.extend(other.settled);
        self.no_loop |= other.no_loop;
    }

    fn is_empty(&self) -> bool {
        self.narrowed.is_empty() && self.paths.is_empty() && self.settled.is_empty() && !self.no_loop
    }
}

impl Walk<'_, '_> {
    /// Visits what is only evaluated when that is known.
    pub(super) fn knowing<T>(&mut self, knowledge: Knowledge, visit: impl FnOnce(&mut Self) -> T) -> T {
        if knowledge.is_empty() {
            return visit(self);
        }
        let names: Vec<(NameHash, Type)> = knowledge
            .narrowed
            .iter()
            .map(|(name, _)| (*name, self.env.get(*name).cloned().unwrap_or(Type::Unknown)))
            .collect();
        let before = (self.settled.clone(), self.paths.clone(), self.no_loop);
        self.learn(knowledge);
        let found = visit(self);
        names.into_iter().for_each(|(name, value)| self.env.insert(name, value));
        (self.settled, self.paths, self.no_loop) = before;
        found
    }

    pub(super) fn learn(&mut self, knowledge: Knowledge) {
        for (name, value) in knowledge.narrowed {
            self.env.insert(name, value);
        }
        self.paths.extend(knowledge.paths);
        self.settled.extend(knowledge.settled);
        self.no_loop |= knowledge.no_loop;
    }

    /// What is known when `test` holds, and when it does not.
    pub(super) fn knowledge(&mut self, test: ExprId) -> (Knowledge, Knowledge) {
        let (mut holds, mut fails) = (Knowledge::default(), Knowledge::default());
        match self.tree.expr(test) {
            Expr::Not(inner) => {
                let (inner_holds, inner_fails) = self.knowledge(inner);
                return (inner_fails, inner_holds);
            }
            Expr::And(items) => {
                fails.no_loop = true;
                for item in self.tree.list(items) {
                    // Each is asked of what those before have left.
                    let (item_holds, item_fails) = self.knowing(holds.clone(), |this| this.knowledge(*item));
                    holds.add(item_holds);
                    fails.no_loop &= item_fails.no_loop;
                }
            }
            Expr::Or(items) => {
                holds.no_loop = true;
                for item in self.tree.list(items) {
                    let (item_holds, item_fails) = self.knowing(fails.clone(), |this| this.knowledge(*item));
                    fails.add(item_fails);
                    holds.no_loop &= item_holds.no_loop;
                }
            }
            Expr::Name(name) => {
                let name = self.tree.names.hash(name);
                fails.no_loop = self.is_whether_running(test);
                if let Some(known) = self.env.get(name) {
                    let event_loop = self.ev.program.known.event_loop;
                    fails.no_loop |= known.some(
                        |member| matches!(member, Type::Instance(class, _) if Some(*class) == event_loop),
                    );
                    holds.narrowed.push((name, known.filter(|member| !matches!(member, Type::None))));
                }
            }
            Expr::Compare(operator, left, right) if self.tree.expr(right) == Expr::None => {
                let (is_none, is_not) = match operator {
                    CompareOperator::Is | CompareOperator::Eq => (&mut holds, &mut fails),
                    CompareOperator::IsNot | CompareOperator::NotEq => (&mut fails, &mut holds),
                    _ => return (holds, fails),
                };
                if let Some(name) = self.single_name(left) {
                    if let Some(known) = self.env.get(name) {
                        let event_loop = self.ev.program.known.event_loop;
                        is_none.no_loop = known.some(
                            |member| matches!(member, Type::Instance(class, _) if Some(*class) == event_loop),
                        );
                        is_none.narrowed.push((name, Type::None));
                        is_not.narrowed.push((name, known.filter(|member| !matches!(member, Type::None))));
                    }
                } else if let Some(key) = self.finished_when(left, &["poll", "returncode"]) {
                    is_not.settled.push(key);
                }
            }
            // `loop_thread_id == threading.get_ident()` asks whether this thread is the loop's.
            Expr::Compare(operator, left, right)
                if self.is_this_thread(left) || self.is_this_thread(right) =>
            {
                match operator {
                    CompareOperator::Eq | CompareOperator::Is => fails.no_loop = true,
                    CompareOperator::NotEq | CompareOperator::IsNot => holds.no_loop = true,
                    _ => {}
                }
            }
            Expr::Call(call) => {
                let call = self.tree.call(call);
                let arguments = self.tree.arguments(call);
                if self.finished_when(test, &["is_running"]).is_some()
                    || self.tells_whether_running(call.func)
                {
                    fails.no_loop = true;
                } else if let Some(mut key) = self.finished_when(test, &["empty"]) {
                    // A queue that holds something gives it at once.
                    key.push(hash_name("get"));
                    fails.settled.push(key);
                } else if let Some(key) = self.finished_when(test, &["done", "cancelled", "is_alive"]) {
                    let alive = matches!(self.tree.expr(call.func), Expr::Attribute(_, name) if self.tree.names.text(name) == "is_alive");
                    if alive { fails.settled.push(key) } else { holds.settled.push(key) }
                } else if let Some(key) = self.asked_whether_awaitable(call.func, arguments) {
                    let known = self.visit(arguments[0].value);
                    let is_awaitable =
                        |member: &Type| matches!(member, Type::Coroutine(..) | Type::Awaitable(..));
                    let waits = known.filter(is_awaitable);
                    let waits = if waits.is_unknown() { known.clone() } else { waits };
                    let rest = known.filter(|member| !is_awaitable(member));
                    if let [name] = key[..] {
                        holds.narrowed.push((name, waits));
                        fails.narrowed.push((name, rest));
                    } else {
                        holds.paths.push((key.clone(), waits));
                        fails.paths.push((key, rest));
                    }
                } else if let Some(name) = self.asked_whether_coroutine_function(call.func, arguments)
                    && let Some(known) = self.env.get(name)
                {
                    let gives_awaitable = |member: &Type| match member {
                        Type::Callable(result) => {
                            result.every(|given| matches!(given, Type::Coroutine(..) | Type::Awaitable(..)))
                        }
                        Type::Function(func, _) | Type::Method(func, _) => {
                            self.ev.function_of(*func).is_async
                        }
                        _ => false,
                    };
                    let rest = known.filter(|member| !gives_awaitable(member));
                    fails.narrowed.push((name, rest));
                } else if self.ev.is_name(self.module, call.func, "isinstance")
                    && let [value, class] = arguments
                    && let Some(key) = self.key(value.value)
                {
                    let class = self.visit(class.value);
                    let known = self.visit(value.value);
                    let narrowed = self.ev.instances_of(&class);
                    let classes: Vec<_> = narrowed
                        .members()
                        .iter()
                        .filter_map(|member| match member {
                            Type::Instance(class, _) => Some(*class),
                            _ => None,
                        })
                        .collect();
                    let matching: Vec<Type> = known
                        .members()
                        .iter()
                        .filter(|member| {
                            classes.iter().any(|class| self.ev.is_instance(member, Some(*class)))
                        })
                        .cloned()
                        .collect();
                    let rest = Type::any(
                        known.members().iter().filter(|member| !matching.contains(member)).cloned(),
                    );
                    let matching = Type::any(matching);
                    let matching = if matching.is_unknown() { narrowed } else { matching };
                    if let [name] = key[..] {
                        holds.narrowed.push((name, matching));
                        fails.narrowed.push((name, rest));
                    } else {
                        holds.paths.push((key.clone(), matching));
                        fails.paths.push((key, rest));
                    }
                }
            }
            _ => {}
        }
        (holds, fails)
    }

    /// `a > b` or `a >= b`, where one of the two is a number.
    pub(super) fn greater(&self, a: ExprId, b: ExprId, or_equal: bool) -> Condition {
        let above = |number: ExprId, distance: bool| match self.literal(number)? {
            Literal::Int(number) => number.checked_sub(i32::from(distance)).map(Test::Above),
            _ => None,
        };
        match self.asked_of(a, || above(b, or_equal)) {
            Condition::Open => self.asked_of(b, || above(a, !or_equal)).negated(),
            found => found,
        }
    }

    /// `running = loop.is_running()`; where that fails, there is no event loop either: `except RuntimeError: running = False`.
    fn is_whether_running(&self, name: ExprId) -> bool {
        let sources = self.sources(name);
        let asks = |source: &ExprId| self.finished_when(*source, &["is_running"]).is_some();
        let says_no = |source: &ExprId| self.tree.expr(*source) == Expr::Bool(false);
        sources.iter().any(asks) && sources.iter().all(|source| asks(source) || says_no(source))
    }

    /// Whether a function of the project is called that tells whether an event loop runs.
    fn tells_whether_running(&self, func: ExprId) -> bool {
        match self.types.of(func) {
            Type::Function(func, _) | Type::Method(func, _) if self.ev.program.is_project(func.module) => {
                let function = self.ev.function_of(*func);
                !function.is_async && tells_whether_running(self.ev.tree(func.module), &function.body)
            }
            _ => false,
        }
    }

    fn is_this_thread(&self, id: ExprId) -> bool {
        let Expr::Call(call) = self.tree.expr(id) else { return false };
        let name = self.ev.annotated_name(self.module, self.tree.call(call).func);
        name.is_some_and(|(name, _)| matches!(self.tree.names.text(name), "get_ident" | "current_thread"))
    }

    /// `isawaitable(x)`, `iscoroutine(x)`, `isinstance(x, Awaitable)`: what is asked.
    pub(super) fn asked_whether_awaitable(&self, func: ExprId, arguments: &[Argument]) -> Option<ExprKey> {
        let name = |id| self.ev.annotated_name(self.module, id).map(|(name, _)| self.tree.names.text(name));
        let asked = match (name(func)?, arguments) {
            ("isawaitable" | "iscoroutine", [value]) => value,
            ("isinstance", [value, class]) => {
                let class = name(class.value)?;
                matches!(class, "Awaitable" | "Coroutine" | "CoroutineType").then_some(value)?
            }
            _ => return None,
        };
        self.key(asked.value)
    }

    /// `iscoroutinefunction(x)`: what is asked.
    fn asked_whether_coroutine_function(&self, func: ExprId, arguments: &[Argument]) -> Option<NameHash> {
        let (name, _) = self.ev.annotated_name(self.module, func)?;
        match arguments {
            [value] if self.tree.names.text(name) == "iscoroutinefunction" => self.single_name(value.value),
            _ => None,
        }
    }

    /// The receiver of `x.done()` or `x.returncode`, if `id` is one of these.
    fn finished_when(&self, id: ExprId, names: &[&str]) -> Option<ExprKey> {
        let attribute = match self.tree.expr(id) {
            Expr::Call(call) => self.tree.call(call).func,
            Expr::Attribute(..) => id,
            _ => return None,
        };
        match self.tree.expr(attribute) {
            Expr::Attribute(value, name) if names.contains(&self.tree.names.text(name)) => self.key(value),
            _ => None,
        }
    }
}
