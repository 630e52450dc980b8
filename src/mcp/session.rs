//! What holds for every request, whoever answers it.

use std::borrow::Cow;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use rmcp::model::{
    CacheScope, ClientNotification, ClientRequest, ErrorData, Implementation, MetaObject, ProtocolVersion,
    ServerConfig, ServerResult,
};
use rmcp::service::{NotificationContext, RequestContext, Service};
use rmcp::{RoleServer, ServerHandler};

use super::server::Server;

/// What is served can't change while the process lives: clients may keep it for an hour.
const TTL_MS: u64 = 60 * 60 * 1000;
const SERVER_INFO: &str = "io.modelcontextprotocol/serverInfo";

/// The server, guarded: a panic becomes an answer, and results carry what modern peers expect.
pub(super) struct Session {
    server: Server,
}

impl Session {
    pub(super) fn new(server: Server) -> Self {
        Self { server }
    }
}

impl Service<RoleServer> for Session {
    async fn handle_request(
        &self,
        request: ClientRequest,
        context: RequestContext<RoleServer>,
    ) -> Result<ServerResult, ErrorData> {
        let modern =
            context.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28);
        let method = request.method().to_owned();
        // The server holds no state that a panic could leave half changed.
        let answer = AssertUnwindSafe(Service::handle_request(&self.server, request, context)).catch_unwind();
        let mut result = answer.await.unwrap_or_else(|_| {
            Err(ErrorData::internal_error(
                format!("{method} failed inside the server; this is a bug in awaitwise"),
                None,
            ))
        })?;
        if modern {
            self.server.set_cache_hints(&mut result);
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
        Service::handle_notification(&self.server, notification, context).await
    }

    fn get_info(&self) -> ServerConfig {
        ServerHandler::get_info(&self.server)
    }

    fn supported_protocol_versions(&self) -> Cow<'static, [ProtocolVersion]> {
        ServerHandler::supported_protocol_versions(&self.server)
    }
}

/// Who we are: our own name and version, not the protocol library's.
pub(super) fn implementation() -> Implementation {
    Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
        .with_title("awaitwise: Python asyncio")
}

impl Server {
    /// How long and by whom a result may be kept. What comes from folders of the user stays with the user.
    fn set_cache_hints(&self, result: &mut ServerResult) {
        let scope = if self.serves_folders() { CacheScope::Private } else { CacheScope::Public };
        let (ttl, cache_scope) = match result {
            ServerResult::DiscoverResult(result) => {
                (result.ttl_ms, result.cache_scope) = (TTL_MS, scope);
                return;
            }
            ServerResult::ListToolsResult(result) => (&mut result.ttl_ms, &mut result.cache_scope),
            ServerResult::ListPromptsResult(result) => (&mut result.ttl_ms, &mut result.cache_scope),
            ServerResult::ListResourcesResult(result) => (&mut result.ttl_ms, &mut result.cache_scope),
            ServerResult::ListResourceTemplatesResult(result) => {
                (&mut result.ttl_ms, &mut result.cache_scope)
            }
            ServerResult::ReadResourceResult(result) => (&mut result.ttl_ms, &mut result.cache_scope),
            ServerResult::ListSkillsResult(result) => (&mut result.ttl_ms, &mut result.cache_scope),
            ServerResult::GetSkillResult(result) => (&mut result.ttl_ms, &mut result.cache_scope),
            _ => return,
        };
        (*ttl, *cache_scope) = (Some(TTL_MS), Some(scope));
    }
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
