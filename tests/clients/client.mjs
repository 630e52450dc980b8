// The TypeScript client: both eras, every primitive, and skills with verified digests.
import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/client';
import { SkillsClient } from '@modelcontextprotocol/client/ext/skills';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const [server, folder] = process.argv.slice(2);
const eras = {
  legacy: undefined,
  auto: { mode: 'auto' },
  modern: { mode: { pin: '2026-07-28' } },
};

for (const [era, versionNegotiation] of Object.entries(eras)) {
  const warnings = [];
  console.warn = (...words) => warnings.push(words.join(' '));
  const client = new Client({ name: 'test', version: '1' }, versionNegotiation ? { versionNegotiation } : {});
  await client.connect(new StdioClientTransport({ command: server, args: ['serve'], cwd: folder, stderr: 'inherit' }));

  const { tools } = await client.listTools();
  assert.equal(tools.length, 7, era);
  assert.ok((await client.listResources()).resources.length > 50, era);
  assert.equal((await client.listResourceTemplates()).resourceTemplates.length, 2, era);
  const { prompts } = await client.listPrompts();
  assert.ok(prompts.length >= 2, era);
  await client.getPrompt({ name: 'make-async', arguments: { path: 'src' } });
  const completed = await client.complete({
    ref: { type: 'ref/resource', uri: 'awaitwise://pattern/{id}' },
    argument: { name: 'id', value: 'gath' },
  });
  assert.deepEqual(completed.completion.values.slice(0, 1), ['gather'], era);

  // The client checks each structured result against its output schema.
  const project = { kind: 'aiohttp-service', name: 'order-service' };
  const calls = [
    ['scan_blocking_calls', { files: [{ name: 'a.py', text: 'import time\n\n\nasync def f():\n    time.sleep(1)\n' }] }],
    ['scan_blocking_calls', { files: [{ name: 'a.py', text: 'def f(:\n' }] }],
    ['fix_blocking_calls', { files: [{ name: 'a.py', text: 'import time\n\n\nasync def f():\n    time.sleep(1)\n' }] }],
    ['get_pattern', { query: 'limit concurrent requests' }],
    ['explain_rule', { rule: 'blocking-sleep' }],
    ['generate_template', {}],
    ['generate_template', project],
    ['generate_template', { ...project, plan_only: true }],
    ['write_template', { ...project, dest: `typescript-${era}` }],
    ['read_skill', {}],
    ['read_skill', { skill: 'python-async-patterns' }],
    ['read_skill', { skill: 'python-async-patterns', path: 'SKILL.md' }],
  ];
  for (const [name, args] of calls) {
    const result = await client.callTool({ name, arguments: args });
    assert.ok(!result.isError, `${era} ${name}: ${JSON.stringify(result.content)}`);
    assert.ok(result.structuredContent, `${era} ${name}`);
  }

  const skills = new SkillsClient(client);
  assert.ok(skills.supported && skills.directoryRead, era);
  const listing = await skills.list();
  assert.ok(listing.skills.some((skill) => skill.frontmatter.name === 'python-async-patterns'), era);
  let files = 0;
  for (const listed of listing.skills) {
    const { skill } = await skills.get(listed.uri);
    for (const resource of skill.resources) {
      const file = await skills.read(skill, resource.uri);
      assert.ok(file.verified, `${era} ${resource.uri}`);
      files += 1;
    }
    const root = listed.uri.slice(0, -'/SKILL.md'.length);
    assert.ok((await skills.readDirectory(root)).resources.length > 1, era);
  }
  await client.close();
  assert.deepEqual(warnings, [], era);
  console.log(`${era}: ${tools.length} tools, ${listing.skills.length} skills, ${files} files verified`);
}
