//! Lines to messages and back. Reading and writing have a thread each: parsing a large message delays no handler, a
//! blocked pipe blocks nobody else, and a pending read does not keep the process alive.
//!
//! What is no message is answered here, because rmcp would drop it and the caller would wait for ever.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::{
    CallToolRequestParams, ClientJsonRpcMessage, ClientNotification, ClientRequest, CompleteRequestParams,
    ErrorData, GetMeta, GetPromptRequestParams, GetSkillRequestParams, InitializeRequestParams,
    PaginatedRequestParams, ProtocolVersion, ReadResourceDirectoryRequestParams, ReadResourceRequestParams,
    RequestId, ServerJsonRpcMessage,
};
use rmcp::transport::Transport;
use rustc_hash::FxHashSet;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::session::{bounded, unknown_method};

/// Longer lines are refused unread, so that nobody can fill the memory with one.
const MAX_LINE: usize = 16 * 1024 * 1024;
/// How many messages may wait in each direction.
const QUEUE: usize = 64;
/// How long requests may go on after the input has ended: a script closes its end as soon as it has asked.
const LAST_ANSWERS: Duration = Duration::from_secs(30);

/// How often the output is looked at while the last answers are worked out.
const GLANCE: Duration = Duration::from_millis(100);

/// The transport: one JSON message a line.
pub(super) struct Lines {
    incoming: mpsc::Receiver<ClientJsonRpcMessage>,
    outgoing: Option<mpsc::Sender<ServerJsonRpcMessage>>,
    written: Option<oneshot::Receiver<()>>,
    unanswered: Arc<Unanswered>,
    /// Cancelled when the client has left: what runs long has to end.
    ended: CancellationToken,
    /// Whether nobody reads any longer what is written.
    is_unread: fn() -> bool,
}

impl Lines {
    pub(super) fn start(
        input: impl Read + Send + 'static,
        output: impl Write + Send + 'static,
        ended: CancellationToken,
    ) -> io::Result<Self> {
        let (incoming_sender, incoming) = mpsc::channel(QUEUE);
        let (outgoing, outgoing_receiver) = mpsc::channel(QUEUE);
        let (done, written) = oneshot::channel();
        let mut reader = Reader { messages: incoming_sender, answers: outgoing.clone(), open: false };
        thread::Builder::new().name("stdin".into()).spawn(move || reader.run(input))?;
        let closed = ended.clone();
        thread::Builder::new().name("stdout".into()).spawn(move || {
            write(outgoing_receiver, output);
            // Nobody listens any more, or everything is said.
            closed.cancel();
            let _ = done.send(());
        })?;
        let unanswered = Arc::default();
        let is_unread = || false;
        Ok(Self { incoming, outgoing: Some(outgoing), written: Some(written), unanswered, ended, is_unread })
    }

    /// With a way to ask whether anybody reads what is written: asked while the last answers are worked out.
    pub(super) fn with_reader(self, is_unread: fn() -> bool) -> Self {
        Self { is_unread, ..self }
    }

    /// Waits until nobody reads any longer what is written.
    async fn unread(&self) {
        while !(self.is_unread)() {
            sleep(GLANCE).await;
        }
    }
}

/// Requests that were handed on and wait for their answers.
#[derive(Default)]
struct Unanswered {
    ids: Mutex<FxHashSet<RequestId>>,
    none_left: Notify,
}

impl Unanswered {
    fn ids(&self) -> MutexGuard<'_, FxHashSet<RequestId>> {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note of a message from the client.
    fn received(&self, message: &ClientJsonRpcMessage) {
        match message {
            ClientJsonRpcMessage::Request(request) => drop(self.ids().insert(request.id.clone())),
            ClientJsonRpcMessage::Notification(told) => {
                if let ClientNotification::CancelledNotification(cancelled) = &told.notification
                    && let Some(id) = &cancelled.params.request_id
                {
                    self.settle(id);
                }
            }
            _ => {}
        }
    }

