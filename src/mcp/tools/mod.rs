//! One file a tool. A tool is a plain function on a thread of its own: it may take its time, and it can be stopped.

mod explain_rule;
mod fix_blocking_calls;
mod generate_template;
mod get_pattern;
mod read_skill;
mod scan_blocking_calls;
mod schema;
mod sources;
mod write_template;

use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rmcp::RoleServer;
use rmcp::model::{
    CallToolRequestParams, CallToolResult, ContentBlock, ErrorCode, ErrorData, ProgressNotificationParam,
    Tool, ToolAnnotations,
};
use rmcp::service::RequestContext;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::server::State;
use crate::scan::StopFlag;
use crate::skill;
use crate::text::{bounded, counted};

/// No reply is longer: an agent's context is precious.
const MAX_TOKENS: usize = 7_500;
/// Progress is told this often at most.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// What a tool is: words for the model, types for the schemas, and one function.
trait Definition {
    /// What a client calls.
    const NAME: &'static str;
    /// What a person sees.
    const TITLE: &'static str;
    /// When to call it, for the model.
    const DESCRIPTION: &'static str;
    /// Whether it changes files.
    const WRITES: bool = false;
    type Input: DeserializeOwned + JsonSchema + Any;
    type Output: JsonSchema + Any;

    fn call(state: &State, input: Self::Input, call: &Call) -> Result<Answer, Refusal>;
}

/// What goes back: a text to read, and the same as data.
struct Answer {
    text: String,
    data: Value,
}

impl Answer {
    fn new(text: impl Into<String>, data: &impl Serialize) -> Self {
        Self { text: text.into(), data: serde_json::to_value(data).unwrap_or_default() }
    }
}

/// What the model can mend: the text says what is wrong and what to call next.
struct Refusal(String);

impl<E: std::error::Error> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// A running call, as the tool sees it.
struct Call {
    stop: StopFlag,
    progress: watch::Sender<(usize, usize)>,
}

impl Call {
    /// Tells how much is done. From any thread, as often as it likes.
    fn progress(&self, done: usize, total: usize) {
        self.progress.send_if_modified(|last| {
            let further = done > last.0;
            if further {
                *last = (done, total);
            }
            further
        });
    }
}

struct Entry {
    name: &'static str,
    definition: fn() -> Tool,
    run: fn(&State, Value, &Call) -> Result<Answer, Refusal>,
}

fn entry<D: Definition>() -> Entry {
    Entry {
        name: D::NAME,
        definition: || {
            let annotations = ToolAnnotations::new().read_only(!D::WRITES).open_world(false);
            let annotations = if D::WRITES { annotations.destructive(true) } else { annotations };
            Tool::new(D::NAME, D::DESCRIPTION, schema::input::<D::Input>())
                .with_title(D::TITLE)
                .with_annotations(annotations)
                .with_raw_output_schema(schema::output::<D::Output>())
        },
        run: |state, arguments, call| {
            let input = serde_json::from_value(arguments).map_err(|error| {
                Refusal(format!("the arguments do not fit {}: {error}. See its input schema.", D::NAME))
            })?;
            D::call(state, input, call)
        },
    }
}

/// Every tool, in the order of a listing.
fn tools() -> [Entry; 7] {
    [
        entry::<explain_rule::ExplainRule>(),
        entry::<fix_blocking_calls::FixBlockingCalls>(),
        entry::<generate_template::GenerateTemplate>(),
        entry::<get_pattern::GetPattern>(),
        entry::<read_skill::ReadSkill>(),
        entry::<scan_blocking_calls::ScanBlockingCalls>(),
        entry::<write_template::WriteTemplate>(),
    ]
}

/// What a client lists.
pub(super) fn definitions() -> Vec<Tool> {
    tools().iter().map(|entry| (entry.definition)()).collect()
}

/// Calls the tool that the request names.
pub(super) async fn call(
    state: Arc<State>,
    request: CallToolRequestParams,
    context: RequestContext<RoleServer>,
    ended: &CancellationToken,
) -> Result<CallToolResult, ErrorData> {
    let tools = tools();
    let Some(entry) = tools.iter().find(|entry| entry.name == request.name) else {
        let names: Vec<_> = tools.iter().map(|entry| entry.name).collect();
        let message = format!("there is no tool `{}`; there are: {}", request.name, names.join(", "));
        return Err(ErrorData::invalid_params(message, None));
    };
    run(entry, state, Value::Object(request.arguments.unwrap_or_default()), context, ended).await
}

