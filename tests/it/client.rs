//! A client that speaks the protocol by hand: tests see every byte that a real one would see.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// How long an answer may take on a busy machine before a test gives up: a bound on hanging, not a measurement.
const PATIENCE: Duration = Duration::from_mins(2);

/// Which protocol a client speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Era {
    /// A handshake, then plain requests.
    Legacy,
    /// Every request says who asks.
    Modern,
}

/// A running server and the pipes to it.
pub(crate) struct Client {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    era: Era,
    next: u64,
}

/// The metadata of a modern request.
pub(crate) fn meta() -> Value {
    json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    })
}

/// The request that opens a session of the old era.
pub(crate) fn initialize() -> Value {
    let info = json!({"name": "test", "version": "1"});
    let params = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": info});
    json!({"jsonrpc": "2.0", "id": "handshake", "method": "initialize", "params": params})
}

impl Client {
    /// Starts a server in `folder` and says nothing yet.
    pub(crate) fn start(folder: &Path, arguments: &[&str], era: Era) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_awaitwise"))
            .arg("serve")
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = lines_of(child.stdout.take().unwrap());
        Self { input: child.stdin.take(), child, lines, era, next: 0 }
    }

    /// Starts a server in `folder` and opens the session.
    pub(crate) fn open(folder: &Path, era: Era) -> Self {
        let mut client = Self::start(folder, &[], era);
        if era == Era::Legacy {
            client.shake_hands();
        }
        client
    }

    /// The handshake of the old era.
    pub(crate) fn shake_hands(&mut self) -> Value {
        self.send(&initialize());
        let answer = self.receive();
        assert_eq!(answer["id"], "handshake", "{answer}");
        self.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        answer["result"].clone()
    }

    /// Writes a message.
    pub(crate) fn send(&mut self, message: &Value) {
        self.send_bytes(message.to_string().as_bytes());
    }

    /// Writes any bytes and a line end.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).and_then(|()| input.write_all(b"\n")).and_then(|()| input.flush()).unwrap();
    }

    /// The next message.
    pub(crate) fn receive(&mut self) -> Value {
        let line = self.lines.recv_timeout(PATIENCE).expect("the server answers");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    /// Writes a request and gives its id.
    pub(crate) fn ask(&mut self, method: &str, mut params: Value) -> u64 {
        self.next += 1;
        if self.era == Era::Modern {
            let own = params.get("_meta").cloned().unwrap_or_default();
            let mut all = meta();
            all.as_object_mut().unwrap().extend(own.as_object().cloned().unwrap_or_default());
            params["_meta"] = all;
        }
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// Asks and waits for the answer to it; notifications in between are dropped.
    pub(crate) fn answer(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        loop {
            let message = self.receive();
            if message["id"] == id {
                return message;
            }
            assert!(message.get("id").is_none(), "an answer to something else: {message}");
        }
    }

    /// The result of a request that has to succeed.
    pub(crate) fn result(&mut self, method: &str, params: Value) -> Value {
        let answer = self.answer(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The error of a request that has to fail.
    pub(crate) fn error(&mut self, method: &str, params: Value) -> Value {
        let answer = self.answer(method, params);
        assert!(answer.get("result").is_none(), "{method}: {answer}");
        answer["error"].clone()
    }

    /// The result of a tool call.
    pub(crate) fn tool(&mut self, name: &str, arguments: Value) -> Value {
        self.result("tools/call", json!({"name": name, "arguments": arguments}))
    }

    /// The text of a tool call that has to succeed.
    pub(crate) fn text(&mut self, name: &str, arguments: Value) -> String {
        let result = self.tool(name, arguments);
        assert_eq!(result["isError"], false, "{result}");
        result["content"][0]["text"].as_str().unwrap().to_owned()
    }

    /// The text of a tool call that has to be refused.
    pub(crate) fn refusal(&mut self, name: &str, arguments: Value) -> String {
        let result = self.tool(name, arguments);
        assert_eq!(result["isError"], true, "{result}");
        result["content"][0]["text"].as_str().unwrap().to_owned()
    }

    /// Closes the server's input and waits for its end: how it ended, what it still said, and its log.
    pub(crate) fn leave(mut self) -> (ExitStatus, Vec<String>, String) {
        drop(self.input.take());
        let rest = self.lines.iter().collect();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap(), rest, log)
    }

    /// Closes both pipes, as the system does for a client that dies, and waits for the server's end.
    pub(crate) fn die(mut self) -> (ExitStatus, String) {
        drop(self.input.take());
        // The thread that reads gives up with the next line.
        self.lines = channel().1;
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap(), log)
    }

    /// The server's process.
    pub(crate) fn process(&mut self) -> &mut Child {
        &mut self.child
    }
}

/// How a process ended that has to end by itself.
pub(crate) fn ended(mut child: Child) -> ExitStatus {
    let (sender, status) = channel();
    thread::spawn(move || sender.send(child.wait()));
    status.recv_timeout(PATIENCE).expect("the process ends").unwrap()
}

impl Drop for Client {
    fn drop(&mut self) {
        // A server that has ended already can't be killed; that is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines_of(output: ChildStdout) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines() {
            if line.is_ok_and(|line| sender.send(line).is_err()) {
                return;
            }
        }
    });
    receiver
}
