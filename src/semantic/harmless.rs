//! What makes the call of a blocking function harmless: the conditions of its marker, and how its receiver was made.

use super::answer;
use super::calls::Passed;
use super::condition::{Condition, Literal, Subject};
use super::evaluate::{Evaluator, Frame};
use super::registered::last_name;
use super::scope::Bound;
use super::types::{FuncRef, Type};
use super::walk::Walk;
use crate::catalogue::{Blocks, Kind, Test};
use crate::python::{Argument, ArgumentKind, BinaryOperator, Expr, ExprId, Owner, Tree, hash_name};

/// What takes as much as is there.
const TAKES: &[&str] = &["accept", "recv", "recv_into", "recvfrom", "recvfrom_into", "recvmsg"];

impl Walk<'_, '_> {
    /// Whether an argument is what a marker asks for.
    pub(super) fn satisfies(
        &mut self,
        test: &Test,
        argument: Option<usize>,
        func: FuncRef,
        parameter: &str,
        passed: &Passed,
    ) -> bool {
        let Some(number) = argument else {
            return self.ev.default_satisfies(test, func, parameter);
        };
        let value = self.written_out(passed.arguments[number].value);
        match test {
            Test::Equals(wanted) => {
                equals(self.tree, value, wanted)
                    || match (&passed.types[number], wanted.as_str()) {
                        (Type::Bool(false), "False") | (Type::Bool(true), "True") | (Type::None, "None") => {
                            true
                        }
                        (Type::Int(number), wanted) => {
                            wanted.parse() == Ok(*number) || (wanted == "0.0" && *number == 0)
                        }
                        _ => false,
                    }
            }
            Test::StartsWith(prefix) => match self.tree.expr(value) {
                Expr::Str(literal) => self.tree.names.text(literal).starts_with(prefix.as_str()),
                _ => self.own_parameter(value).is_some_and(|(index, name)| {
                    let under = self.under.condition.as_ref().filter(|_| !self.rebound.contains_key(&name));
                    under.is_some_and(|under| under.begins(Subject::Parameter(index), prefix, true))
                }),
            },
            Test::Type(wanted) => match &passed.types[number] {
                Type::Int(_) => wanted == "int",
                Type::Instance(class, _) => {
                    let order = self.ev.mro(*class);
                    order.iter().any(|class| {
                        let name = self.ev.program.class_name(*class);
                        name == *wanted || name.rsplit('.').next() == wanted.rsplit('.').next()
                    })
                }
                _ => false,
            },
        }
    }

    /// What must hold of a parameter of the function at hand for a marker's condition on `argument` to be met.
    pub(super) fn when_equal(&self, test: &Test, argument: ExprId) -> Condition {
        let Test::Equals(wanted) = test else { return Condition::Open };
        let literal = match wanted.as_str() {
            "False" => Literal::Bool(false),
            "True" => Literal::Bool(true),
            "None" => Literal::None,
            number => match number.parse() {
                Ok(number) => Literal::Int(number),
                // `os.WNOHANG`
                Err(_) => Literal::Named(hash_name(number)),
            },
        };
        self.asked_of(argument, || Some(answer::Test::OneOf([literal].into())))
    }

    /// What a name stands for that only ever holds one expression of this module.
    fn written_out(&self, id: ExprId) -> ExprId {
        let Expr::Name(name) = self.tree.expr(id) else { return id };
        match self.constant(name) {
            Some((module, value)) if module == self.module => value,
            _ => id,
        }
    }

    /// Whether the receiver of a method call was made such that the call cannot wait: a queue without a size, a socket in
    /// non-blocking mode.
    pub(super) fn never_waits(&mut self, id: ExprId, kind: Kind) -> bool {
        let tree = self.tree;
        let Expr::Call(call) = tree.expr(id) else { return false };
        let Expr::Attribute(receiver, method) = tree.expr(tree.call(call).func) else { return false };
        if kind == Kind::Socket {
            return self.is_non_blocking(id, receiver);
        }
        matches!(tree.names.text(method), "put")
            && (self.sources(receiver).into_iter().any(|source| is_unbounded(tree, source))
                || self.is_kept_unbounded(receiver))
    }

    /// Whether the event loop calls this function because there is what the call takes: `loop.add_reader(fd, on_data)`.
    pub(super) fn is_ready(&self, id: ExprId, func: FuncRef) -> bool {
        let tree = self.tree;
        let name = self.ev.program.known_function_name(func);
        if name != "os.read" && !name.rsplit('.').next().is_some_and(|method| TAKES.contains(&method)) {
            return false;
        }
        let (Owner::Function(function), Expr::Call(call)) = (self.owner, tree.expr(id)) else { return false };
        let call = tree.call(call);
        let receiver = match tree.expr(call.func) {
            Expr::Attribute(receiver, _) => last_name(tree, receiver),
            _ => None,
        };
        let argument = tree.arguments(call).first().and_then(|argument| last_name(tree, argument.value));
        let watches = |id: ExprId| {
            let Expr::Call(call) = tree.expr(id) else { return false };
            let [file, callback, ..] = tree.arguments(tree.call(call)) else { return false };
            let file = match tree.expr(file.value) {
                // `sock.fileno()`
                Expr::Call(inner) => match tree.expr(tree.call(inner).func) {
                    Expr::Attribute(file, _) => last_name(tree, file),
                    _ => None,
                },
                _ => last_name(tree, file.value),
            };
            file.is_some()
                && [receiver, argument].contains(&file)
                && last_name(tree, callback.value) == Some(tree.function(function).name)
        };
        self.ev.program.calls_in(self.module, hash_name("add_reader")).into_iter().any(watches)
    }

