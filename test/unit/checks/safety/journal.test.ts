// Journals: what is kept, whose they are, and what is never done because a file says so.
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { JournalUnusable } from '../../../../lib/checks/safety/errors';
import { JournalFolder } from '../../../../lib/checks/safety/journal_folder';
import { Leftovers } from '../../../../lib/checks/safety/leftovers';
import {
  journalName,
  lifeOf,
  type ProcessIdentity,
  processIdentity,
  readJournalName,
} from '../../../../lib/checks/safety/process_identity';
import { UndoJournal } from '../../../../lib/checks/safety/undo_journal';
import type { KeptChange } from '../../../../lib/checks/undo_registry';
import { hostPaths } from '../../../../lib/exec/host_paths';

const FLEET = 'mcollective at mq1:61613';
const SELF = processIdentity({ pid: process.pid, hostname: 'ops1' }, hostPaths);
/** A process that is no more. */
const DEAD: ProcessIdentity = { ...SELF, start: '1' };

const CHANGE: KeptChange = {
  key: 'block 192.0.2.7',
  undone: 'unblocked 192.0.2.7',
  call: { agent: 'iptables', action: 'unblock', args: { ipaddr: '192.0.2.7' } },
  hosts: ['web1', 'web2'],
  scope: 'features/firewall.feature',
  at: 1_795_000_000_000,
};

let path: string;
let folder: JournalFolder;
let leftovers: Leftovers;
const sent: string[] = [];
const send = async ({ agent, action, args }: KeptChange['call'], hosts: readonly string[]) => {
  sent.push([agent, action, ...Object.values(args), ...hosts].join(' '));
  return hosts;
};

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'fleetspec-journal-')), 'state');
  folder = new JournalFolder(path, process.getuid!());
  leftovers = new Leftovers(folder, SELF, FLEET, hostPaths);
  sent.length = 0;
});
afterEach(() => rmSync(join(path, '..'), { recursive: true }));

/** A journal of another process with this content. */
function leave(content: unknown, owner = DEAD, id = '0123abcd'): string {
  folder.prepare();
  const name = journalName(owner, id);
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(join(path, name), text, { mode: 0o600 });
  return name;
}
const whole = (...changes: unknown[]) => ({ version: 1, pid: 1, fleet: FLEET, changes });

describe('the journal of a run', () => {
  it('holds what must be undone, in a file for this user alone, and goes when nothing is left', () => {
    const journal = new UndoJournal(folder, SELF, FLEET);
    journal.keep([]);
    expect(existsSync(path)).to.equal(false);
    journal.keep([CHANGE]);
    const [found] = leftovers.find();
    expect(found).to.deep.include({ life: 'alive', ours: true, pid: process.pid });
    expect(found!.journal!.changes).to.deep.equal([CHANGE]);
    expect(readdirSync(path)).to.have.lengthOf(1);
    journal.keep([]);
    expect(readdirSync(path)).to.deep.equal([]);
  });

  it('is not begun where others may write, or where there is no folder', () => {
    folder.prepare();
    chmodSync(path, 0o777);
    expect(() => new UndoJournal(folder, SELF, FLEET).keep([CHANGE])).to.throw(
      JournalUnusable,
      'others may write',
    );
    expect(() => new UndoJournal(new JournalFolder('/proc/none', 0), SELF, FLEET).keep([CHANGE])).to.throw(
      JournalUnusable,
    );
  });

  it('refuses what could not be followed later', () => {
    const call = { agent: 'shell', action: 'run', args: { command: 'reboot' } };
    expect(() => new UndoJournal(folder, SELF, FLEET).keep([{ ...CHANGE, call }])).to.throw(
      JournalUnusable,
      'shell.run is no call that undoes',
    );
  });
});

