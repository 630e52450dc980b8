//! Capabilities, and which handler answers which method.

use std::sync::Arc;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult, GetPromptRequestParams,
    GetPromptResponse, GetSkillRequestParams, GetSkillResult, ListPromptsResult, ListResourceTemplatesResult,
    ListResourcesResult, ListSkillsResult, ListToolsResult, PaginatedRequestParams,
    ReadResourceDirectoryRequestParams, ReadResourceDirectoryResult, ReadResourceRequestParams,
    ReadResourceResponse, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use tokio_util::sync::CancellationToken;

use super::roots::Roots;
use super::{completion, page, prompts, resources, session, skills, tools};
use crate::scan;
use crate::skill::{Catalog, OWN_SKILL};

/// What a model should know before its first call.
const INSTRUCTIONS: &str = "awaitwise knows Python asyncio: an analyser, a pattern library and a project generator. Offline, and it never runs your code.
- After you write or change asynchronous Python: scan_blocking_calls (a path, or files with their text), then explain_rule for what you do not know, fix_blocking_calls for a diff.
- Before you write concurrency, timeouts, retries, queues, shutdown, HTTP clients or servers: get_pattern with a question in plain words. Its code was executed; keep to its pitfalls.
- For a new service, worker, command line tool or library: generate_template with plan_only, then write_template.
- read_skill gives the guide and its references as files.";

/// What handlers work with. Nothing in it changes but the scan's memory of files.
#[derive(Debug)]
pub(super) struct State {
    pub(super) catalog: Catalog,
    pub(super) roots: Roots,
    pub(super) scans: scan::Session,
}

/// The handlers of the protocol's methods.
#[derive(Clone)]
pub(super) struct Server {
    state: Arc<State>,
    ended: CancellationToken,
}

impl Server {
    pub(super) fn new(catalog: Catalog, roots: Roots, ended: CancellationToken) -> Self {
        Self { state: Arc::new(State { catalog, roots, scans: scan::Session::new() }), ended }
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_prompts()
            .enable_resources()
            .enable_completions()
            .enable_skills_with_directory_read()
            .build();
        ServerConfig::new(capabilities)
            .with_server_info(session::implementation())
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        page::whole(tools::definitions(), request.as_ref()).map(ListToolsResult::with_all_items)
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        tools::definitions().into_iter().find(|tool| tool.name == name)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        tools::call(Arc::clone(&self.state), request, context, &self.ended).await.map(Into::into)
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let (items, next_cursor) = page::page(resources::list(&self.state.catalog), request.as_ref())?;
        Ok(ListResourcesResult { next_cursor, ..ListResourcesResult::with_all_items(items) })
    }

    async fn list_resource_templates(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        page::whole(resources::templates(), request.as_ref()).map(ListResourceTemplatesResult::with_all_items)
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        resources::read(&self.state.catalog, &request.uri).map(Into::into)
    }

    async fn list_prompts(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        page::whole(prompts::list(), request.as_ref()).map(ListPromptsResult::with_all_items)
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        prompts::get(&request).map(Into::into)
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        completion::complete(&self.state.catalog, &request)
    }

    async fn list_skills(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListSkillsResult, ErrorData> {
        let all = self.state.catalog.skills().iter().map(skills::entry).collect();
        let (items, next_cursor) = page::page(all, request.as_ref())?;
        Ok(ListSkillsResult { next_cursor, ..ListSkillsResult::with_all_items(items) })
    }

    async fn get_skill(
        &self,
        request: GetSkillRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetSkillResult, ErrorData> {
        skills::get(&self.state.catalog, &request.uri)
    }

    async fn read_resource_directory(
        &self,
        request: ReadResourceDirectoryRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceDirectoryResult, ErrorData> {
        let children = skills::children(&self.state.catalog, &request.uri)?;
        let paging = PaginatedRequestParams::default().with_cursor(request.cursor);
        let (items, next_cursor) = page::page(children, Some(&paging))?;
        Ok(ReadResourceDirectoryResult { next_cursor, ..ReadResourceDirectoryResult::with_all_items(items) })
    }
}

/// The rule template's URI names the files of our own skill.
pub(super) fn rule_uri(name: &str) -> String {
    format!("skill://{OWN_SKILL}/references/rules/{name}.md")
}
