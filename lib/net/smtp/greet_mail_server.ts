// What a mail server says at the beginning: greeting, and what it offers to EHLO.
import { hostname } from 'node:os';
import { type Clock, systemClock, type Timer } from '../../util/clock';
import { attempt, type Patience } from '../attempt';
import type { Endpoint } from '../endpoint';
import { type Failed, NetProblem } from '../fault';
import { openSocket } from '../open_socket';
import { SmtpDialogue } from './smtp_dialogue';
import type { SmtpReply } from './smtp_replies';

export type Greeting = {
  /** 220 from one that is ready. */
  readonly code: number;
  readonly text: string;
  /** Code of its reply to EHLO; 0 when it was not asked. */
  readonly ehlo: number;
  /** Lines after the first of that, in upper case. */
  readonly offers: readonly string[];
  /** Until the greeting was complete. */
  readonly seconds: number;
};

const READY = 220;
const DONE = 250;
const GOODBYE_MS = 250;
const NOT_ASKED: SmtpReply = { code: 0, lines: [] };

export function greetMailServer(
  endpoint: Endpoint,
  patience: Patience,
  clock: Clock = systemClock,
): Promise<Greeting | Failed> {
  const start = clock.monotonic();
  return attempt(
    patience,
    async signal => {
      const talk = new SmtpDialogue(await openSocket(endpoint, signal));
      const { code, lines } = await talk.next();
      const seconds = (clock.monotonic() - start) / 1000;
      const ehlo = code === READY ? await talk.ask(`EHLO ${ourName()}`) : NOT_ASKED;
      if (code === READY) await sayGoodbye(talk, clock);
      return { code, text: lines.join(' '), ehlo: ehlo.code, offers: offered(ehlo), seconds };
    },
    clock,
  );
}

// It is polite to go with a word; the answer is complete without, and who does not answer it is no worse for that.
async function sayGoodbye(talk: SmtpDialogue, clock: Clock): Promise<void> {
  let timer: Timer | undefined;
  const patience = new Promise<void>(resolve => {
    timer = clock.after(GOODBYE_MS, resolve);
  });
  await Promise.race([talk.ask('QUIT').catch(() => {}), patience]);
  timer?.cancel();
}

/** Upgrades a connection to one over which TLS may begin. Rejects with NetProblem when the server does not want to. */
export async function beginStartTls(endpoint: Endpoint, signal: AbortSignal) {
  const talk = new SmtpDialogue(await openSocket(endpoint, signal));
  const { code } = await talk.next();
  if (code !== READY) throw new NetProblem('protocol', `it greets with ${code}`);
  if (!offered(await talk.ask(`EHLO ${ourName()}`)).includes('STARTTLS'))
    throw new NetProblem('tls', 'it offers no STARTTLS');
  const answer = await talk.ask('STARTTLS');
  if (answer.code !== READY) throw new NetProblem('tls', `it answers STARTTLS with ${answer.code}`);
  return talk.release();
}

function offered({ code, lines }: SmtpReply): string[] {
  return code === DONE ? lines.slice(1).map(line => line.trim().toUpperCase()) : [];
}

// A name without odd characters; some servers refuse others.
function ourName(): string {
  return hostname().replace(/[^A-Za-z0-9.-]/g, '') || 'localhost';
}
