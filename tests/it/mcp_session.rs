//! The session: two eras, and everything that a client may do wrong without ending the process.

use std::fs;

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::client::{Client, Era, ended, initialize, meta};

const BOTH: [Era; 2] = [Era::Legacy, Era::Modern];

#[test]
fn the_old_handshake_works_and_knows_nothing_of_the_new_era() {
    let folder = tempdir().unwrap();
    let mut client = Client::start(folder.path(), &[], Era::Legacy);
    let agreed = client.shake_hands();
    assert_eq!(agreed["protocolVersion"], "2025-11-25");
    assert_eq!(agreed["serverInfo"]["name"], "awaitwise");
    assert_eq!(agreed["serverInfo"]["version"], env!("CARGO_PKG_VERSION"));
    assert!(agreed["instructions"].as_str().unwrap().contains("scan_blocking_calls"));
    assert_eq!(client.result("ping", json!({})), json!({}));
    for method in ["tools/list", "prompts/list", "resources/list", "resources/templates/list", "skills/list"]
    {
        let result = client.result(method, json!({}));
        for key in ["resultType", "ttlMs", "cacheScope", "_meta"] {
            assert!(result.get(key).is_none(), "{method} has {key}");
        }
    }
    let error = client.error("resources/read", json!({"uri": "skill://python-async-patterns/none.md"}));
    assert_eq!(
        (&error["code"], &error["data"]["uri"]),
        (&json!(-32002), &json!("skill://python-async-patterns/none.md"))
    );
}

#[test]
fn the_new_era_needs_no_handshake_and_gets_hints_and_the_servers_name() {
    let folder = tempdir().unwrap();
    let mut client = Client::open(folder.path(), Era::Modern);
    let discovered = client.result("server/discover", json!({}));
    let versions = discovered["supportedVersions"].as_array().unwrap();
    assert!(
        versions.contains(&json!("2026-07-28")) && versions.contains(&json!("2025-11-25")),
        "{versions:?}"
    );
    assert_eq!(
        discovered["capabilities"]["extensions"]["io.modelcontextprotocol/skills"],
        json!({"directoryRead": true})
    );
    assert!(discovered["capabilities"]["resources"].is_object());
    let page = json!({"uri": "skill://python-async-patterns/SKILL.md"});
    for (method, params) in [
        ("server/discover", json!({})),
        ("tools/list", json!({})),
        ("prompts/list", json!({})),
        ("resources/list", json!({})),
        ("resources/templates/list", json!({})),
        ("resources/read", page.clone()),
        ("skills/list", json!({})),
        ("skills/get", page),
    ] {
        let result = client.result(method, params);
        assert_eq!(result["resultType"], "complete", "{method}");
        assert_eq!(result["ttlMs"], 3_600_000, "{method}");
        assert_eq!(result["cacheScope"], "public", "{method}");
        assert_eq!(result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "awaitwise", "{method}");
    }
    let called = client.tool("get_pattern", json!({"id": "gather"}));
    assert_eq!(called["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "awaitwise");
    let uri = "skill://python-async-patterns/none.md";
    let error = client.error("resources/read", json!({"uri": uri}));
    assert_eq!((&error["code"], &error["data"]["uri"]), (&json!(-32602), &json!(uri)));
    let ping = client.error("ping", json!({}));
    assert_eq!((&ping["code"], &ping["message"]), (&json!(-32601), &json!("unknown method: ping")));
    let unsupported = json!({"_meta": {"io.modelcontextprotocol/protocolVersion": "2031-01-01"}});
    assert_eq!(client.error("tools/list", unsupported)["code"], -32022);
}

#[test]
fn folders_of_the_user_are_served_for_the_user_alone() {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("mine")).unwrap();
    fs::write(folder.path().join("mine/SKILL.md"), "---\nname: mine\ndescription: Mine.\n---\n").unwrap();
    let mut client = Client::start(folder.path(), &["--skills", "mine"], Era::Modern);
    let listed = client.result("skills/list", json!({}));
    assert_eq!(listed["cacheScope"], "private");
    assert!(listed["skills"].as_array().unwrap().iter().any(|skill| skill["uri"] == "skill://mine/SKILL.md"));
}

/// Some clients probe with `server/discover`, tell of their roots, and only then shake hands.
#[test]
fn what_comes_before_the_session_is_open_does_no_harm() {
    let folder = tempdir().unwrap();
    let mut client = Client::start(folder.path(), &[], Era::Modern);
    client.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
    client.send(&json!({"jsonrpc": "2.0", "id": 9, "result": {}}));
    client.result("server/discover", json!({}));
    client.send(&json!({"jsonrpc": "2.0", "method": "notifications/roots/list_changed"}));
    client.send(&initialize());
    assert_eq!(client.receive()["result"]["protocolVersion"], "2025-11-25");
    assert!(client.leave().0.success());
}

#[test]
fn a_client_may_fall_back_to_the_handshake_after_modern_requests() {
    let folder = tempdir().unwrap();
    let mut client = Client::start(folder.path(), &[], Era::Modern);
    client.result("tools/list", json!({}));
    client.send(&initialize());
    assert_eq!(client.receive()["result"]["protocolVersion"], "2025-11-25");
    client.send(&json!({"jsonrpc": "2.0", "id": 77, "method": "tools/list"}));
    let answer = client.receive();
    assert_eq!(answer["id"], 77);
    assert!(answer["result"]["tools"].is_array(), "{answer}");
    assert!(answer["result"].get("ttlMs").is_none(), "a legacy answer");
    client.send(&json!({"jsonrpc": "2.0", "id": 78, "method": "ping"}));
    assert_eq!(client.receive()["result"], json!({}));
}

#[test]
fn malformed_lines_are_answered_and_the_session_goes_on() {
    for era in BOTH {
        let folder = tempdir().unwrap();
        let mut client = Client::open(folder.path(), era);
        let deep = format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{}{}}}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        let lines: [(&[u8], i64); 7] = [
            (b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":", -32700),
            (b"hello", -32700),
            (b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":\"\xff\"}}", -32700),
            (br#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"\ud800"}}"#, -32700),
            (deep.as_bytes(), -32700),
            (b"[]", -32600),
            (b"42", -32600),
        ];
        for (line, code) in lines {
            client.send_bytes(line);
            let answer = client.receive();
            assert_eq!(answer["error"]["code"], code, "{answer}");
            assert_eq!(answer.get("id"), Some(&Value::Null), "{answer}");
            assert!(answer["error"]["message"].as_str().unwrap().len() > 10, "{answer}");
        }
        client.send_bytes(b"");
        client.send_bytes(b"\r");
        assert!(client.result("tools/list", json!({}))["tools"].is_array());
    }
}

