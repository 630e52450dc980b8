use serde::{Deserialize, Serialize};

use crate::python::{ArgumentKind, Expr, ExprId, List, Tree};

macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])+ $variant:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $type {
            $($(#[$variant_doc])+ $variant,)+
        }

        impl $type {
            /// The variant of this name.
            pub fn parse(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// The name used in stubs.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

names! {
    /// What a blocking call waits for.
    Kind {
        /// The clock.
        Sleep = "sleep",
        /// A web server.
        Http = "http",
        /// A raw socket or a name server.
        Socket = "socket",
        /// Another process.
        Subprocess = "subprocess",
        /// A database.
        Database = "database",
        /// The content of files.
        File = "file",
        /// The names of files.
        Path = "path",
        /// A person.
        Stdin = "stdin",
        /// A thread, a queue or a lock.
        Wait = "wait",
        /// A future.
        Result = "result",
        /// The processor.
        Cpu = "cpu",
        /// Mail, ssh, brokers, cloud services.
        Network = "network",
        /// Hardware.
        Device = "device",
        /// Named by the user's configuration.
        Configured = "configured",
    }
}

names! {
    /// How long it may take.
    Level {
        /// A matter of taste.
        Info = "info",
        /// Microseconds, on a good disk.
        Low = "low",
        /// Milliseconds, unbounded on a bad day.
        Medium = "medium",
        /// Seconds, or for ever.
        High = "high",
    }
}

/// When a call with these arguments does not block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The parameter that decides.
    pub parameter: String,
    /// How the argument is compared.
    pub test: Test,
}

/// How an argument is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Test {
    /// `False`, `0`, `None`, a string in quotes, or the last part of a dotted name.
    Equals(String),
    /// A string literal starts so.
    StartsWith(String),
    /// The argument has this type.
    Type(String),
}

/// The call blocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocks {
    /// What it waits for.
    pub kind: Kind,
    /// How long it may take.
    pub level: Level,
    /// What to use instead.
    pub instead: Option<String>,
    /// Any of them makes the call harmless.
    pub unless: Vec<Condition>,
}

/// What a function of a library does to an event loop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Marker {
    /// The call blocks.
    Blocks(Blocks),
    /// The argument of this parameter runs in a thread or process.
    Offloads(String),
    /// Gives an awaitable version of its argument that runs in a thread.
    OffloadWrapper(String),
    /// Calls its argument at once, on the same thread.
    Calls(String),
    /// The argument runs later, on the event loop.
    Schedules(String),
    /// Makes a task of its argument that somebody must keep.
    Spawns(String),
    /// Runs an event loop of its own.
    RunsLoop,
    /// On a class: methods of subclasses run on the event loop.
    LoopCallbacks,
}

/// The markers among `decorators`; decorators of other names are not for us.
pub fn markers(tree: &Tree, decorators: List) -> Vec<Marker> {
    tree.list(decorators).iter().filter_map(|decorator| marker(tree, *decorator)).collect()
}

fn marker(tree: &Tree, decorator: ExprId) -> Option<Marker> {
    let (func, arguments) = match tree.expr(decorator) {
        Expr::Call(call) => {
            let call = tree.call(call);
            (call.func, tree.arguments(call))
        }
        _ => (decorator, &[][..]),
    };
    let Expr::Name(name) = tree.expr(func) else { return None };
    let text = |id: ExprId| match tree.expr(id) {
        Expr::Str(text) => Some(tree.names.text(text).to_owned()),
        _ => None,
    };
    let positional = |index: usize| {
        arguments
            .iter()
            .filter(|argument| argument.kind == ArgumentKind::Positional)
            .nth(index)
            .map(|a| a.value)
    };
    let keyword = |wanted: &str| {
        arguments.iter().find_map(|argument| match argument.kind {
            ArgumentKind::Keyword(name) if tree.names.text(name) == wanted => Some(argument.value),
            _ => None,
        })
    };
    let parameter = || positional(0).and_then(text);
    Some(match tree.names.text(name) {
        "blocks" => {
            let unless = match keyword("unless") {
                Some(value) => match tree.expr(value) {
                    Expr::List(items) | Expr::Tuple(items) => {
                        tree.list(items).iter().filter_map(|item| condition(&text(*item)?)).collect()
                    }
                    _ => text(value).and_then(|text| condition(&text)).into_iter().collect(),
                },
                None => Vec::new(),
            };
            Marker::Blocks(Blocks {
                kind: Kind::parse(&parameter()?)?,
                level: Level::parse(&positional(1).and_then(text)?)?,
                instead: keyword("use").and_then(text),
                unless,
            })
        }
        "offloads" => Marker::Offloads(parameter()?),
        "offload_wrapper" => Marker::OffloadWrapper(parameter()?),
        "calls" => Marker::Calls(parameter()?),
        "schedules" => Marker::Schedules(parameter()?),
        "spawns" => Marker::Spawns(parameter()?),
        "runs_loop" => Marker::RunsLoop,
        "loop_callbacks" => Marker::LoopCallbacks,
        _ => return None,
    })
}

/// `block=False`, `url^=data:`, `file:int`
fn condition(text: &str) -> Option<Condition> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
    let (parameter, rest) = text.split_at(end);
    let comparison = if let Some(prefix) = rest.strip_prefix("^=") {
        Test::StartsWith(prefix.to_owned())
    } else if let Some(value) = rest.strip_prefix('=') {
        Test::Equals(value.to_owned())
    } else {
        Test::Type(rest.strip_prefix(':')?.to_owned())
    };
    Some(Condition { parameter: parameter.to_owned(), test: comparison })
}
