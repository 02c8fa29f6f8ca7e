// The key that signs the mail of a domain, as name servers publish it.
import type { DnsAnswer } from '../../net/dns/ask_dns';
import type { DkimKey } from '../../net/dns/dkim_key';
import { expectValue, type ValueExpectation, type ValueSentence } from '../assertion/expect_value';
import type { CheckContext } from '../check_context';
import { type ComparisonText, parseComparison, requireKind } from '../language/comparison';
import { parseModality } from '../language/modality';
import { NothingLearned } from '../network/errors';
import { quoted } from '../network/text_test';
import type { NameServers } from './name_servers';
import { askRecords, recordQuestion } from './record_question';

export interface DkimSentence extends ValueSentence {
  readonly selector: string;
  readonly domain: string;
}

/** The key, or in words why there is none. */
type Published = DkimKey | string;

/** The key is there, can be used, and is not revoked. Throws as expectValue does. */
export async function expectDkimPublished(sentence: DkimSentence, servers: NameServers, run: CheckContext) {
  await expectKey(sentence, servers, run, {
    expected: 'published',
    holds: isGood,
    show: keyText,
  });
}

/** Its `p=` is empty: who sees a signature by it must not trust it. */
export async function expectDkimRevoked(sentence: DkimSentence, servers: NameServers, run: CheckContext) {
  await expectKey(sentence, servers, run, {
    expected: 'revoked',
    holds: key => typeof key !== 'string' && key.revoked,
    show: keyText,
  });
}

/** `rsa` or `ed25519`. */
export async function expectDkimType(
  type: string,
  sentence: DkimSentence,
  servers: NameServers,
  run: CheckContext,
) {
  await expectKey(sentence, servers, run, {
    expected: `of type ${type.toLowerCase()}`,
    holds: key => isGood(key) && key.type === type.toLowerCase(),
    show: keyText,
    needsKey: true,
  });
}

export async function expectDkimBits(
  limit: ComparisonText,
  sentence: DkimSentence,
  servers: NameServers,
  run: CheckContext,
) {
  const comparison = requireKind(parseComparison(limit), 'number', 'the length of a key');
  await expectKey(sentence, servers, run, {
    expected: `${comparison.text} bits`,
    holds: key => isGood(key) && comparison.holds(key.bits),
    show: keyText,
    needsKey: true,
  });
}

async function expectKey(
  { selector, domain, ...sentence }: DkimSentence,
  servers: NameServers,
  run: CheckContext,
  { needsKey = false, ...expectation }: KeyExpectation,
): Promise<void> {
  const question = recordQuestion('TXT', `${selector}._domainkey.${domain}`);
  const { negated } = parseModality(sentence.modal);
  await expectValue(
    sentence,
    question.name,
    async () => {
      const key = await keyIn(await askRecords(question, servers, run));
      // Of a key that is not there it is not true, and that it is not is no comfort.
      if (needsKey && negated && !isGood(key))
        throw new NothingLearned(
          `the DKIM key ${question.name}`,
          keyText(key),
          'see whether it is published',
        );
      return key;
    },
    { subject: 'DKIM key', ...expectation },
    run,
  );
}

interface KeyExpectation extends Omit<ValueExpectation<Published>, 'subject' | 'measure'> {
  /** It is about a property of a key that can be used. */
  readonly needsKey?: boolean;
}

const isGood = (key: Published): key is DkimKey => typeof key !== 'string' && !key.revoked;

// node:crypto is loaded by who needs it.
async function keyIn({ exists, records }: DnsAnswer): Promise<Published> {
  if (!exists) return 'no such name';
  // Other texts may stand there, too.
  const keys = records.filter(record => /(?:^|;)\s*p\s*=/.test(record));
  const [record = records[0]] = keys;
  if (record === undefined) return 'none';
  if (keys.length > 1) return `${keys.length} of them`;
  const { parseDkimKey } = await import('../../net/dns/dkim_key');
  const key = parseDkimKey(record);
  return 'problem' in key ? `${quoted(record)}: ${key.problem}` : key;
}

function keyText(key: Published): string {
  if (typeof key === 'string') return key;
  return key.revoked ? 'one that was revoked' : `${key.type} with ${key.bits} bits`;
}
