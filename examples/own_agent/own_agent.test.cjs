// Runs the agent's actions by its DDL, here and without a broker: node --test own_agent.test.cjs
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { callAction, loadAgent } = require('fleetspec/agent');

// All that fleetspecd would refuse fails here: a broken file, actions that the DDL does not have.
const agent = loadAgent(`${__dirname}/own_agent`);

test('status: a file that is there', async () => {
  const { statuscode, outputs } = await callAction(agent, 'status', { path: '/etc/passwd' });
  assert.equal(statuscode, 0);
  assert.equal(outputs.present, true);
  assert.ok(outputs.bytes > 0);
});

test('status: a file that is not there', async () => {
  const { outputs } = await callAction(agent, 'status', { path: '/no/such/file' });
  assert.deepEqual(outputs, { present: false, bytes: null, age: null });
});

test('status: what the DDL refuses never gets to the code', async () => {
  const { statuscode, statusmsg } = await callAction(agent, 'status', { path: '/etc; reboot' });
  assert.equal(statuscode, 4);
  assert.match(statusmsg, /path/);
});

test('usage: what the program says', async () => {
  const run = async () => ({
    code: 0,
    signal: null,
    stdout: '12\t/srv\n',
    stderr: '',
    timedOut: false,
    truncated: false,
  });
  const { outputs } = await callAction(agent, 'usage', { path: '/srv' }, { run });
  assert.deepEqual(outputs, { kilobytes: 12 });
});

test('usage: what the program refuses', async () => {
  const { statuscode, statusmsg } = await callAction(agent, 'usage', { path: '/no/such/file' });
  assert.equal(statuscode, 1);
  assert.match(statusmsg, /no\/such\/file/);
});