#[test]
fn a_line_that_is_too_long_is_refused_and_one_of_ten_mebibytes_is_read() {
    let folder = tempdir().unwrap();
    let mut client = Client::open(folder.path(), Era::Legacy);
    client.send_bytes(&vec![b'x'; 17 * 1024 * 1024]);
    let answer = client.receive();
    assert_eq!(answer["error"]["code"], -32600);
    assert_eq!(answer["error"]["message"], "a message may have at most 16 MiB");
    let files = json!([{"name": "a.py", "text": "#".repeat(10 * 1024 * 1024)}]);
    let refused = client.refusal("scan_blocking_calls", json!({"files": files}));
    assert!(refused.contains("4 MiB"), "{refused}");
}

#[test]
fn known_methods_with_bad_parameters_say_what_is_missing() {
    for era in BOTH {
        let folder = tempdir().unwrap();
        let mut client = Client::open(folder.path(), era);
        for (method, params, part) in [
            ("tools/call", json!({}), "missing field `name`"),
            ("tools/call", json!({"name": 3}), "expected a string"),
            ("resources/read", json!({}), "missing field `uri`"),
            ("prompts/get", json!({}), "missing field `name`"),
            ("skills/get", json!({}), "missing field `uri`"),
        ] {
            let error = client.error(method, params);
            assert_eq!(error["code"], -32602, "{method}: {error}");
            assert!(error["message"].as_str().unwrap().contains(part), "{method}: {error}");
        }
        let unknown = client.error("tools/destroy", json!({}));
        assert_eq!(
            (&unknown["code"], &unknown["message"]),
            (&json!(-32601), &json!("unknown method: tools/destroy"))
        );
        // What we do not offer is unknown, however it is asked for.
        for method in
            ["resources/subscribe", "resources/unsubscribe", "logging/setLevel", "subscriptions/listen"]
        {
            let error = client.error(method, json!({}));
            assert_eq!(
                (&error["code"], &error["message"]),
                (&json!(-32601), &json!(format!("unknown method: {method}")))
            );
        }
    }
}

#[test]
fn cursors_that_we_did_not_give_are_refused() {
    let folder = tempdir().unwrap();
    let mut client = Client::open(folder.path(), Era::Modern);
    for method in ["tools/list", "prompts/list", "resources/list", "resources/templates/list", "skills/list"]
    {
        for cursor in [json!("bogus"), json!(5), json!(["from-1"])] {
            let error = client.error(method, json!({"cursor": cursor}));
            assert_eq!(error["code"], -32602, "{method} {cursor}: {error}");
        }
    }
    let directory = json!({"uri": "skill://python-async-patterns", "cursor": "bogus"});
    assert_eq!(client.error("resources/directory/read", directory)["code"], -32602);
    assert!(client.refusal("scan_blocking_calls", json!({"cursor": "bogus"})).contains("cursor"));
}

#[test]
fn a_client_that_says_nothing_is_no_failure() {
    let folder = tempdir().unwrap();
    let (status, said, log) = Client::start(folder.path(), &[], Era::Legacy).leave();
    assert!(status.success(), "{log}");
    assert_eq!((said, log.as_str()), (Vec::new(), ""));
}

#[test]
fn a_root_that_does_not_exist_is_told_on_stderr() {
    let folder = tempdir().unwrap();
    let (status, said, log) = Client::start(folder.path(), &["--root", "absent"], Era::Legacy).leave();
    assert_eq!(status.code(), Some(2));
    assert!(said.is_empty() && log.contains("cannot use absent as a root"), "{log}");
}

