// Headers of an answer.
import { headerValues, type Page } from '../../net/http/page';
import { expectValue, type ValueSentence } from '../assertion/expect_value';
import type { CheckContext } from '../check_context';
import { answered } from '../network/reached';
import { quoted, type TextVerb, textTest } from '../network/text_test';
import type { PageSource } from './web_reader';

export interface HeaderSentence extends ValueSentence {
  readonly name: string;
}

/** One of the headers of that name. Throws as expectValue does. */
export async function expectHeader(
  verb: TextVerb,
  wanted: string,
  { name, ...sentence }: HeaderSentence,
  page: PageSource,
  run: CheckContext,
): Promise<void> {
  const { expected, holds } = textTest(verb, wanted);
  await expectHeaders({ name, ...sentence }, page, run, expected, values => values.some(holds));
}

export async function expectHeaderExists(
  sentence: HeaderSentence,
  page: PageSource,
  run: CheckContext,
): Promise<void> {
  await expectHeaders(sentence, page, run, 'some', values => values.length > 0);
}

async function expectHeaders(
  { name, ...sentence }: HeaderSentence,
  { thing, look }: PageSource,
  run: CheckContext,
  expected: string,
  holds: (values: readonly string[]) => boolean,
): Promise<void> {
  await expectValue(
    sentence,
    thing,
    async () => headerValues(answered<Page>(await look(), thing), name),
    {
      subject: `${name} header`,
      expected,
      holds,
      show: values => (values.length === 0 ? 'none' : values.map(quoted).join(', ')),
    },
    run,
  );
}