describe('what a killed run has left', () => {
  it('is undone once, last change first, and forgotten', async () => {
    const other = { ...CHANGE, key: 'stop service x', undone: 'started service x', hosts: ['db1'] };
    leave(whole(CHANGE, { ...other, call: { agent: 'service', action: 'start', args: { service: 'x' } } }));
    const reports = await leftovers.undo(send);
    expect(sent).to.deep.equal(['service start x db1', 'iptables unblock 192.0.2.7 web1 web2']);
    expect(reports.map(({ text }) => text)).to.deep.equal([
      'undone: started service x on db1; left by an earlier run (pid 1, features/firewall.feature)',
      'undone: unblocked 192.0.2.7 on web1 and web2; left by an earlier run (pid 1, features/firewall.feature)',
    ]);
    expect(readdirSync(path)).to.deep.equal([]);
    expect(await leftovers.undo(send)).to.deep.equal([]);
  });

  it('is kept where a host does not answer, for that host', async () => {
    leave({ ...whole(CHANGE), pid: 4711 });
    const [report] = await leftovers.undo(async () => ['web1']);
    expect(report!.left).to.deep.equal(['web2']);
    expect(leftovers.find()[0]!.journal!.changes[0]!.hosts).to.deep.equal(['web2']);
    const again = await leftovers.undo(() => Promise.reject(new Error('broker lost')));
    // Whose it was, not who tried last.
    expect(again[0]!.text).to.include('left by an earlier run (pid 4711, ');
    expect((await leftovers.undo(send))[0]!.left).to.deep.equal([]);
    expect(sent).to.deep.equal(['iptables unblock 192.0.2.7 web2']);
  });

  it('belongs to one of two that start at once', async () => {
    leave(whole(CHANGE));
    const both = await Promise.all([
      leftovers.undo(send),
      new Leftovers(folder, SELF, FLEET, hostPaths).undo(send),
    ]);
    expect(both.flat()).to.have.lengthOf(1);
    expect(sent).to.have.lengthOf(1);
  });

  it('is not followed when another start was faster', async () => {
    const name = leave(whole(CHANGE));
    const faster = (): boolean => folder.rename(name, journalName({ ...DEAD, pid: 999 }, '0123abcd'));
    expect(await leftovers.undo(send, faster)).to.deep.equal([]);
    expect(sent).to.deep.equal([]);
    expect(readdirSync(path)).to.have.lengthOf(1);
  });

  it('is told after a while when nobody here can see its run', () => {
    leave(whole(CHANGE), { ...DEAD, host: '00000000' }, '00000001');
    leave({ ...whole(CHANGE), fleet: 'other at mq9:61613' }, { ...DEAD, host: '00000000' }, '00000002');
    leave(whole(CHANGE));
    expect(leftovers.tellUnseen(CHANGE.at + 60_000)).to.deep.equal([]);
    expect(leftovers.tellUnseen(CHANGE.at + 3_600_000)).to.deep.equal([
      'a run on another machine or in another container has not changed back: block 192.0.2.7 on web1 and web2; if it has ended, call fleetspec undo 00000001',
    ]);
  });

  it('is left alone while its run goes on, is of another machine or of another fleet', async () => {
    leave(whole(CHANGE), {
      ...SELF,
      pid: process.ppid,
      start: processIdentity({ pid: process.ppid, hostname: 'ops1' }, hostPaths).start,
    });
    leave(whole(CHANGE), { ...DEAD, host: '00000000' }, '00000001');
    leave({ ...whole(CHANGE), fleet: 'other at mq9:61613' }, DEAD, '00000002');
    expect(await leftovers.undo(send)).to.deep.equal([]);
    expect(sent).to.deep.equal([]);
    const seen = new Map(leftovers.find().map(({ id, life, ours }) => [id, [life, ours]]));
    expect(Object.fromEntries(seen)).to.deep.equal({
      '0123abcd': ['alive', true],
      '00000001': ['unknown', true],
      '00000002': ['dead', false],
    });
  });
});