    fn settle(&self, id: &RequestId) {
        let mut ids = self.ids();
        ids.remove(id);
        if ids.is_empty() {
            self.none_left.notify_one();
        }
    }

    async fn wait(&self) {
        while !self.ids().is_empty() {
            self.none_left.notified().await;
        }
    }
}

impl Transport<RoleServer> for Lines {
    type Error = io::Error;

    fn send(
        &mut self,
        message: ServerJsonRpcMessage,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send + 'static {
        let outgoing = self.outgoing.clone();
        let unanswered = Arc::clone(&self.unanswered);
        async move {
            let closed = || io::Error::from(io::ErrorKind::BrokenPipe);
            let answered = match &message {
                ServerJsonRpcMessage::Response(answer) => Some(answer.id.clone()),
                ServerJsonRpcMessage::Error(answer) => answer.id.clone(),
                _ => None,
            };
            let sent = outgoing.ok_or_else(closed)?.send(message).await.map_err(|_| closed());
            if let Some(id) = answered {
                unanswered.settle(&id);
            }
            sent
        }
    }

    async fn receive(&mut self) -> Option<ClientJsonRpcMessage> {
        let message = tokio::select! {
            message = self.incoming.recv() => message,
            () = self.ended.cancelled() => None,
        };
        match &message {
            Some(message) => self.unanswered.received(message),
            None => {
                tokio::select! {
                    _ = timeout(LAST_ANSWERS, self.unanswered.wait()) => {}
                    () = self.ended.cancelled() => {}
                    () = self.unread() => {}
                }
                self.ended.cancel();
            }
        }
        message
    }

    async fn close(&mut self) -> Result<(), Self::Error> {
        self.outgoing = None;
        if let Some(written) = self.written.take() {
            // An error says that the thread is gone already.
            let _ = written.await;
        }
        Ok(())
    }
}

/// An error that answers no request that could be read: JSON-RPC wants an `id` of null there, and rmcp leaves it out.
#[derive(Serialize)]
struct Unaddressed<'e> {
    jsonrpc: &'static str,
    id: (),
    error: &'e ErrorData,
}

fn write(mut messages: mpsc::Receiver<ServerJsonRpcMessage>, mut output: impl Write) {
    let mut line = Vec::new();
    while let Some(message) = messages.blocking_recv() {
        line.clear();
        let serialized = match &message {
            ServerJsonRpcMessage::Error(answer) if answer.id.is_none() => {
                let answer = Unaddressed { jsonrpc: "2.0", id: (), error: &answer.error };
                serde_json::to_writer(&mut line, &answer)
            }
            message => serde_json::to_writer(&mut line, message),
        };
        if let Err(error) = serialized {
            tracing::error!(%error, "a message cannot be written as JSON");
            continue;
        }
        line.push(b'\n');
        if output.write_all(&line).and_then(|()| output.flush()).is_err() {
            return;
        }
        // A large answer should not stay in memory for the rest of the session.
        line.shrink_to(64 * 1024);
    }
}

struct Reader {
    messages: mpsc::Sender<ClientJsonRpcMessage>,
    answers: mpsc::Sender<ServerJsonRpcMessage>,
    /// A request has opened the session. Until then rmcp would end the process over anything but a request.
    open: bool,
}

enum Line {
    Whole,
    TooLong,
    End,
}

impl Reader {
    fn run(&mut self, input: impl Read) {
        let mut input = BufReader::with_capacity(64 * 1024, input);
        let mut line = Vec::new();
        loop {
            line.clear();
            line.shrink_to(64 * 1024);
            let outcome = match read_line(&mut input, &mut line) {
                Ok(Line::Whole) => self.understand(&line),
                Ok(Line::TooLong) => {
                    let message = format!("a message may have at most {} MiB", MAX_LINE / 1024 / 1024);
                    Err((None, ErrorData::invalid_request(message, None)))
                }
                Ok(Line::End) | Err(_) => return,
            };
            let delivered = match outcome {
                Ok(Some(message)) => self.messages.blocking_send(message).is_ok(),
                Ok(None) => true,
                Err((id, error)) => {
                    let error = bounded(error);
                    self.answers.blocking_send(ServerJsonRpcMessage::error(error, id)).is_ok()
                }
            };
            if !delivered {
                return;
            }
        }
    }

