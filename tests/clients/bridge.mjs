// Streamable HTTP in front of the server on standard input and output: the conformance suite speaks nothing else.
//
//     node bridge.mjs BINARY FOLDER
//
// writes its URL. Every handshake gets a server of its own; requests without a session share one. It ends with its input.

import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { randomUUID } from 'node:crypto';

const [binary, folder] = process.argv.slice(2);

class Server {
  constructor() {
    this.process = spawn(binary, ['serve'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    this.waiting = new Map();
    this.next = 0;
    createInterface({ input: this.process.stdout }).on('line', (line) => this.#hear(JSON.parse(line)));
  }

  // Ids are replaced on the way: two clients may use the same.
  ask(message) {
    const id = ++this.next;
    this.tell({ ...message, id });
    return new Promise((resolve) => this.waiting.set(id, resolve)).then((answer) => ({ ...answer, id: message.id }));
  }

  tell(message) {
    this.process.stdin.write(`${JSON.stringify(message)}\n`);
  }

  #hear(message) {
    this.waiting.get(message.id)?.(message);
    this.waiting.delete(message.id);
  }
}

const sessions = new Map();

function serverOf(request, response, message) {
  if (message.method === 'initialize') {
    const id = randomUUID();
    response.setHeader('mcp-session-id', id);
    sessions.set(id, new Server());
    return sessions.get(id);
  }
  const id = request.headers['mcp-session-id'] ?? 'none';
  if (id === 'none' && !sessions.has(id)) sessions.set(id, new Server());
  return sessions.get(id);
}

const http = createServer(async (request, response) => {
  if (request.method !== 'POST') return response.writeHead(405).end();
  let body = '';
  for await (const part of request) body += part;
  const message = JSON.parse(body);
  const server = serverOf(request, response, message);
  if (!server) return response.writeHead(404).end();
  if (message.id === undefined || !message.method) {
    server.tell(message);
    return response.writeHead(202).end();
  }
  const answer = await server.ask(message);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
});

http.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${http.address().port}/mcp`));
process.stdin.on('end', () => process.exit()).resume();
