// An agent in TypeScript as `fleetspec new agent` writes it, on fleetspecd, asked by the real mco and by fleetspec; and
// beside it broken ones, which are named and stop nothing.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { type LabBroker, labBroker } from './peers/activemq';
import { runFleetspec } from './peers/fleetspec';
import { ROOT, startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import type { LabNode } from './peers/mcollectived';
import { describeOutcome, runProgram } from './peers/outcome';
import { RUBY_LIBDIR } from './peers/ruby_environment';
import { waitFor } from './peers/wait_for';

interface Answer {
  readonly statuscode: number;
  readonly statusmsg: string;
  readonly data: Record<string, unknown>;
}

const SPIN = `const { defineAgent } = require('fleetspec/agent');
module.exports = defineAgent({ ever: () => { for (;;); } });
`;

const SPIN_DDL = `metadata :name => "spin", :description => "Never ends", :author => "me", :license => "none",
         :version => "1", :url => "none", :timeout => 3

action "ever", :description => "Never ends" do
  display :always

  output :x, :description => "Nothing", :display_as => "X"
end
`;

describe('agents of one’s own', () => {
  const lab = useLab('own-agents');
  // Where mco looks for DDLs, too.
  const folder = lab.path('libdir/mcollective/agent');
  let client: string;
  let node: LabNode;

  function put(name: string, text: string): void {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o644);
  }

  before(async () => {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const made = await runFleetspec(lab, ['new', 'agent', 'backups', '--folder', folder]);
    expect(made.code, describeOutcome(made)).to.equal(0);
    put('spin.js', SPIN);
    put('spin.ddl', SPIN_DDL);
    put('broken.ts', 'export default defineAgent({ hi: () => ( });\n');
    put('broken.ddl', SPIN_DDL.replace('"spin"', '"broken"'));
    const broker: LabBroker = await labBroker(lab);
    client = writeClient(lab, broker, { settings: { libdir: `${RUBY_LIBDIR}:${lab.path('libdir')}` } });
    node = await startFleetspecd(lab, broker, {
      identity: 'own.lab',
      settings: { 'plugin.fleetspec.node.agent_dirs': folder },
    });
  });

  async function mco(...args: string[]): Promise<Answer> {
    const outcome = await runMco(lab, client, ['rpc', '--json', '-I', 'own.lab', ...args]);
    const answers = JSON.parse(outcome.stdout || '[]') as Answer[];
    expect(answers, describeOutcome(outcome)).to.have.length(1);
    return answers[0]!;
  }

  it('are known to mco by the DDL that was written', async () => {
    const doc = await runMco(lab, client, ['plugin', 'doc', 'agent/backups']);
    expect(doc.code, describeOutcome(doc)).to.equal(0);
    expect(doc.stdout)
      .to.include('Whether a file is there, how large and how old')
      .and.include('usage action');
  });

  it('answer mco and fleetspec alike, while one that never ends is told', async () => {
    const endless = mco('spin', 'ever');
    const answer = await mco('backups', 'status', 'path=/etc/passwd');
    expect(answer).to.deep.include({ statuscode: 0, statusmsg: 'OK' });
    expect(answer.data).to.include({ present: true });
    const args = ['rpc', 'backups', 'status', 'path=/etc/passwd', '-I', 'own.lab', '-c', client];
    const json = await runFleetspec(lab, [...args, '--json']);
    const [ours] = JSON.parse(json.stdout) as Answer[];
    expect({ ...ours!.data, age: 0 }, describeOutcome(json)).to.deep.equal({ ...answer.data, age: 0 });
    expect(await endless).to.include({
      statuscode: 5,
      statusmsg: 'spin#ever: took longer than 3 s and was ended',
    });
    expect(await mco('backups', 'usage', 'path=/etc/passwd')).to.deep.include({ statuscode: 0 });
  });

  it('are shown with the names and sums of their DDL', async () => {
    const args = ['rpc', 'backups', 'status', 'path=/no/such/file', '-I', 'own.lab'];
    const theirs = await runMco(lab, client, args);
    const ours = await runFleetspec(lab, [...args, '-c', client]);
    for (const { stdout } of [theirs, ours]) expect(stdout).to.match(/Present: false[\s\S]*false = 1/);
  });

  it('fail with the sentence of the code', async () => {
    const answer = await mco('backups', 'usage', 'path=/no/such/file');
    expect(answer.statuscode).to.equal(1);
    expect(answer.statusmsg).to.match(/^du: .*\/no\/such\/file/);
    // Refused by the DDL of whoever asks already.
    const refused = await runMco(lab, client, ['rpc', 'backups', 'status', 'path=;id']);
    expect(refused.stderr + refused.stdout).to.match(/Cannot validate input path/);
  });

  it('are not there when they are broken, and the log and --check say why', async () => {
    const why =
      /agent broken of \S+ cannot be used: \S+broken\.ts:1:\d+: .*; mend it, and see what `fleetspecd --check` says/;
    expect(node.child.output()).to.match(why);
    const { data } = await mco('rpcutil', 'agent_inventory');
    const names = (data.agents as { agent: string }[]).map(({ agent }) => agent);
    expect(names).to.include.members(['backups', 'spin']).and.not.include('broken');
    const check = await runProgram(process.execPath, [
      ...[join(ROOT, 'dist/bin/fleetspecd.js'), '--check', '--config', node.configFile],
    ]);
    expect(check.stdout, describeOutcome(check)).to.match(why);
  });

  it('are taken up and left at a reload', async () => {
    const times = (): number => node.child.output().split('agents: discovery').length;
    const before = times();
    put('broken.ts', SPIN.replace('ever: () => { for (;;); }', 'ever: () => ({ x: "mended" })'));
    rmSync(join(folder, 'spin.ddl'));
    node.child.signal('SIGHUP');
    await waitFor('the reload', () => times() > before);
    expect(node.child.output()).to.match(
      /agent spin of .* cannot be used: there is no spin\.ddl or spin\.json/,
    );
    expect((await mco('broken', 'ever')).data).to.deep.equal({ x: 'mended' });
    expect((await mco('rpcutil', 'daemon_stats')).data.agents)
      .to.include('broken')
      .and.not.include('spin');
  });
});