    /// Whether an attribute of any object is made as a queue without a size by its class.
    fn is_kept_unbounded(&mut self, receiver: ExprId) -> bool {
        let Expr::Attribute(object, name) = self.tree.expr(receiver) else { return false };
        let Type::Instance(class, _) = self.types.of(object) else { return false };
        let name = self.tree.names.hash(name);
        self.ev.mro(*class).iter().any(|class| {
            let module = self.ev.program.module(class.module);
            let assigned = module.scopes.attribute(class.class, name).iter().map(|attribute| attribute.bound);
            let (_, bindings) = module.scopes.lookup(Owner::Class(class.class), name);
            assigned
                .chain(bindings.iter().map(|binding| binding.bound))
                .filter_map(Bound::expression)
                .any(|value| is_unbounded(&module.tree, value))
        })
    }
}

/// `queue.Queue()` or `queue.Queue(0)`, also as what stands in for a queue that was not passed, or as the factory of a field.
fn is_unbounded(tree: &Tree, id: ExprId) -> bool {
    let any = |items: &[ExprId]| items.iter().any(|item| is_unbounded(tree, *item));
    match tree.expr(id) {
        Expr::Call(call) => {
            let is_factory = |argument: &Argument| {
                matches!(argument.kind, ArgumentKind::Keyword(name) if tree.names.text(name) == "default_factory")
                    && matches!(tree.expr(argument.value), Expr::Name(class) | Expr::Attribute(_, class) if tree.names.text(class).ends_with("Queue"))
            };
            let arguments = tree.arguments(tree.call(call));
            arguments.iter().all(|argument| tree.expr(argument.value) == Expr::Int(0))
                || arguments.iter().any(is_factory)
        }
        Expr::Conditional(parts) => any(tree.list(parts).get(1..).unwrap_or_default()),
        Expr::Or(items) => any(tree.list(items)),
        _ => false,
    }
}

impl Evaluator<'_> {
    /// Whether a parameter of a library's function that is not passed satisfies `test`, as far as the stub shows its default.
    fn default_satisfies(&self, test: &Test, func: FuncRef, parameter: &str) -> bool {
        let tree = self.tree(func.module);
        let mut parameters = self.function_of(func).parameters.iter();
        let default = parameters.find(|own| tree.names.text(own.name) == parameter).map(|own| own.default);
        match (test, default) {
            (Test::Equals(wanted), Some(default)) if default != ExprId::NONE => equals(tree, default, wanted),
            _ => false,
        }
    }

    /// Whether a method that blocks may do so when it is called at `at` of an object that came from elsewhere: whatever could make the
    /// call harmless is taken to do so.
    pub(super) fn blocks_here(&mut self, func: FuncRef, blocks: &Blocks, module: u32, at: ExprId) -> bool {
        let tree = self.tree(module);
        let Expr::Call(call) = tree.expr(at) else { return true };
        let is_put = self.tree(func.module).names.text(self.function_of(func).name) == "put";
        // Whoever made the socket, or the queue, decides whether it waits.
        if blocks.kind == Kind::Socket || blocks.kind == Kind::Wait && is_put || self.is_lazy(func) {
            return false;
        }
        let frame = Frame::of(module, Owner::Module);
        let passed = Passed { tree, arguments: tree.arguments(tree.call(call)), types: &[], frame: &frame };
        blocks.unless.iter().all(|condition| {
            self.argument(func, true, &passed, &condition.parameter).is_none()
                && !self.default_satisfies(&condition.test, func, &condition.parameter)
        })
    }
}

/// Whether the literal or dotted name `value` is what a marker asks for.
fn equals(tree: &Tree, value: ExprId, wanted: &str) -> bool {
    match tree.expr(value) {
        Expr::Bool(value) => wanted == if value { "True" } else { "False" },
        Expr::None => wanted == "None",
        Expr::Int(number) => wanted.parse() == Ok(number) || (wanted == "0.0" && number == 0),
        Expr::Str(text) => {
            let quoted = wanted.trim_matches(|c| c == '"' || c == '\'');
            quoted.len() + 2 == wanted.len() && tree.names.text(text) == quoted
        }
        Expr::Name(name) | Expr::Attribute(_, name) => {
            let text = tree.names.text(name);
            wanted.contains('.') && wanted.rsplit('.').next() == Some(text)
        }
        // A flag among others.
        Expr::Binary(BinaryOperator::BitOr, left, right) => {
            equals(tree, left, wanted) || equals(tree, right, wanted)
        }
        _ => false,
    }
}
