// Questions at a terminal: what is typed is shown, secrets are not.
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { Questions } from '../../../../lib/cli/init/questions';
import { Sink } from '../run_fleetspec';

function terminal() {
  const typed = new PassThrough();
  // As a terminal that leaves the letters to us.
  const stdin = Object.assign(typed, { isTTY: true, setRawMode: () => stdin });
  const stderr = new Sink();
  return { stdin, stderr, questions: new Questions({ stdin, stderr }) };
}

describe('Questions', () => {
  it('shows answers as they are typed, but no secrets', async () => {
    const { stdin, stderr, questions } = terminal();
    const asked = questions.ask('Which?', 'red');
    stdin.write('blue\n');
    expect(await asked).to.equal('blue');
    const secret = questions.askSecret('Password?');
    stdin.write('hush\n');
    expect(await secret).to.equal('hush');
    const standard = questions.ask('And?', 'red');
    stdin.write('\n');
    expect(await standard).to.equal('red');
    questions.close();
    expect(stderr.text).to.contain('Which? [red] ').and.to.contain('blue').and.to.contain('And? [red] ');
    expect(stderr.text).not.to.contain('hush');
  });

  it('says that there is no more input', async () => {
    const { stdin, questions } = terminal();
    const asked = questions.ask('Which?');
    stdin.end();
    expect(await asked).to.equal(undefined);
  });
});
