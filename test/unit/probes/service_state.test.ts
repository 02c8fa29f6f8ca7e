// What the scripts of System V say of services; the texts are recorded.
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { ExecResult } from '../../../lib/exec/exec';
import { findInitSystem, parseSysvStatus, readSysvService } from '../../../lib/probes/service_state';
import { FakeExec, FakeRoot } from '../node/fakes';

const ended = (code: number | null, stdout = '', stderr = ''): ExecResult => ({
  ...{ code, stdout, stderr },
  ...{ signal: null, timedOut: code === null, truncated: false },
});

describe('a service of System V', () => {
  it('has the exit codes of the Linux Standard Base', () => {
    expect(parseSysvStatus('x', ended(0, 'x is running.'))).to.equal('running');
    for (const code of [1, 2, 3])
      expect(parseSysvStatus('x', ended(code, 'x is not running'))).to.equal('stopped');
    expect(() => parseSysvStatus('x', ended(4))).to.throw('exit code 4');
    expect(() => parseSysvStatus('x', ended(null))).to.throw('took too long');
  });

  it('is unknown when its script cannot tell', () => {
    const usage = 'Usage: hwclock.sh {stop|reload|force-reload|show}.\n';
    for (const result of [ended(1, usage), ended(3, '', usage)])
      expect(() => parseSysvStatus('hwclock.sh', result)).to.throw('cannot tell its status');
  });

  describe('on a host', () => {
    let root: FakeRoot;
    beforeEach(() => {
      root = new FakeRoot();
    });
    afterEach(() => root.remove());

    it('starts with the system by its links', async () => {
      const exec = new FakeExec();
      root.put('/etc/init.d/ntp', '');
      exec.answer('service ntp status', { code: 3 });
      const enabled = async () =>
        (await readSysvService(exec, root.paths, 'ntp', { timeoutMs: 1000 })).enabled;
      expect(await enabled()).to.equal('disabled');
      root.put('/etc/rc2.d/K01ntp', '');
      root.put('/etc/rc2.d/S01ntpsec', '');
      expect(await enabled()).to.equal('disabled');
      root.put('/etc/rc3.d/S01ntp', '');
      expect(await enabled()).to.equal('enabled');
    });

    it('without a script is stopped, and nothing is run', async () => {
      const exec = new FakeExec();
      const state = await readSysvService(exec, root.paths, 'ntp', { timeoutMs: 1000 });
      expect(state).to.deep.equal({ status: 'stopped', enabled: 'unknown', changing: false });
      expect(exec.calls).to.deep.equal([]);
    });

    it('is looked for where systemd does not run', async () => {
      expect(await findInitSystem(root.paths)).to.equal(undefined);
      root.makeFolder('/etc/init.d');
      expect(await findInitSystem(root.paths)).to.equal('sysv');
      root.makeFolder('/run/systemd/system');
      expect(await findInitSystem(root.paths)).to.equal('systemd');
    });
  });
});