    /// The message of a line; nothing for what needs no answer; an error to answer with.
    fn understand(
        &mut self,
        line: &[u8],
    ) -> Result<Option<ClientJsonRpcMessage>, (Option<RequestId>, ErrorData)> {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii();
        if line.is_empty() {
            return Ok(None);
        }
        let parse_error = |message: String| (None, ErrorData::parse_error(message, None));
        let text = std::str::from_utf8(line)
            .map_err(|error| parse_error(format!("not UTF-8 at byte {}", error.valid_up_to())))?;
        let message: ClientJsonRpcMessage = match serde_json::from_str(text) {
            Ok(message) => message,
            Err(error) if error.is_data() => return not_a_message(text),
            Err(error) => return Err(parse_error(format!("not JSON: {error}"))),
        };
        if let ClientJsonRpcMessage::Request(request) = &message {
            if let ClientRequest::CustomRequest(custom) = &request.request {
                let error = match why_malformed(&custom.method, custom.params.as_ref()) {
                    Some(why) => ErrorData::invalid_params(format!("{}: {why}", custom.method), None),
                    None => unknown_method(&custom.method),
                };
                return Err((Some(request.id.clone()), error));
            }
            if let Some(why) = ignored_params(&request.request, text) {
                let message = format!("{}: {why}", request.request.method());
                return Err((Some(request.id.clone()), ErrorData::invalid_params(message, None)));
            }
            self.open |= opens(&request.request);
        } else if !self.open {
            tracing::debug!("dropped what came before the session was open");
            return Ok(None);
        }
        Ok(Some(message))
    }
}

/// What is wrong with the parameters of a listing. They may be left out, so that malformed ones are read as if there were none.
fn ignored_params(request: &ClientRequest, text: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Params {
        params: Option<Value>,
    }
    let method = request.method();
    let params =
        method.ends_with("/list").then(|| serde_json::from_str::<Params>(text).ok()).flatten()?.params?;
    let malformed = serde_json::from_value::<PaginatedRequestParams>(params.clone()).is_err();
    malformed.then(|| why_malformed(method, Some(&params))).flatten()
}

/// Whether rmcp leaves its opening phase with this request.
fn opens(request: &ClientRequest) -> bool {
    match request {
        ClientRequest::InitializeRequest(_) => true,
        ClientRequest::DiscoverRequest(_) | ClientRequest::PingRequest(_) => false,
        other => {
            let meta = other.get_meta();
            meta.missing_required_keys(&ProtocolVersion::V_2026_07_28).is_empty()
                && meta
                    .protocol_version()
                    .is_some_and(|version| ProtocolVersion::KNOWN_VERSIONS.contains(&version))
        }
    }
}

/// JSON, but none of the four kinds of message. Unknown notifications are ignored, as the protocol asks.
fn not_a_message(text: &str) -> Result<Option<ClientJsonRpcMessage>, (Option<RequestId>, ErrorData)> {
    let value: Value = serde_json::from_str(text).unwrap_or_default();
    let id = value.get("id");
    if id.is_none() && value.get("method").is_some_and(Value::is_string) {
        return Ok(None);
    }
    let id = id.and_then(|id| serde_json::from_value(id.clone()).ok());
    let message = "not a request, notification or response of JSON-RPC 2.0";
    Err((id, ErrorData::invalid_request(message, None)))
}

