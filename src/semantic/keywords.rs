//! What goes through `**kwargs`: flags that a function hands on without naming them.

use super::calls::{Callee, Passed};
use super::condition::{Literal, Rest, Subject, Value, plain};
use super::scope::{Binding, Bound};
use super::walk::Walk;
use crate::python::{
    Argument, ArgumentKind, Expr, ExprId, Function, Name, NameHash, Owner, ParameterKind, hash_name,
};

/// The double star of a function that only reads it and hands it on.
#[derive(Debug)]
pub(super) struct Keywords {
    name: Name,
    /// The keys that it takes out or puts in.
    touched: Vec<NameHash>,
}

/// What a call brings besides the arguments that its text shows.
#[derive(Debug)]
pub(super) struct Spread {
    /// The items of displays, with the module in which their values stand.
    items: Vec<(NameHash, (u32, ExprId))>,
    /// Whether the function's own double star is handed on, but for these keys.
    forwards: Option<Vec<NameHash>>,
    /// Whether any number of arguments may go to parameters by place.
    fills_places: bool,
}

impl Walk<'_, '_> {
    /// The double star of the function that is followed, unless it does with it what cannot be told.
    fn own_keywords(&self) -> Option<&Keywords> {
        self.keywords.get_or_init(|| self.find_keywords()).as_ref()
    }

    fn find_keywords(&self) -> Option<Keywords> {
        let Owner::Function(id) = self.owner else { return None };
        let function = self.tree.function(id);
        let is_double = |kind: ParameterKind| kind == ParameterKind::DoubleStar;
        let name = function.parameters.iter().find(|parameter| is_double(parameter.kind))?.name;
        let scopes = &self.ev.program.module(self.module).scopes;
        let [Binding { bound: Bound::Parameter(_), .. }] =
            scopes.lookup(self.owner, self.tree.names.hash(name)).1
        else {
            return None;
        };
        let is_own = |id: ExprId| self.tree.expr(id) == Expr::Name(name);
        let (start, end) = function.exprs;
        let (mut seen, mut understood, mut touched) = (0, 0, Vec::new());
        for id in (start.0..end.0).map(ExprId) {
            match self.tree.expr(id) {
                Expr::Name(other) => seen += usize::from(other == name),
                Expr::Subscript(value, key) if is_own(value) => {
                    touched.push(self.key_of(key)?);
                    understood += 1;
                }
                Expr::Call(call) => {
                    let call = self.tree.call(call);
                    let arguments = self.tree.arguments(call);
                    let is_spread = |a: &&Argument| a.kind == ArgumentKind::DoubleStar && is_own(a.value);
                    understood += arguments.iter().filter(is_spread).count();
                    if let Expr::Attribute(value, method) = self.tree.expr(call.func)
                        && is_own(value)
                    {
                        match self.tree.names.text(method) {
                            "get" | "items" | "keys" | "values" | "copy" => {}
                            "pop" | "setdefault" => touched.push(self.key_of(arguments.first()?.value)?),
                            _ => return None,
                        }
                        understood += 1;
                    }
                }
                _ => {}
            }
        }
        (seen == understood).then_some(Keywords { name, touched })
    }

    fn key_of(&self, id: ExprId) -> Option<NameHash> {
        match self.tree.expr(id) {
            Expr::Str(text) => Some(hash_name(self.tree.names.text(text))),
            _ => None,
        }
    }

    /// `kwargs.get("check")`, `kwargs.pop("check")`: the keyword, and what stands for one that was not passed.
    pub(super) fn own_keyword(&self, id: ExprId) -> Option<(NameHash, Literal)> {
        let Expr::Call(call) = self.tree.expr(id) else { return None };
        let call = self.tree.call(call);
        let Expr::Attribute(value, method) = self.tree.expr(call.func) else { return None };
        let Expr::Name(name) = self.tree.expr(value) else { return None };
        let takes_out = match self.tree.names.text(method) {
            "get" => 0,
            // Nothing else touches it.
            "pop" => 1,
            _ => return None,
        };
        let (key, default) = match self.tree.arguments(call) {
            [key] => (self.key_of(key.value)?, Literal::None),
            [key, default] => (self.key_of(key.value)?, plain(self.tree, default.value)?),
            _ => return None,
        };
        let keywords = self.own_keywords()?;
        let touched = keywords.touched.iter().filter(|touched| **touched == key).count();
        (keywords.name == name && touched == takes_out).then_some((key, default))
    }

