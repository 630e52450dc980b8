//! What holds for every request, whoever answers it.

use std::borrow::Cow;
use std::panic::AssertUnwindSafe;
use std::sync::OnceLock;

use futures::FutureExt;
use rmcp::model::{
    CacheScope, ClientCapabilities, ClientNotification, ClientRequest, ErrorCode, ErrorData, Implementation,
    MetaObject, ProtocolVersion, ServerConfig, ServerResult,
};
use rmcp::service::{NotificationContext, RequestContext, Service};
use rmcp::{RoleServer, ServerHandler};
use serde_json::Value;

use crate::text;

/// What is served can't change while the process lives: clients may keep it for an hour.
const TTL_MS: u64 = 60 * 60 * 1000;
/// An error repeats no more characters of a name as data: a URI that long names nothing here.
const MOST_OF_NAME: usize = 1024;
const SERVER_INFO: &str = "io.modelcontextprotocol/serverInfo";

/// A handler, guarded: a panic becomes an answer, and results carry what modern peers expect.
pub(super) struct Session<H> {
    handler: H,
    scope: CacheScope,
    /// A modern request opened the session. Then rmcp asks every request for its metadata, also those of a client that
    /// has fallen back to `initialize` since.
    opened_inline: OnceLock<bool>,
    /// What `initialize` agreed upon.
    handshake: OnceLock<ProtocolVersion>,
}

impl<H: ServerHandler> Session<H> {
    /// `scope` says who may keep what is served: what comes from folders of the user stays with the user.
    pub(super) fn new(handler: H, scope: CacheScope) -> Self {
        Self { handler, scope, opened_inline: OnceLock::new(), handshake: OnceLock::new() }
    }

    async fn answer(
        &self,
        request: ClientRequest,
        context: RequestContext<RoleServer>,
    ) -> Result<ServerResult, ErrorData> {
        let method = request.method().to_owned();
        // Handlers hold no state that a panic could leave half changed.
        let answer =
            AssertUnwindSafe(Service::handle_request(&self.handler, request, context)).catch_unwind();
        let answer = answer.await.unwrap_or_else(|_| {
            let message = format!("{method} failed inside the server; this is a bug in awaitwise");
            Err(ErrorData::internal_error(message, None))
        });
        answer.map_err(|error| match error.code {
            // rmcp says no more than the name.
            ErrorCode::METHOD_NOT_FOUND => unknown_method(&method),
            _ => error,
        })
    }
}

impl<H: ServerHandler> Service<RoleServer> for Session<H> {
    async fn handle_request(
        &self,
        request: ClientRequest,
        mut context: RequestContext<RoleServer>,
    ) -> Result<ServerResult, ErrorData> {
        let is_handshake = matches!(request, ClientRequest::InitializeRequest(_));
        if !matches!(request, ClientRequest::DiscoverRequest(_)) {
            let _ = self.opened_inline.set(!is_handshake);
        }
        if let Some(version) = self.handshake.get()
            && self.opened_inline.get() == Some(&true)
            && context.meta.protocol_version().is_none()
        {
            if matches!(request, ClientRequest::PingRequest(_)) {
                return Ok(ServerResult::empty(()));
            }
            context.meta.set_protocol_version(version.clone());
            context.meta.set_client_capabilities(ClientCapabilities::default());
        }
        let modern =
            context.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28);
        let mut result = self.answer(request, context).await.map_err(bounded)?;
        if let ServerResult::InitializeResult(agreed) = &result {
            let _ = self.handshake.set(agreed.protocol_version.clone());
        }
        if modern && !is_handshake {
            set_cache_hints(&mut result, self.scope);
            if let Some(meta) = meta_of(&mut result) {
                let info = serde_json::to_value(implementation()).unwrap_or_default();
                meta.get_or_insert_default().insert(SERVER_INFO.to_owned(), info);
            }
        }
        Ok(result)
    }

    async fn handle_notification(
        &self,
        notification: ClientNotification,
        context: NotificationContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Service::handle_notification(&self.handler, notification, context).await
    }

    fn get_info(&self) -> ServerConfig {
        ServerHandler::get_info(&self.handler)
    }

    fn supported_protocol_versions(&self) -> Cow<'static, [ProtocolVersion]> {
        ServerHandler::supported_protocol_versions(&self.handler)
    }
}

/// The error for a method that there is not, or not in this era.
pub(super) fn unknown_method(method: &str) -> ErrorData {
    ErrorData::new(ErrorCode::METHOD_NOT_FOUND, format!("unknown method: {method}"), None)
}

