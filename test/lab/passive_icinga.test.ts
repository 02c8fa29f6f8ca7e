// Passive results in a real Icinga 2, by its API.
import { readdirSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { readEntryName } from '../../lib/passive/queue/entry_name';
import { Icinga } from './peers/icinga';
import { useLab } from './peers/lab';
import { describeOutcome } from './peers/outcome';
import { expectSilent, flush, ODD_TEXT, prepareSubmit, submit } from './peers/submit';
import { waitFor } from './peers/wait_for';

describe('Icinga 2', () => {
  const lab = useLab('passive-icinga');
  let icinga: Icinga;

  before(async () => {
    icinga = await Icinga.start(lab, {
      objects: `
object Host "web1" { check_command = "dummy"; enable_active_checks = false; max_check_attempts = 1 }
template Service "passive" { check_command = "dummy"; enable_active_checks = false; max_check_attempts = 1 }
object Service "disk: / (é)" { import "passive"; host_name = "web1" }
object Service "after" { import "passive"; host_name = "web1" }
`,
      permissions: ['actions/process-check-result', 'objects/query/*', 'status'],
    });
    lab.write('icinga.password', `${icinga.password}\n`, 0o600);
    configure();
  });

  function configure(more: object = {}): void {
    const target = { kind: 'icinga2', url: icinga.url, user: icinga.user, ca: icinga.ca, host: 'web1' };
    prepareSubmit(lab, { icinga: { ...target, password_file: 'icinga.password', ttl: '10m', ...more } });
  }

  it('has text and metrics apart, who checked, and how long it counts', async () => {
    expectSilent(await submit(lab, ['-s', 'disk: / (é)'], ODD_TEXT, 1));
    const result = await icinga.checked('web1', 'disk: / (é)');
    expect(result).to.deep.include({
      ...{ state: 1, active: false, check_source: 'mon.lab', ttl: 600 },
      output: 'DISK C:\\temp\\new; 9% é\nsecond C:\\new\nthird',
      performance_data: ["'a b'=9%;10;5", 'c=1'],
    });
    expect(Math.abs(result.execution_end - Date.now() / 1000)).to.be.below(60);
    expect(result.execution_end).to.be.above(result.execution_start);
  });

  it('has a host that is down', async () => {
    expectSilent(await submit(lab, ['--host-check'], 'no route', 3));
    expect(await icinga.host('web1')).to.deep.include({ state: 1 });
  });

  it('names what it does not have, and that result is kept aside', async () => {
    const outcome = await submit(lab, ['-s', 'nothing'], 'x', 0);
    expect(outcome.code, describeOutcome(outcome)).to.equal(1);
    expect(outcome.stderr).to.contain(
      'icinga does not take the result of web1/nothing: Icinga has no such object',
    );
    expect(readdirSync(lab.path('queue/icinga/refused'))).to.have.length(1);
  });

  for (const [what, more, says] of [
    [
      'another authority',
      { ca: '/etc/ssl/certs/ca-certificates.crt' },
      'its certificate is from no authority we know',
    ],
    ['a wrong password', { password_file: 'wrong.password' }, 'it wants another login (401)'],
    [
      'another name than in its certificate',
      { url: 'https://127.0.0.2:PORT' },
      /certificate is for another name|refused/,
    ],
    ['no https', { url: 'http://localhost:PORT' }, /broke the connection|socket hang up/],
  ] as [string, Record<string, string>, string | RegExp][]) {
    it(`gets nothing with ${what}, and the result waits`, async () => {
      lab.write('wrong.password', 'wrong\n', 0o600);
      configure({ ...more, ...(more.url && { url: more.url.replace('PORT', String(icinga.port)) }) });
      const outcome = await submit(lab, ['-s', 'after', '--deliver-timeout', '0.5'], what, 0);
      configure();
      expect(outcome.code, describeOutcome(outcome)).to.equal(0);
      if (typeof says === 'string') expect(outcome.stderr).to.contain(says);
      else expect(outcome.stderr).to.match(says);
      expect((await flush(lab)).stdout).to.equal('icinga: 1 delivered, 0 waiting\n');
      const { output } = await icinga.checked('web1', 'after', result => result.output === what);
      expect(output).to.equal(what);
    });
  }

  it('that was killed gets what waited, and the newest stands', async () => {
    await icinga.kill();
    for (const text of ['first', 'second']) {
      const outcome = await submit(lab, ['-s', 'after', '--deliver-timeout', '0.5'], text, 2);
      expect(outcome.code, describeOutcome(outcome)).to.equal(0);
      expect(outcome.stderr).to.contain('connection refused');
    }
    await icinga.restart();
    expectSilent(await submit(lab, ['-s', 'after'], 'third', 1));
    const { output, state } = await icinga.checked('web1', 'after');
    expect([output, state]).to.deep.equal(['third', 1]);
    expect((await flush(lab)).stdout).to.equal('icinga: 0 delivered, 0 waiting\n');
  });

  it('is not told twice, nor less, when the sender is killed', async () => {
    await icinga.kill();
    const killed = submit(lab, ['-s', 'after', '--deliver-timeout', '3'], 'of the killed', 1, {
      onStart: pid =>
        void waitFor('the result on disk', () => waiting() === 1).then(() => process.kill(pid, 'SIGKILL')),
    });
    expect((await killed).code).to.equal(null);
    expect(waiting()).to.equal(1);
    await icinga.restart();
    // What it held it holds until its time is over: 3 s for delivering, and 5 more.
    const done = await waitFor(
      'the result of the killed',
      async () => {
        const outcome = await flush(lab);
        return outcome.stdout === 'icinga: 1 delivered, 0 waiting\n' && outcome;
      },
      30_000,
    );
    expect(done.code).to.equal(0);
    expect((await icinga.checked('web1', 'after')).output).to.equal('of the killed');
  });

  // What is being written is there under another name first, and is nobody's loss when its writer is killed.
  const waiting = (): number =>
    readdirSync(lab.path('queue/icinga')).filter(name => readEntryName(name) !== undefined).length;
});
