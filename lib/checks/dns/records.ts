// The records of a name: what they hold, how many they are, that there are any.
import type { DnsAnswer } from '../../net/dns/ask_dns';
import { expectValue, type ValueSentence } from '../assertion/expect_value';
import type { CheckContext } from '../check_context';
import { expectNumber, type NumberSentence } from '../network/expect_number';
import { quoted, type TextVerb, textTest } from '../network/text_test';
import { thingLabel } from '../network/thing_label';
import type { NameServers } from './name_servers';
import { askRecords, recordQuestion, sameRecord } from './record_question';

export interface RecordsSentence {
  readonly type: string;
  readonly name: string;
}

const MOST_SHOWN = 5;

/** One of the records holds the text; `be` is: they are this one, or these with commas between, and no others. */
export async function expectRecords(
  verb: TextVerb,
  wanted: string,
  { type, name, ...sentence }: RecordsSentence & ValueSentence,
  servers: NameServers,
  run: CheckContext,
): Promise<void> {
  const question = recordQuestion(type, name);
  const same = sameRecord(question);
  const texts = question.type === 'TXT' ? [wanted] : wanted.split(',').map(text => text.trim());
  const { expected, holds } = textTest(verb, wanted, same);
  await expectValue(
    sentence,
    question.name,
    () => askRecords(question, servers, run),
    {
      subject: `${question.word} records`,
      expected,
      holds: ({ records }) =>
        verb === 'be' ? sameSet(records.map(same), texts.map(same)) : records.some(holds),
      show: recordsText,
    },
    run,
  );
}

function sameSet(left: readonly string[], right: readonly string[]): boolean {
  const wanted = new Set(right);
  return new Set(left).size === wanted.size && left.every(text => wanted.has(text));
}

function recordsText({ exists, records }: DnsAnswer): string {
  if (!exists) return 'no such name';
  if (records.length === 0) return 'none';
  const shown = records.slice(0, MOST_SHOWN).map(quoted).join(', ');
  return records.length > MOST_SHOWN ? `${shown} and ${records.length - MOST_SHOWN} more` : shown;
}

/** There is at least one. */
export async function expectRecordsExist(
  { type, name, ...sentence }: RecordsSentence & ValueSentence,
  servers: NameServers,
  run: CheckContext,
): Promise<void> {
  const question = recordQuestion(type, name);
  await expectValue(
    sentence,
    question.name,
    () => askRecords(question, servers, run),
    {
      subject: `${question.word} records`,
      expected: 'some',
      holds: ({ records }) => records.length > 0,
      show: recordsText,
    },
    run,
  );
}

export async function expectRecordCount(
  { type, name, ...sentence }: RecordsSentence & NumberSentence,
  servers: NameServers,
  run: CheckContext,
): Promise<void> {
  const question = recordQuestion(type, name);
  await expectNumber(
    sentence,
    {
      thing: question.name,
      subject: `number of ${question.word} records`,
      label: thingLabel(`${question.word.toLowerCase()}_records`, question.name),
      kind: 'number',
      look: () => askRecords(question, servers, run),
      numberOf: ({ records }) => records.length,
    },
    run,
  );
}
