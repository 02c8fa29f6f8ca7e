// Runs one built program and keeps the code it compiled: `node scripts/warm.js fleetspec`, called by build.js.
const { mkdtempSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:net');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const lib = join(__dirname, '../dist/lib');
const { compiledBundles, loadBundle } = require(join(lib, 'bundle_loader.js'));

// Nothing listens on port 1: the check goes all the way to the broker and comes back with UNKNOWN.
const CONFIG = `identity: warm
broker: { pool: [{ host: 127.0.0.1, port: 1, user: warm, password: warm }] }
security: { psk: warm }
`;
const FEATURE = `Feature: warm
  Scenario: warm
    Given the Puppet Master load average should be below 1
    And the Puppet Master is warm
    Then the Puppet Master should have an acceptable load average
`;

const [program] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'fleetspec-warm-'));
const config = join(folder, 'fleetspec.yaml');
const feature = join(folder, 'warm.feature');
writeFileSync(config, CONFIG, { mode: 0o600 });
writeFileSync(feature, FEATURE);

const ARGUMENTS = {
  fleetspec: ['check', feature, '--config', config],
  check_feature: [feature, '--config', config],
  fleetspecd: ['--check', '--config', config],
  check_fleet_nrpe: ['check_load', '--config', config],
  check_fleet: ['--config', config],
  check_puppet_fleet: ['--config', config],
};

process.on('exit', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = keepCode();
});

// The program under way must not see what goes wrong here: it would take it for a fault of its own and try to tell of it.
function keepCode() {
  try {
    for (const [file, code] of compiledBundles()) keep(file, code);
    return 0;
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

// On the disk before it has its name: V8 looks at the length of such a file only, and dies of one that lost its content
// when the power failed.
function keep(file, code) {
  const draft = join(lib, `new.${file}`);
  writeFileSync(draft, code, { flush: true });
  renameSync(draft, join(lib, file));
}

// A broker that takes every login and answers every question about itself or a queue, so that a plugin goes all the way.
const STATISTICS = JSON.stringify({
  map: { entry: [{ string: 'size', long: 1 }, { string: ['brokerName', 'x'] }] },
});

function answer(socket, frame) {
  const [head, body = ''] = frame.trimStart().split('\n\n');
  const [command, ...lines] = head.split('\n');
  const headers = Object.fromEntries(lines.map(line => line.split(/:(.*)/s)));
  if (command === 'CONNECT' || command === 'STOMP') socket.write('CONNECTED\nversion:1.2\n\n\0');
  if (command === 'SUBSCRIBE') socket.subscription = headers.id;
  if (command !== 'SEND') return;
  const id = headers['correlation-id'];
  const reply = id === undefined ? body : STATISTICS;
  // By which a question and a message on a round trip are known again.
  const more = ['correlation-id', 'fleetspec_check']
    .filter(name => headers[name] !== undefined)
    .map(name => `${name}:${headers[name]}\n`)
    .join('');
  socket.write(
    `MESSAGE\nsubscription:${socket.subscription}\nmessage-id:1\ndestination:/q\n${more}\n${reply}\0`,
  );
}

function startBroker(ready) {
  const server = createServer(socket => {
    let text = '';
    socket
      .on('error', () => {})
      .on('data', chunk => {
        const frames = (text + chunk.toString('latin1')).split('\0');
        text = frames.pop();
        for (const frame of frames) answer(socket, frame);
      });
  });
  server.listen(0, '127.0.0.1', () => ready(`127.0.0.1:${server.address().port}`)).unref();
}

const PLUGIN_ARGUMENTS = {
  check_activemq_queue: ['--queue', 'x', '--queue-warn', '10', '--queue-crit', '20'],
  check_activemq_broker: ['--mem-warn', '10'],
  check_activemq: ['--time-warn', '1'],
  activemq_cacti: ['--report', 'broker'],
};

function run(words) {
  process.argv = [process.execPath, program, ...words];
  process.stdout.write = (_text, done) => {
    if (typeof done === 'function') done();
    return true;
  };
  loadBundle(program);
}

const questions = PLUGIN_ARGUMENTS[program];
if (questions) startBroker(host => run(['--host', host, '--user', 'x', '--password', 'x', ...questions]));
else run(ARGUMENTS[program] ?? ['--help']);