/// What is wrong with the parameters of a method that we know; `None` for others.
fn why_malformed(method: &str, params: Option<&Value>) -> Option<String> {
    fn check<T: DeserializeOwned>(params: Option<&Value>) -> String {
        let Some(params) = params else { return "params are missing".to_owned() };
        match serde_json::from_value::<T>(params.clone()) {
            Ok(_) => "params are malformed".to_owned(),
            Err(error) => format!("params are malformed: {error}"),
        }
    }
    Some(match method {
        "initialize" => check::<InitializeRequestParams>(params),
        "tools/call" => check::<CallToolRequestParams>(params),
        "prompts/get" => check::<GetPromptRequestParams>(params),
        "resources/read" => check::<ReadResourceRequestParams>(params),
        "resources/directory/read" => check::<ReadResourceDirectoryRequestParams>(params),
        "skills/get" => check::<GetSkillRequestParams>(params),
        "completion/complete" => check::<CompleteRequestParams>(params),
        "tools/list" | "prompts/list" | "resources/list" | "resources/templates/list" | "skills/list" => {
            check::<PaginatedRequestParams>(params)
        }
        "ping" | "server/discover" => check::<serde_json::Map<String, Value>>(params),
        _ => return None,
    })
}

/// Reads up to the next line end without ever holding more than the longest line that is allowed. A last line without
/// an end is no message.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Line> {
    let mut too_long = false;
    loop {
        let available = match input.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if available.is_empty() {
            return Ok(Line::End);
        }
        let end = available.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(available.len(), |end| end + 1);
        too_long |= line.len() + taken > MAX_LINE;
        if too_long {
            *line = Vec::new();
        } else {
            line.extend_from_slice(&available[..taken]);
        }
        input.consume(taken);
        match end {
            Some(_) if too_long => return Ok(Line::TooLong),
            Some(_) => return Ok(Line::Whole),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::PipeWriter;

    use serde_json::json;
    use tokio::time::Instant;

    use super::*;

    const PING: &str = r#"{"jsonrpc":"2.0","id":7,"method":"ping"}"#;
    const CANCELLED: &str =
        r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}"#;

    /// A transport whose client says these lines after a handshake, and leaves; the messages of the lines are received.
    async fn after(lines: &[&str]) -> (Lines, CancellationToken) {
        let (their_input, mut ours) = io::pipe().unwrap();
        let ended = CancellationToken::new();
        let mut transport = Lines::start(their_input, io::sink(), ended.clone()).unwrap();
        let info = json!({"name": "test", "version": "1"});
        let params = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": info});
        let opening = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params});
        say(&mut ours, &opening.to_string());
        transport.receive().await.unwrap();
        answer(&mut transport, 1).await;
        for line in lines {
            say(&mut ours, line);
            transport.receive().await.unwrap();
        }
        (transport, ended)
    }

    fn say(input: &mut PipeWriter, line: &str) {
        writeln!(input, "{line}").unwrap();
    }

    async fn answer(transport: &mut Lines, id: i64) {
        let error = ErrorData::internal_error("an answer like any other", None);
        transport.send(ServerJsonRpcMessage::error(error, Some(RequestId::Number(id)))).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn the_end_of_the_input_waits_for_answers_and_for_nothing_else() {
        for (lines, patience) in
            [(&[][..], Duration::ZERO), (&[PING, CANCELLED], Duration::ZERO), (&[PING], LAST_ANSWERS)]
        {
            let (mut transport, ended) = after(lines).await;
            let start = Instant::now();
            assert!(transport.receive().await.is_none());
            assert_eq!(start.elapsed().as_secs(), patience.as_secs(), "{lines:?}");
            assert!(ended.is_cancelled(), "what runs long has to end");
        }
        let (mut transport, _) = after(&[PING]).await;
        answer(&mut transport, 7).await;
        let start = Instant::now();
        assert!(transport.receive().await.is_none());
        assert_eq!(start.elapsed().as_secs(), 0);
    }
}