/// Names that a client wrote come back in errors: with a sane length.
pub(super) fn bounded(mut error: ErrorData) -> ErrorData {
    error.message = text::bounded(&error.message).into_owned().into();
    if let Some(Value::Object(data)) = &mut error.data {
        for value in data.values_mut() {
            if let Value::String(name) = value {
                *name = text::shortened(name, MOST_OF_NAME).into_owned();
            }
        }
    }
    error
}

/// Who we are: our own name and version, not the protocol library's.
pub(super) fn implementation() -> Implementation {
    Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
        .with_title("awaitwise: Python asyncio")
}

/// How long and by whom a result may be kept.
fn set_cache_hints(result: &mut ServerResult, scope: CacheScope) {
    let (ttl, cache_scope) = match result {
        ServerResult::DiscoverResult(result) => {
            (result.ttl_ms, result.cache_scope) = (TTL_MS, scope);
            return;
        }
        ServerResult::ListToolsResult(result) => (&mut result.ttl_ms, &mut result.cache_scope),
        ServerResult::ListPromptsResult(result) => (&mut result.ttl_ms, &mut result.cache_scope),
        ServerResult::ListResourcesResult(result) => (&mut result.ttl_ms, &mut result.cache_scope),
        ServerResult::ListResourceTemplatesResult(result) => (&mut result.ttl_ms, &mut result.cache_scope),
        ServerResult::ReadResourceResult(result) => (&mut result.ttl_ms, &mut result.cache_scope),
        ServerResult::ListSkillsResult(result) => (&mut result.ttl_ms, &mut result.cache_scope),
        ServerResult::GetSkillResult(result) => (&mut result.ttl_ms, &mut result.cache_scope),
        _ => return,
    };
    (*ttl, *cache_scope) = (Some(TTL_MS), Some(scope));
}

fn meta_of(result: &mut ServerResult) -> Option<&mut Option<MetaObject>> {
    Some(match result {
        ServerResult::DiscoverResult(result) => &mut result.meta,
        ServerResult::CompleteResult(result) => &mut result.meta,
        ServerResult::GetPromptResult(result) => &mut result.meta,
        ServerResult::ListPromptsResult(result) => &mut result.meta,
        ServerResult::ListResourcesResult(result) => &mut result.meta,
        ServerResult::ListResourceTemplatesResult(result) => &mut result.meta,
        ServerResult::ReadResourceResult(result) => &mut result.meta,
        ServerResult::ListToolsResult(result) => &mut result.meta,
        ServerResult::CallToolResult(result) => &mut result.meta,
        ServerResult::ListSkillsResult(result) => &mut result.meta,
        ServerResult::GetSkillResult(result) => &mut result.meta,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::time::Duration;

    use rmcp::ServiceExt;
    use rmcp::model::{ListPromptsResult, ListToolsResult, PaginatedRequestParams, ServerCapabilities};
    use serde_json::json;
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::mcp::transport::Lines;

    struct Panics;

    impl ServerHandler for Panics {
        fn get_info(&self) -> ServerConfig {
            ServerConfig::new(ServerCapabilities::builder().enable_tools().enable_prompts().build())
        }

        async fn list_tools(
            &self,
            _: Option<PaginatedRequestParams>,
            _: RequestContext<RoleServer>,
        ) -> Result<ListToolsResult, ErrorData> {
            panic!("on purpose")
        }

        async fn list_prompts(
            &self,
            _: Option<PaginatedRequestParams>,
            _: RequestContext<RoleServer>,
        ) -> Result<ListPromptsResult, ErrorData> {
            Ok(ListPromptsResult::default())
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_panic_is_answered_and_the_server_lives_on() {
        let (their_input, mut ours) = std::io::pipe().unwrap();
        let (answers, their_output) = std::io::pipe().unwrap();
        let transport = Lines::start(their_input, their_output, CancellationToken::new()).unwrap();
        let server = tokio::spawn(async move {
            let session = Session::new(Panics, CacheScope::Public);
            session.serve(transport).await.unwrap().waiting().await.unwrap();
        });
        // A thread of its own reads: an answer that never comes fails the test, it does not hang it.
        let (sender, lines) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            BufReader::new(answers).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        let mut ask = |method: &str| -> Value {
            let meta = json!({
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities": {},
            });
            let request = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": {"_meta": meta}});
            writeln!(ours, "{request}").unwrap();
            let line = lines.recv_timeout(Duration::from_mins(1)).expect("an answer");
            serde_json::from_str(&line).unwrap()
        };
        assert_eq!(ask("tools/list")["error"]["code"], -32603);
        assert_eq!(ask("prompts/list")["result"]["prompts"], json!([]));
        drop(ours);
        server.await.unwrap();
    }
}
