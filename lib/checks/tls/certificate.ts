// Certificates that servers show: until when they are good, for whom, from whom, and whether they are believed.
import { type Failed, type Fault, isFailed } from '../../net/fault';
import { coversName, type Handshake } from '../../net/tls/certificate';
import { expectValue, type ValueExpectation, type ValueSentence } from '../assertion/expect_value';
import type { CheckContext } from '../check_context';
import { nameIn } from '../dns/record_question';
import { BadSentence } from '../errors';
import { NothingLearned } from '../network/errors';
import { expectNumber, type NumberSentence } from '../network/expect_number';
import { answered } from '../network/reached';
import { quoted } from '../network/text_test';
import { thingLabel } from '../network/thing_label';
import type { Trust } from '../network/trust';
import { type TlsPlace, tlsPlace } from './tls_target';

export interface TlsSentence extends ValueSentence {
  readonly server: string;
}

type Version = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
const VERSIONS: readonly Version[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

function shakeHands(
  place: TlsPlace,
  trust: Trust,
  run: CheckContext,
  version?: Version,
): Promise<Handshake | Failed> {
  const { host, port, smtp } = place;
  const { caFile } = trust;
  const target = { host, port, smtp, ...(caFile !== undefined && { caFile }), ...(version && { version }) };
  return run.observe<Handshake | Failed>({ kind: 'tls', question: target }, async limits =>
    (await import('../../net/tls/shake_hands')).shakeHands(target, limits),
  );
}

/** How long the certificate is still good; one that has expired is so for less than nothing. */
export async function expectExpiry(
  { server, ...sentence }: TlsSentence & NumberSentence,
  trust: Trust,
  run: CheckContext,
): Promise<void> {
  const place = tlsPlace(server);
  await expectNumber(
    sentence,
    {
      thing: place.name,
      subject: 'time until the certificate expires',
      label: thingLabel('certificate', place.name),
      kind: 'seconds',
      look: async () => answered(await shakeHands(place, trust, run), `the certificate of ${place.name}`),
      numberOf: ({ certificate }) => Math.round((certificate.notAfter - run.wallClock()) / 1000),
    },
    run,
  );
}

/** It is for this host, good now, and from an authority that is known here. */
export async function expectTrusted({ server, ...sentence }: TlsSentence, trust: Trust, run: CheckContext) {
  const place = tlsPlace(server);
  await expectHandshake(place, sentence, trust, run, {
    subject: 'certificate',
    expected: 'trusted',
    holds: ({ distrust }) => distrust === null,
    show: ({ distrust, certificate }) => distrust ?? `trusted, from ${quoted(certificate.issuer)}`,
  });
}

/** It is for this name, too. */
export async function expectCovers(
  name: string,
  { server, ...sentence }: TlsSentence,
  trust: Trust,
  run: CheckContext,
) {
  const wanted = nameIn(name);
  await expectHandshake(tlsPlace(server), sentence, trust, run, {
    subject: 'names in the certificate',
    expected: wanted,
    holds: ({ certificate }) => coversName(certificate, wanted),
    show: ({ certificate }) => certificate.names.slice(0, 10).join(', ') || 'none',
  });
}

/** The name of its issuer contains the text. */
export async function expectIssuer(
  issuer: string,
  { server, ...sentence }: TlsSentence,
  trust: Trust,
  run: CheckContext,
) {
  await expectHandshake(tlsPlace(server), sentence, trust, run, {
    subject: 'issuer of the certificate',
    expected: quoted(issuer),
    holds: ({ certificate }) => certificate.issuer.includes(issuer),
    show: ({ certificate }) => quoted(certificate.issuer),
  });
}

async function expectHandshake(
  place: TlsPlace,
  sentence: ValueSentence,
  trust: Trust,
  run: CheckContext,
  expectation: ValueExpectation<Handshake>,
): Promise<void> {
  const look = async () => answered(await shakeHands(place, trust, run), `the certificate of ${place.name}`);
  await expectValue(sentence, place.name, look, expectation, run);
}

/** A handshake with this version of TLS alone succeeds. */
export async function expectAccepts(
  word: string,
  { server, ...sentence }: TlsSentence,
  trust: Trust,
  run: CheckContext,
): Promise<void> {
  const place = tlsPlace(server);
  const version = VERSIONS.find(known => known.toLowerCase() === word.toLowerCase());
  if (!version)
    throw new BadSentence(`"${word}" is no version of TLS`, `versions are ${VERSIONS.join(', ')}`);
  await expectValue(
    sentence,
    place.name,
    async () => refusalOrHandshake(await shakeHands(place, trust, run, version), place),
    {
      subject: version,
      expected: 'accepted',
      holds: answer => !isFailed(answer),
      show: answer => (isFailed(answer) ? answer.fault.text : 'accepted'),
    },
    run,
  );
}

// That it refuses the version is an answer. That this machine cannot speak it, or nobody listens, is none.
function refusalOrHandshake(answer: Handshake | Failed, { name }: TlsPlace): Handshake | Failed {
  if (!isFailed(answer) || isRefusal(answer.fault)) return answer;
  throw new NothingLearned(`the TLS of ${name}`, answer.fault.text);
}

const isRefusal = ({ kind, text }: Fault): boolean =>
  kind === 'tls' && /handshake/.test(text) && !NO_WORD_ON_VERSIONS.test(text);

// Ours, or of a server that has the version and wants something else: a certificate of the client, another name.
const NO_WORD_ON_VERSIONS =
  /no protocols available|no ciphers available|wrong version number|certificate|unknown ca|unrecognized name|internal error|access denied/;