#[test]
fn a_root_has_to_be_a_folder() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("file.py"), "x = 1\n").unwrap();
    let (status, said, log) = Client::start(folder.path(), &["--root", "file.py"], Era::Legacy).leave();
    assert_eq!(status.code(), Some(2));
    assert!(said.is_empty() && log.contains("cannot use file.py as a root: "), "{log}");
    assert!(log.contains("\nhelp: --root takes a folder"), "{log}");
}

/// A tree that takes the scanner a while.
fn large_tree(files: usize) -> tempfile::TempDir {
    let folder = tempdir().unwrap();
    let text = "def f(x):\n    return [x, x + 1, {'a': (x, x)}]\n\n\n".repeat(400);
    for number in 0..files {
        fs::write(folder.path().join(format!("m{number}.py")), &text).unwrap();
    }
    folder
}

#[test]
fn a_scan_tells_its_progress_and_delays_nobody() {
    let folder = large_tree(300);
    let mut client = Client::open(folder.path(), Era::Modern);
    let params = json!({"name": "scan_blocking_calls", "arguments": {}, "_meta": {"progressToken": "p"}});
    let scan = client.ask("tools/call", params);
    let other = client.ask("tools/list", json!({}));
    let (mut order, mut progress) = (Vec::new(), Vec::new());
    while order.len() < 2 {
        let message = client.receive();
        if message["method"] == "notifications/progress" {
            assert_eq!(message["params"]["progressToken"], "p");
            progress.push(message["params"]["progress"].as_f64().unwrap());
        } else {
            order.push(message["id"].as_u64().unwrap());
        }
    }
    assert_eq!(order, [other, scan], "the listing did not wait for the scan");
    assert!(!progress.is_empty() && progress.is_sorted(), "{progress:?}");
}

#[test]
fn a_cancelled_scan_stops_and_is_not_answered() {
    let folder = large_tree(1_500);
    let mut client = Client::open(folder.path(), Era::Legacy);
    let params = json!({"name": "scan_blocking_calls", "arguments": {}, "_meta": {"progressToken": 1}});
    let scan = client.ask("tools/call", params);
    // It has begun when it tells of progress.
    let begun = client.receive();
    assert_eq!(begun["method"], "notifications/progress", "{begun}");
    let cancelled =
        json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": scan}});
    client.send(&cancelled);
    let after = client.ask("tools/list", json!({}));
    loop {
        let message = client.receive();
        assert_ne!(message["id"], scan, "a cancelled request is not answered");
        if message["id"] == after {
            break;
        }
    }
    let (status, rest, _) = client.leave();
    assert!(status.success() && rest.iter().all(|line| !line.contains("findings")), "{rest:?}");
}

/// A script writes what it wants to know, closes its end, and reads.
#[test]
fn who_closes_the_input_still_gets_the_answers() {
    let folder = large_tree(100);
    for era in [Era::Legacy, Era::Modern] {
        let mut client = Client::open(folder.path(), era);
        let scan = client.ask("tools/call", json!({"name": "scan_blocking_calls", "arguments": {}}));
        let search =
            json!({"name": "get_pattern", "arguments": {"query": "limit requests to ten at a time"}});
        let search = client.ask("tools/call", search);
        let (status, rest, log) = client.leave();
        assert!(status.success(), "{log}");
        for id in [scan, search] {
            let answer = rest.iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
            let answer = answer.into_iter().find(|answer| answer["id"] == id).unwrap();
            assert!(answer["result"]["structuredContent"].is_object(), "{answer}");
        }
    }
}

/// What a scan tells of its progress goes nowhere: that ends it.
#[test]
fn a_client_that_dies_during_a_scan_leaves_nothing_behind() {
    let folder = large_tree(6_000);
    let mut client = Client::open(folder.path(), Era::Modern);
    let params = json!({"name": "scan_blocking_calls", "arguments": {}, "_meta": {"progressToken": 1}});
    client.ask("tools/call", params);
    assert_eq!(client.receive()["method"], "notifications/progress");
    let (status, log) = client.die();
    assert!(status.success(), "{log}");
}

#[test]
fn a_closed_output_ends_the_process() {
    let folder = tempdir().unwrap();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_awaitwise"))
        .arg("serve")
        .current_dir(folder.path())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    let request = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": meta()}});
    let _ = std::io::Write::write_all(&mut input, format!("{request}\n").as_bytes());
    // The input stays open: only the output tells that nobody listens.
    assert!(ended(child).success());
}

#[test]
fn nothing_but_the_protocol_reaches_the_output() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("broken.py"), "def f(:\n").unwrap();
    let mut client = Client::open(folder.path(), Era::Modern);
    for (name, arguments) in [
        ("scan_blocking_calls", json!({})),
        ("read_skill", json!({})),
        ("generate_template", json!({})),
        ("get_pattern", json!({"query": "limit concurrency"})),
    ] {
        // Every line that arrives has been read as a message; text on its own would have failed there.
        let _: Value = client.tool(name, arguments);
    }
    assert!(client.process().try_wait().unwrap().is_none(), "the server is still there");
}