describe('a journal that nobody should follow', () => {
  const hostile: Record<string, unknown> = {
    'it is not JSON': '{"version":1,',
    'it is no hash': [],
    'its version is not 1': { ...whole(CHANGE), version: 2 },
    'it holds no list of changes': whole().changes && { ...whole(), changes: 'all' },
    'shell.run is no call that undoes': whole({
      ...CHANGE,
      call: { agent: 'shell', action: 'run', args: {} },
    }),
    'iptables.constructor is no call that undoes': whole({
      ...CHANGE,
      call: { agent: 'iptables', action: 'constructor', args: {} },
    }),
    'iptables.unblock cannot have ipaddr="-F"': whole({
      ...CHANGE,
      call: { ...CHANGE.call, args: { ipaddr: '-F' } },
    }),
    'iptables.unblock cannot have constructor="x"': whole({
      ...CHANGE,
      call: { ...CHANGE.call, args: { constructor: 'x' } },
    }),
    'hosts is no list of names': whole({ ...CHANGE, hosts: [] }),
    '"../web1" is no name of a host': whole({ ...CHANGE, hosts: ['../web1'] }),
    'undone is no line of text': whole({ ...CHANGE, undone: 'x\u001b[2J' }),
    'at is no time': whole({ ...CHANGE, at: 'now' }),
  };

  for (const [problem, content] of Object.entries(hostile)) {
    it(`because ${problem}`, async () => {
      const name = leave(content);
      const [report] = await leftovers.undo(send);
      expect(report!.text).to.equal(
        `not undone: ${path}/${name} is not followed: ${problem}; look at it, then remove it`,
      );
      expect(report!.left).to.have.lengthOf(1);
      expect(sent).to.deep.equal([]);
      expect(existsSync(join(path, name))).to.equal(true);
    });
  }

  const problemOf = async (): Promise<string> => {
    const [report] = await leftovers.undo(send);
    expect(sent).to.deep.equal([]);
    return /is not followed: (.*?);/.exec(report!.text)![1]!;
  };

  it('because it is a link, a folder, too large, or written by others', async () => {
    const name = leave(whole(CHANGE));
    const file = join(path, name);
    const aside = join(path, 'aside');
    linkSync(file, aside);
    rmSync(file);
    symlinkSync(aside, file);
    expect(await problemOf()).to.equal('it is a symbolic link');
    rmSync(file);
    leave(' '.repeat(4 * 1024 * 1024 + 1));
    expect(await problemOf()).to.equal('it has 4194305 bytes');
    leave(whole(CHANGE));
    chmodSync(file, 0o666);
    expect(await problemOf()).to.equal('others may write it');
    chmodSync(file, 0o600);
    leftovers = new Leftovers(new JournalFolder(path, process.getuid!() + 1), SELF, FLEET, hostPaths);
    expect(await problemOf()).to.match(/belongs to another user/);
  });

  it('because everybody may write its folder, or its name is none', async () => {
    leave(whole(CHANGE));
    chmodSync(path, 0o777);
    expect(await problemOf()).to.equal('of its folder: others may write there');
    chmodSync(path, 0o700);
    rmSync(path, { recursive: true });
    folder.prepare();
    writeFileSync(join(path, 'undo-all.json'), JSON.stringify(whole(CHANGE)), { mode: 0o600 });
    expect(await problemOf()).to.equal('its name is none of a journal');
  });
});

describe('whose a journal is', () => {
  it('can be read from its name', () => {
    expect(readJournalName(journalName(SELF, '0123abcd'))).to.deep.equal({ owner: SELF, id: '0123abcd' });
    for (const name of ['undo-.json', '../x', journalName(SELF, 'X')])
      expect(readJournalName(name)).to.equal(undefined);
  });

  it('tells whether its process lives: not by the number alone', () => {
    const life = (other: Partial<ProcessIdentity>): string => lifeOf({ ...SELF, ...other }, SELF, hostPaths);
    expect(life({})).to.equal('alive');
    expect(life({ start: '1' })).to.equal('dead');
    expect(life({ pid: 2 ** 30 })).to.equal('dead');
    expect(life({ boot: '00000000' })).to.equal('dead');
    expect(life({ namespace: '00000000' })).to.equal('unknown');
    expect(life({ host: '00000000', boot: '00000000' })).to.equal('unknown');
  });
});
