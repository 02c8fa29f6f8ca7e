// What a mail server says when one knocks: its greeting, and what it offers.
import type { Endpoint } from '../../net/endpoint';
import { endpointName } from '../../net/endpoint';
import { type Failed, isFailed } from '../../net/fault';
import type { Greeting } from '../../net/smtp/greet_mail_server';
import { expectValue, type ValueSentence } from '../assertion/expect_value';
import type { CheckContext } from '../check_context';
import { BadSentence } from '../errors';
import { endpointIn } from '../network/endpoint_in';
import { NothingLearned } from '../network/errors';
import { expectNumber, type NumberSentence } from '../network/expect_number';
import { answered, reached } from '../network/reached';
import { quoted, type TextVerb, textTest } from '../network/text_test';
import { thingLabel } from '../network/thing_label';

export interface MailSentence extends ValueSentence {
  readonly server: string;
}

const SMTP = 25;
const READY = 220;
// Who does not know EHLO (500, 502) offers nothing; of who has no time for it, or refuses us, nothing is known.
const TELLS_OFFERS = [250, 500, 502];

function ask(endpoint: Endpoint, run: CheckContext): Promise<Greeting | Failed> {
  return run.observe<Greeting | Failed>({ kind: 'smtp', question: endpoint }, async limits =>
    (await import('../../net/smtp/greet_mail_server')).greetMailServer(endpoint, limits),
  );
}

/** Throws BadSentence. */
function mailServer(server: string): { readonly endpoint: Endpoint; readonly name: string } {
  const endpoint = endpointIn(server, SMTP);
  return { endpoint, name: endpointName(endpoint) };
}

/** It greets with this code, 220 from one that is ready; that nobody answers is a failure. */
export async function expectGreeting(
  code: number | undefined,
  { server, ...sentence }: MailSentence,
  run: CheckContext,
): Promise<void> {
  const { endpoint, name } = mailServer(server);
  const wanted = code ?? READY;
  if (wanted < 200 || wanted > 599)
    throw new BadSentence(`${wanted} is no code of a mail server`, 'codes are 200 to 599');
  await expectValue(
    sentence,
    name,
    async () => reached(await ask(endpoint, run), name, sentence.modal, 'says nothing'),
    {
      subject: 'greeting',
      expected: String(wanted),
      holds: answer => !isFailed(answer) && answer.code === wanted,
      show: answer => (isFailed(answer) ? answer.fault.text : `${answer.code} ${quoted(answer.text)}`),
    },
    run,
  );
}

/** The text of its greeting. */
export async function expectGreetingText(
  verb: Exclude<TextVerb, 'be'>,
  text: string,
  { server, ...sentence }: MailSentence,
  run: CheckContext,
): Promise<void> {
  const { endpoint, name } = mailServer(server);
  const { expected, holds } = textTest(verb, text);
  await expectValue(
    sentence,
    name,
    async () => answered(await ask(endpoint, run), `the mail server ${name}`).text,
    { subject: 'greeting', expected, holds, show: quoted },
    run,
  );
}

/** One of the lines of its answer to EHLO is this, or begins with it: `STARTTLS`, `SIZE`, `AUTH PLAIN`. */
export async function expectOffer(
  text: string,
  { server, ...sentence }: MailSentence,
  run: CheckContext,
): Promise<void> {
  const { endpoint, name } = mailServer(server);
  const wanted = text.trim().toUpperCase();
  await expectValue(
    sentence,
    name,
    async () => {
      const answer = answered(await ask(endpoint, run), `the mail server ${name}`);
      if (answer.code !== READY)
        throw new NothingLearned(
          `what ${name} offers`,
          `it greets with ${answer.code} ${quoted(answer.text)}`,
        );
      if (!TELLS_OFFERS.includes(answer.ehlo))
        throw new NothingLearned(`what ${name} offers`, `it answers EHLO with ${answer.ehlo}`);
      return answer.offers;
    },
    {
      subject: 'offers',
      expected: wanted,
      holds: offers => offers.some(offer => isOffer(offer, wanted)),
      show: offers => (offers.length === 0 ? 'none' : offers.join(', ')),
    },
    run,
  );
}

// `AUTH LOGIN` is offered by `AUTH PLAIN LOGIN`.
function isOffer(offer: string, wanted: string): boolean {
  const [word, ...parameters] = offer.split(/\s+/);
  const [first, ...more] = wanted.split(/\s+/);
  return word === first && more.every(parameter => parameters.includes(parameter));
}

/** Until the greeting was complete. */
export async function expectGreetingTime(
  { server, ...sentence }: MailSentence & NumberSentence,
  run: CheckContext,
): Promise<void> {
  const { endpoint, name } = mailServer(server);
  await expectNumber(
    sentence,
    {
      thing: name,
      subject: 'time to greet',
      label: thingLabel('smtp', name),
      kind: 'seconds',
      look: async () => reached(await ask(endpoint, run), name, sentence.modal, 'says nothing'),
      numberOf: answer => (isFailed(answer) ? undefined : answer.seconds),
      showOther: answer => (isFailed(answer) ? answer.fault.text : ''),
    },
    run,
  );
}