/// Runs a tool off the async threads, tells progress, and stops it when the client cancels or leaves.
async fn run(
    entry: &Entry,
    state: Arc<State>,
    arguments: Value,
    context: RequestContext<RoleServer>,
    ended: &CancellationToken,
) -> Result<CallToolResult, ErrorData> {
    let (progress, mut told) = watch::channel((0, 0));
    let call = Arc::new(Call { stop: StopFlag::default(), progress });
    let (run, its_call) = (entry.run, Arc::clone(&call));
    let mut running = tokio::task::spawn_blocking(move || run(&state, arguments, &its_call));
    let token = context.meta.get_progress_token();
    let mut last = Instant::now();
    let outcome = loop {
        tokio::select! {
            outcome = &mut running => break outcome,
            () = async { tokio::select! { () = context.ct.cancelled() => {}, () = ended.cancelled() => {} } } => {
                call.stop.set();
                // What writes ends as a whole; what reads sees the flag. Either way nobody waits for the answer.
                return Err(ErrorData::new(ErrorCode(-32_800), "cancelled", None));
            }
            Ok(()) = told.changed(), if token.is_some() => {
                let (done, total) = *told.borrow_and_update();
                let Some(token) = token.clone().filter(|_| last.elapsed() >= PROGRESS_EVERY || done == total) else {
                    continue;
                };
                last = Instant::now();
                let param = ProgressNotificationParam::new(token, done as f64)
                    .with_total(total as f64)
                    .with_message(format!("{done} of {} read", counted(total, "file")));
                // A client that has gone is noticed elsewhere.
                let _ = context.peer.notify_progress(param).await;
            }
        }
    };
    match outcome {
        Ok(Ok(answer)) => {
            let mut result = CallToolResult::success(vec![ContentBlock::text(answer.text)]);
            result.structured_content = Some(answer.data);
            Ok(result)
        }
        Ok(Err(Refusal(text))) => Ok(CallToolResult::error(vec![ContentBlock::text(bounded(&text))])),
        // The session answers for it, as for every handler.
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(error) => Err(ErrorData::internal_error(error.to_string(), None)),
        },
    }
}

/// About how many tokens a value is read as.
fn tokens(value: &impl Serialize) -> usize {
    serde_json::to_string(value).map_or(0, |text| skill::tokens(&text))
}

/// `text`, cut at a line end when it is longer than `limit` tokens; says where the cut is.
fn cut(text: &str, limit: usize) -> (&str, bool) {
    if skill::tokens(text) <= limit {
        return (text, false);
    }
    let end = text.char_indices().nth(limit * 38 / 10).map_or(text.len(), |(end, _)| end);
    let end = text[..end].rfind('\n').map_or(end, |line_end| line_end + 1);
    (&text[..end], true)
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::OnceLock;
    use std::sync::mpsc::{Sender, channel};

    use rmcp::model::{CallToolResponse, ServerCapabilities, ServerConfig};
    use rmcp::{ServerHandler, ServiceExt};
    use serde_json::json;

    use super::*;
    use crate::mcp::roots::Roots;
    use crate::mcp::transport::Lines;
    use crate::scan::Session;
    use crate::skill::Catalog;

    /// A bound on hanging, not a measurement.
    const PATIENCE: Duration = Duration::from_secs(30);
    static TOLD: OnceLock<Sender<&str>> = OnceLock::new();

    /// Works until it is stopped.
    const ENDLESS: Entry = Entry {
        name: "endless",
        definition: Tool::default,
        run: |_, _, call| {
            let tell = |what| TOLD.get().map(|told| told.send(what));
            tell("begun");
            let patience = Instant::now() + PATIENCE;
            let stopped = || call.stop.is_set();
            while !stopped() && Instant::now() < patience {
                std::thread::yield_now();
            }
            tell(if stopped() { "stopped" } else { "never stopped" });
            Err(Refusal(String::new()))
        },
    };

    struct Handler {
        state: Arc<State>,
        ended: CancellationToken,
    }

    impl ServerHandler for Handler {
        fn get_info(&self) -> ServerConfig {
            ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
        }

        async fn call_tool(
            &self,
            _: CallToolRequestParams,
            context: RequestContext<RoleServer>,
        ) -> Result<CallToolResponse, ErrorData> {
            run(&ENDLESS, Arc::clone(&self.state), Value::Null, context, &self.ended).await.map(Into::into)
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_tool_is_stopped_when_the_client_cancels_and_when_it_leaves() {
        let (teller, told) = channel();
        TOLD.set(teller).unwrap();
        let next = || told.recv_timeout(2 * PATIENCE).expect("the tool tells");
        let (their_input, mut ours) = std::io::pipe().unwrap();
        // Two tokens: the end of the transport would stop the tool as well, only later.
        let ended = CancellationToken::new();
        let transport = Lines::start(their_input, std::io::sink(), CancellationToken::new()).unwrap();
        let roots = Roots::new(&[]).unwrap();
        let state = Arc::new(State { catalog: Catalog::default(), roots, scans: Session::new() });
        let handler = Handler { state, ended: ended.clone() };
        let server = tokio::spawn(async move { handler.serve(transport).await.unwrap().waiting().await });
        let mut ask = |id: u32| {
            let meta = json!({
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities": {},
            });
            let params = json!({"name": "endless", "_meta": meta});
            let request = json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params});
            let cancel =
                json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}});
            writeln!(ours, "{request}").unwrap();
            assert_eq!(next(), "begun");
            if id == 1 {
                writeln!(ours, "{cancel}").unwrap();
            } else {
                ended.cancel();
            }
            assert_eq!(next(), "stopped");
        };
        ask(1);
        ask(2);
        drop(ours);
        server.await.unwrap().unwrap();
    }
}