    /// What the arguments bring that are spread; nothing where that cannot be told.
    pub(super) fn spread(&self, arguments: &[Argument]) -> Option<Spread> {
        let mut spread = Spread { items: Vec::new(), forwards: None, fills_places: false };
        for argument in arguments {
            match argument.kind {
                ArgumentKind::Positional | ArgumentKind::Keyword(_) => {}
                ArgumentKind::DoubleStar => {
                    let keywords = self.own_keywords();
                    let name = self.tree.expr(argument.value);
                    match keywords.filter(|keywords| name == Expr::Name(keywords.name)) {
                        Some(keywords) => spread.forwards = Some(keywords.touched.clone()),
                        None => spread.items.extend(self.display(argument.value)?),
                    }
                }
                ArgumentKind::Star => spread.fills_places = true,
            }
        }
        Some(spread)
    }

    /// The items of a display of a mapping, or of a constant that is one.
    fn display(&self, id: ExprId) -> Option<Vec<(NameHash, (u32, ExprId))>> {
        let (module, id) = match self.tree.expr(id) {
            // A local one may have other items by now.
            Expr::Name(name) if self.is_local(self.tree.names.hash(name)) => return None,
            Expr::Name(name) => self.constant(name)?,
            Expr::Attribute(object, name) => self.constant_of_module(object, name)?,
            _ => (self.module, id),
        };
        let tree = self.ev.tree(module);
        let Expr::Dict(items) = tree.expr(id) else { return None };
        let item = |pair: &[ExprId]| match pair {
            [key, value] => match tree.expr(*key) {
                Expr::Str(text) => Some((hash_name(tree.names.text(text)), (module, *value))),
                _ => None,
            },
            _ => None,
        };
        tree.list(items).chunks(2).map(item).collect()
    }

    /// What is known of parameters and keywords that no argument names; the parameters among them are passed, or may be.
    pub(super) fn known_of_rest(
        &self,
        spread: &Spread,
        callee: &Callee,
        function: &Function,
        named: &[(u16, usize)],
    ) -> Vec<(u16, Option<Value>)> {
        let names = &self.ev.tree(callee.func.module).names;
        let receiver = u16::from(callee.receiver.is_some());
        let literal = |(module, value): (u32, ExprId)| plain(self.ev.tree(module), value).map(Value::Literal);
        let mut known = Vec::new();
        for (index, parameter) in (0..).zip(&function.parameters) {
            let by_name = matches!(parameter.kind, ParameterKind::Normal | ParameterKind::KeywordOnly);
            let by_place = matches!(parameter.kind, ParameterKind::Normal | ParameterKind::PositionalOnly);
            if index < receiver || named.iter().any(|(other, _)| *other == index) {
                continue;
            }
            if by_place && spread.fills_places {
                known.push((index, None));
                continue;
            }
            if !by_name {
                continue;
            }
            let name = names.hash(parameter.name);
            if let Some((_, value)) = spread.items.iter().find(|(key, _)| *key == name) {
                known.push((index, literal(*value)));
            } else if let Some(touched) = &spread.forwards {
                let is_intact = !touched.contains(&name);
                known.push((index, is_intact.then_some(Value::Keyword(name))));
            }
        }
        known
    }

    /// What a double star of the callee takes by name.
    pub(super) fn taken_by_name(
        &mut self,
        spread: &Spread,
        callee: &Callee,
        function: &Function,
        passed: &Passed,
    ) -> Vec<(Subject, Value)> {
        let takes_more = |kind: ParameterKind| kind == ParameterKind::DoubleStar;
        if !function.parameters.iter().any(|parameter| takes_more(parameter.kind)) {
            return Vec::new();
        }
        let names = &self.ev.tree(callee.func.module).names;
        let is_named =
            |key: NameHash| function.parameters.iter().any(|parameter| names.hash(parameter.name) == key);
        let mut known = Vec::new();
        for (argument, found) in passed.arguments.iter().zip(passed.types) {
            let ArgumentKind::Keyword(keyword) = argument.kind else { continue };
            let key = self.tree.names.hash(keyword);
            if !is_named(key)
                && let Some(value) = self.value(argument.value, found, None)
            {
                known.push((Subject::Keyword(key), value));
            }
        }
        for (key, (module, value)) in &spread.items {
            if !is_named(*key)
                && let Some(literal) = plain(self.ev.tree(*module), *value)
            {
                known.push((Subject::Keyword(*key), Value::Literal(literal)));
            }
        }
        known
    }
}

impl Spread {
    /// What else the call passes by name.
    pub(super) fn rest(&self) -> Rest {
        match &self.forwards {
            None => Rest::Nothing,
            Some(touched) if touched.is_empty() => Rest::Forwarded,
            Some(_) => Rest::Unknown,
        }
    }
}
