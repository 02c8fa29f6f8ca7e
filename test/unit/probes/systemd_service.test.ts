// What systemctl says of services; recorded from systemd 252 of Debian 12, one line for each unit.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseSystemdService } from '../../../lib/probes/systemd_service';

const RUN = 'f51812495274484b95cdc4bb0382a660';
const ENDED = 'its program ended by itself, or a condition of its unit is not met';

interface Recorded {
  readonly said: string;
  readonly status: 'running' | 'stopped';
  readonly state: string;
  readonly why?: string;
  readonly changing?: true;
  readonly finished?: true;
}

const UNITS: Readonly<Record<string, Recorded>> = {
  'that runs': {
    said: `Type=simple MainPID=1118 Result=success ExecMainStatus=0 LoadState=loaded ActiveState=active SubState=running UnitFileState=enabled InvocationID=${RUN}`,
    ...{ status: 'running', state: 'active (running)' },
  },
  'that has been started by nobody': {
    said: 'Type=simple MainPID=0 Result=success ExecMainStatus=0 LoadState=loaded ActiveState=inactive SubState=dead UnitFileState=enabled InvocationID=',
    ...{ status: 'stopped', state: 'inactive (dead)', why: ENDED },
  },
  'whose program fails': {
    said: `Type=simple MainPID=0 Result=exit-code ExecMainStatus=3 LoadState=loaded ActiveState=failed SubState=failed UnitFileState=static InvocationID=${RUN}`,
    ...{ status: 'stopped', state: 'failed (failed)', why: 'its program ended with exit code 3' },
  },
  'whose program is not there': {
    said: `Type=simple MainPID=0 Result=exit-code ExecMainStatus=203 LoadState=loaded ActiveState=failed SubState=failed UnitFileState=static InvocationID=${RUN}`,
    status: 'stopped',
    ...{ state: 'failed (failed)', why: 'systemd could not run its program (exit code 203)' },
  },
  'whose surroundings cannot be made': {
    said: `Type=simple MainPID=0 Result=exit-code ExecMainStatus=226 LoadState=loaded ActiveState=failed SubState=failed UnitFileState=static InvocationID=${RUN}`,
    status: 'stopped',
    ...{ state: 'failed (failed)', why: 'systemd could not set it up (exit code 226)' },
  },
  'that was killed': {
    said: `Type=simple MainPID=0 Result=signal ExecMainStatus=9 LoadState=loaded ActiveState=failed SubState=failed UnitFileState=static InvocationID=${RUN}`,
    ...{ status: 'stopped', state: 'failed (failed)', why: 'its program was ended by signal 9' },
  },
  'that is not ready in time': {
    said: `Type=notify MainPID=0 Result=timeout ExecMainStatus=15 LoadState=loaded ActiveState=failed SubState=failed UnitFileState=static InvocationID=${RUN}`,
    ...{ status: 'stopped', state: 'failed (failed)', why: 'systemd says timeout' },
  },
  'that systemd will start again': {
    said: `Type=simple MainPID=0 Result=exit-code ExecMainStatus=1 LoadState=loaded ActiveState=activating SubState=auto-restart UnitFileState=static InvocationID=${RUN}`,
    ...{ status: 'stopped', state: 'activating (auto-restart)', changing: true },
    why: 'its program ended with exit code 1',
  },
  'that is starting': {
    said: `Type=oneshot MainPID=1122 Result=success ExecMainStatus=0 LoadState=loaded ActiveState=activating SubState=start UnitFileState=static InvocationID=${RUN}`,
    ...{ status: 'stopped', state: 'activating (start)', changing: true },
  },
  'that has done its task': {
    said: 'Type=oneshot MainPID=0 Result=success ExecMainStatus=0 LoadState=loaded ActiveState=inactive SubState=dead UnitFileState=static InvocationID=',
    ...{ status: 'stopped', state: 'inactive (dead)', finished: true, why: ENDED },
  },
  'that failed at its task': {
    said: `Type=oneshot MainPID=0 Result=exit-code ExecMainStatus=1 LoadState=loaded ActiveState=failed SubState=failed UnitFileState=static InvocationID=${RUN}`,
    ...{ status: 'stopped', state: 'failed (failed)', why: 'its program ended with exit code 1' },
  },
  'that is masked': {
    said: 'Type= MainPID=0 Result=success ExecMainStatus=0 LoadState=masked ActiveState=inactive SubState=dead UnitFileState=masked InvocationID=',
    ...{ status: 'stopped', state: 'inactive (dead)', why: ENDED },
  },
  'that does not exist': {
    said: 'Type= MainPID=0 Result=success ExecMainStatus=0 LoadState=not-found ActiveState=inactive SubState=dead UnitFileState= InvocationID=',
    ...{ status: 'stopped', state: 'inactive (dead)', why: ENDED },
  },
  'that is a timer': {
    said: 'Result=success LoadState=loaded ActiveState=active SubState=waiting UnitFileState=disabled InvocationID=',
    ...{ status: 'running', state: 'active (waiting)' },
  },
};

describe('a service of systemd', () => {
  for (const [what, { said, ...expected }] of Object.entries(UNITS)) {
    it(what, () => {
      const { run, mainPid, enabled, ...told } = parseSystemdService('x.service', said.replaceAll(' ', '\n'));
      const failed = expected.state.startsWith('failed');
      expect(told).to.deep.equal({ changing: false, finished: false, failed, why: undefined, ...expected });
      expect(run).to.equal(/InvocationID=(\S*)/.exec(said)![1]);
      expect(mainPid).to.equal(Number(/MainPID=(\d+)/.exec(said)?.[1] ?? 0));
      expect(enabled).to.equal(/UnitFileState=(\S*)/.exec(said)![1] || 'unknown');
    });
  }

  it('that reloads runs, one that stops is in between', () => {
    const read = (active: string) => parseSystemdService('x.service', `ActiveState=${active}\n`);
    expect(read('reloading')).to.include({ status: 'running', changing: false, state: 'reloading' });
    expect(read('deactivating')).to.include({ status: 'stopped', changing: true });
  });

  it('is not made up', () => {
    for (const text of ['', 'LoadState=loaded\n', 'ActiveState=\n'])
      expect(() => parseSystemdService('x.service', text)).to.throw('systemctl does not tell its state');
  });
});
