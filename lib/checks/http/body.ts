// The body of an answer: its text, its size, members of its JSON. What was not read, or is compressed, is not known.
import { type JsonValue, jsonMember, jsonText } from '../../net/http/json_member';
import { headerValues, MAX_BODY_BYTES, type Page } from '../../net/http/page';
import { expectValue, type ValueSentence } from '../assertion/expect_value';
import type { CheckContext } from '../check_context';
import { BadSentence } from '../errors';
import { parseModality } from '../language/modality';
import { NothingLearned } from '../network/errors';
import { expectNumber, type NumberSentence } from '../network/expect_number';
import { answered } from '../network/reached';
import { quoted, type TextVerb, textTest } from '../network/text_test';
import { thingLabel } from '../network/thing_label';
import type { PageSource } from './web_reader';

/** Throws as expectValue does, and NothingLearned when what was not read could change it. */
export async function expectBody(
  verb: Exclude<TextVerb, 'be'>,
  wanted: string,
  sentence: ValueSentence,
  { thing, look }: PageSource,
  run: CheckContext,
): Promise<void> {
  const { expected, holds } = textTest(verb, wanted);
  await expectValue(
    sentence,
    thing,
    async () => {
      const page = readable(answered(await look(), thing), thing);
      const found = holds(page.body);
      if (!found && page.truncated) throw tooLong(thing);
      if (!found && isGarbled(page.body) && !IS_ASCII.test(wanted)) throw garbled(thing);
      return { found, page };
    },
    {
      subject: 'body',
      expected,
      holds: ({ found }) => found,
      show: ({ page }) => (page.size === 0 ? 'nothing' : quoted(page.body.trim())),
    },
    run,
  );
}

export async function expectBodySize(
  sentence: NumberSentence,
  page: PageSource,
  run: CheckContext,
): Promise<void> {
  await expectNumber(
    sentence,
    {
      thing: page.thing,
      subject: 'body size',
      label: thingLabel('size', page.thing),
      kind: 'bytes',
      look: () => wholePage(page),
      numberOf: ({ size }) => size,
    },
    run,
  );
}

export interface MemberSentence extends ValueSentence {
  /** `checks.database.state`. */
  readonly path: string;
}

/** The member is this text, or what it would be as JSON: `true`, `null`, `3`. */
export async function expectMember(
  wanted: string,
  { path, ...sentence }: MemberSentence,
  page: PageSource,
  run: CheckContext,
): Promise<void> {
  await expectValue(
    sentence,
    page.thing,
    async () => {
      const value = await memberOf(page, path);
      // A state that nobody tells is not known to be another one.
      if (value === undefined && parseModality(sentence.modal).negated)
        throw new NothingLearned(`JSON member ${path} of ${page.thing}`, memberText(value), LOOK);
      return value;
    },
    {
      subject: `JSON member ${path}`,
      expected: quoted(wanted),
      holds: value => value !== undefined && jsonText(value) === wanted,
      show: memberText,
    },
    run,
  );
}

/** The member is a number that compares so. */
export async function expectMemberNumber(
  { path, ...sentence }: MemberSentence & NumberSentence,
  page: PageSource,
  run: CheckContext,
): Promise<void> {
  await expectNumber(
    sentence,
    {
      thing: page.thing,
      subject: `JSON member ${path}`,
      label: thingLabel('json', path),
      kind: 'number',
      look: () => memberOf(page, path),
      numberOf: value => (typeof value === 'number' ? value : undefined),
      showOther: memberText,
    },
    run,
  );
}

async function memberOf(page: PageSource, path: string): Promise<JsonValue | undefined> {
  const member = jsonMember((await wholePage(page)).body, path);
  if ('value' in member) return member.value;
  if (member.problem.includes(path))
    throw new BadSentence(member.problem, 'write it like checks.database[0].state');
  throw new NothingLearned(`the JSON of ${page.thing}`, member.problem, LOOK);
}

const LOOK = 'look at the page';

const memberText = (value: JsonValue | undefined): string =>
  value === undefined ? 'no such member' : quoted(jsonText(value));

async function wholePage({ thing, look }: PageSource): Promise<Page> {
  const page = readable(answered(await look(), thing), thing);
  if (page.truncated) throw tooLong(thing);
  return page;
}

const tooLong = (thing: string): NothingLearned =>
  new NothingLearned(
    `the whole body of ${thing}`,
    `it is longer than ${MAX_BODY_BYTES} bytes`,
    'ask for a part of it, or for a smaller page',
  );

const IS_ASCII = /^[\0-\x7f]*$/;

// In whatever character set it really is: ASCII is found in nearly all of them.
const isGarbled = (body: string): boolean => body.includes('\uFFFD');

const garbled = (thing: string): NothingLearned =>
  new NothingLearned(
    `all the text of ${thing}`,
    'it is not in the character set its Content-Type names, or not in UTF-8 where that names none',
    'have the server name the character set, such as charset=iso-8859-1',
  );

function readable(page: Page, thing: string): Page {
  const encodings = headerValues(page, 'content-encoding').filter(
    value => !/^(?:identity)?$/i.test(value.trim()),
  );
  if (encodings.length === 0) return page;
  throw new NothingLearned(
    `the body of ${thing}`,
    `it is compressed (${quoted(encodings[0]!)}) although that was not asked for`,
    'have the server honour Accept-Encoding: identity',
  );
}
