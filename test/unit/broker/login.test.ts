// The check of login and password.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { checkLogin } from '../../../lib/broker/login';

const users = { mcollective: 'marionette', nobody: '' };

describe('the login check', () => {
  it('lets the right password in, and everybody where there are no users', () => {
    checkLogin(users, 'mcollective', 'marionette');
    checkLogin(users, 'nobody', '');
    checkLogin(undefined, undefined, undefined);
  });

  const wrong: Array<[string | undefined, string | undefined]> = [
    ['mcollective', 'wrong'],
    ['mcollective', undefined],
    ['nobody', undefined],
    ['somebody', 'marionette'],
    ['toString', ''],
    ['__proto__', ''],
    [undefined, undefined],
    [undefined, 'marionette'],
  ];
  for (const [login, passcode] of wrong) {
    it(`refuses ${login}/${passcode} in ActiveMQ's words, without the password`, () => {
      const text = `User name [${login ?? 'null'}] or password is invalid.`;
      expect(() => checkLogin(users, login, passcode))
        .to.throw(text)
        .with.property('fatal', true);
    });
  }
});
