//! Where hosts keep their MCP servers, and in which shape: data in one place, for the command line and the README.

use serde_json::{Value, json};

/// A host that starts MCP servers on standard input and output.
#[derive(Debug, Clone, Copy)]
pub struct Host {
    /// Word on the command line.
    pub id: &'static str,
    /// The host's name.
    pub name: &'static str,
    /// Where its configuration lies.
    pub file: &'static str,
    /// Folders in which it looks for skills; empty when it has none.
    pub skills: &'static [&'static str],
    shape: Shape,
}

#[derive(Debug, Clone, Copy)]
enum Shape {
    /// JSON: the keys that lead to the table of servers, and whether an entry names its transport.
    Json(&'static [&'static str], bool),
    /// TOML: the name of the table of servers.
    Toml(&'static str),
}

/// Every host that we know the shape of, from its documentation.
pub const HOSTS: &[Host] = &[
    Host {
        id: "claude-code",
        name: "Claude Code",
        file: ".mcp.json",
        skills: &[".claude/skills", "~/.claude/skills"],
        shape: Shape::Json(&["mcpServers"], true),
    },
    Host {
        id: "claude-desktop",
        name: "Claude Desktop",
        file: "claude_desktop_config.json",
        skills: &[],
        shape: Shape::Json(&["mcpServers"], false),
    },
    Host {
        id: "cursor",
        name: "Cursor",
        file: ".cursor/mcp.json or ~/.cursor/mcp.json",
        skills: &["~/.cursor/skills"],
        shape: Shape::Json(&["mcpServers"], false),
    },
    Host {
        id: "vscode",
        name: "VS Code",
        file: ".vscode/mcp.json",
        skills: &[],
        shape: Shape::Json(&["servers"], true),
    },
    Host {
        id: "zed",
        name: "Zed",
        file: "settings.json",
        skills: &[],
        shape: Shape::Json(&["context_servers"], false),
    },
    Host {
        id: "codex",
        name: "Codex CLI",
        file: "~/.codex/config.toml",
        skills: &["~/.codex/skills"],
        shape: Shape::Toml("mcp_servers"),
    },
    Host {
        id: "gemini",
        name: "Gemini CLI",
        file: ".gemini/settings.json or ~/.gemini/settings.json",
        skills: &["~/.gemini/skills"],
        shape: Shape::Json(&["mcpServers"], false),
    },
    Host {
        id: "openclaw",
        name: "OpenClaw",
        file: "~/.openclaw/openclaw.json",
        skills: &["skills", ".agents/skills", "~/.agents/skills", "~/.openclaw/skills"],
        shape: Shape::Json(&["mcp", "servers"], false),
    },
];

impl Host {
    /// What to put into the host's configuration, so that it starts `command serve`.
    pub fn snippet(&self, command: &str) -> String {
        match self.shape {
            Shape::Toml(table) => {
                let command = toml::Value::from(command);
                format!("[{table}.awaitwise]\ncommand = {command}\nargs = [\"serve\"]\n")
            }
            Shape::Json(keys, typed) => {
                let mut entry = json!({ "command": command, "args": ["serve"] });
                if typed {
                    entry["type"] = json!("stdio");
                }
                let servers = json!({ "awaitwise": entry });
                let nested: Value = keys.iter().rev().fold(servers, |inner, key| json!({ *key: inner }));
                format!("{nested:#}\n")
            }
        }
    }
}
