// Caller identities from configuration and process.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { CallerType } from '../../../../lib/config/config';
import { CalleridUnusable, PskMissing } from '../../../../lib/mcollective/errors';
import { makeSecurity } from '../../../../lib/mcollective/security/make_security';

const GROUPS = 'root:x:0:\nops:x:1004:alice,bob\nbad group:x:7:\n';

function callerid(
  callerType: CallerType,
  process: { uid?: number; gid?: number; username?: string } = {},
): string {
  const config = {
    file: '/etc/f.yaml',
    identity: 'web1.example.net',
    security: { provider: 'psk' as const, psk: 'x', callerType },
  };
  const environment = { uid: 1000, gid: 1004, username: 'alice', ...process };
  return makeSecurity(config, 'client', environment, () => GROUPS).callerid;
}

describe('makeSecurity', () => {
  it('makes the callerid of each type', () => {
    expect(callerid('uid')).to.equal('uid=1000');
    expect(callerid('gid')).to.equal('gid=1004');
    expect(callerid('user')).to.equal('user=alice');
    expect(callerid('group')).to.equal('group=ops');
    expect(callerid('identity')).to.equal('identity=web1.example.net');
  });

  it('refuses callerids no node answers', () => {
    expect(() => callerid('user', { username: '' })).to.throw(CalleridUnusable, 'user');
    expect(() => callerid('user', { username: 'corp\\alice' })).to.throw(CalleridUnusable);
    expect(() => callerid('group', { gid: 7 })).to.throw(CalleridUnusable);
    expect(() => callerid('group', { gid: 99 })).to.throw(CalleridUnusable, '99');
  });

  it('says so when the group database cannot be read', () => {
    const config = {
      file: undefined,
      identity: 'x',
      security: { provider: 'psk' as const, psk: 'x', callerType: 'group' as const },
    };
    const unreadable = (): string => {
      throw new Error('EACCES');
    };
    expect(() => makeSecurity(config, 'client', { uid: 0, gid: 0, username: '' }, unreadable)).to.throw(
      CalleridUnusable,
      '/etc/group',
    );
  });

  it('names the file without a key', () => {
    const config = {
      file: '/etc/f.yaml',
      identity: 'x',
      security: { provider: 'psk' as const, psk: '', callerType: 'uid' as const },
    };
    expect(() => makeSecurity(config, 'client', { uid: 0, gid: 0, username: '' })).to.throw(
      PskMissing,
      '/etc/f.yaml',
    );
  });
});
