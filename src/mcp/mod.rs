//! The MCP server on stdio. Each handler decodes, makes one library call and encodes; no logic lives here.
//!
//! | file | what lives there |
//! |---|---|
//! | `transport` | lines to messages and back, on two threads of their own; answers what is no message |
//! | `session` | what holds for every request: panics are caught, cache hints and the server's name are added |
//! | `server` | capabilities, and which handler answers which method |
//! | `roots` | which paths tools may touch |
//! | `tools` | one file a tool |
//! | `resources`, `skills`, `prompts`, `completion` | the other primitives of the protocol |
//! | `page` | cursors |

mod completion;
mod page;
mod prompts;
mod resources;
mod roots;
mod server;
mod session;
mod skills;
mod tools;
mod transport;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use rmcp::ServiceExt;
use rmcp::model::CacheScope;
use rmcp::service::ServerInitializeError;
use tokio_util::sync::CancellationToken;

use crate::skill::Catalog;

pub use roots::{RootError, Roots};

/// How long a tool that writes may go on after the client has left.
const GRACE: Duration = Duration::from_secs(3);

/// Why the server can't start or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// A folder given as a root can't be used.
    #[error(transparent)]
    Root(#[from] RootError),
    /// The runtime or a thread can't be started.
    #[error("cannot start the server: {0}")]
    Start(#[from] io::Error),
    /// The session broke down.
    #[error("the session broke down: {0}")]
    Session(String),
}

/// Whether the other end of the standard output is closed. A client that dies closes both pipes, one that only has no more to ask
/// closes its own.
#[cfg(unix)]
fn is_unread() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let output = io::stdout();
    let mut watched = [PollFd::new(&output, PollFlags::empty())];
    let at_once = Timespec::default();
    let answered = poll(&mut watched, Some(&at_once)).is_ok_and(|count| count > 0);
    answered && watched[0].revents().intersects(PollFlags::ERR | PollFlags::HUP)
}

#[cfg(not(unix))]
fn is_unread() -> bool {
    false
}

/// Serves a client on standard input and output until it leaves.
pub fn serve(catalog: Catalog, roots: &[PathBuf]) -> Result<(), ServeError> {
    let roots = Roots::new(roots)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let outcome = runtime.block_on(async {
        let ended = CancellationToken::new();
        let transport = transport::Lines::start(io::stdin(), io::stdout(), ended.clone())?;
        let transport = transport.with_reader(is_unread);
        let own = catalog.skills().iter().all(|skill| skill.embedded);
        let scope = if own { CacheScope::Public } else { CacheScope::Private };
        let server = server::Server::new(catalog, roots, ended);
        match session::Session::new(server, scope).serve(transport).await {
            Ok(running) => match running.waiting().await {
                Ok(_) => Ok(()),
                Err(error) => Err(ServeError::Session(error.to_string())),
            },
            // A client that leaves before it has said anything is none of our failures.
            Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(error) => Err(ServeError::Session(error.to_string())),
        }
    });
    runtime.shutdown_timeout(GRACE);
    outcome
}
