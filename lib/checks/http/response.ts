// What a web server answers: status, time, redirects, ranges.
import { type Failed, isFailed } from '../../net/fault';
import { headerValues, type Page } from '../../net/http/page';
import { expectValue, type ValueSentence } from '../assertion/expect_value';
import type { CheckContext } from '../check_context';
import { BadSentence } from '../errors';
import { parseComparison, requireKind } from '../language/comparison';
import { expectNumber, type NumberSentence } from '../network/expect_number';
import { answered, reached } from '../network/reached';
import { quoted } from '../network/text_test';
import { thingLabel } from '../network/thing_label';
import type { PageSource } from './web_reader';

/** Throws as expectValue does: CheckFailed, too, when nobody answers. */
export async function expectStatus(
  { limit, ...sentence }: NumberSentence,
  page: PageSource,
  run: CheckContext,
): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'number', 'a status');
  await expectAnswer(sentence, page, run, comparison.text, ({ status }) => comparison.holds(status));
}

/** A status that is no failure: below 400. */
export async function expectSuccess(
  sentence: ValueSentence,
  page: PageSource,
  run: CheckContext,
): Promise<void> {
  await expectAnswer(sentence, page, run, 'below 400', ({ status }) => status < 400);
}

/** A status that is one. Nobody who answers is no such failure. */
export async function expectFailure(
  sentence: ValueSentence,
  page: PageSource,
  run: CheckContext,
): Promise<void> {
  const answering: PageSource = { ...page, look: async () => answered(await page.look(), page.thing) };
  await expectAnswer(sentence, answering, run, 'at least 400', ({ status }) => status >= 400);
}

async function expectAnswer(
  sentence: ValueSentence,
  { thing, look }: PageSource,
  run: CheckContext,
  expected: string,
  holds: (page: Page) => boolean,
): Promise<void> {
  await expectValue(
    sentence,
    thing,
    async () => reached(await look(), thing, sentence.modal, 'says nothing'),
    { subject: 'status', expected, holds: page => !isFailed(page) && holds(page), show: statusText },
    run,
  );
}

function statusText(page: Page | Failed): string {
  if (isFailed(page)) return page.fault.text;
  return `${page.status} ${page.statusText.replace(/[^\x20-\x7e]/g, '').slice(0, 60)}`.trim();
}

/** From the connection to the last byte, redirects that were followed included. */
export async function expectResponseTime(
  sentence: NumberSentence,
  { thing, look }: PageSource,
  run: CheckContext,
): Promise<void> {
  await expectNumber(
    sentence,
    {
      thing,
      subject: 'response time',
      label: thingLabel('http', thing),
      kind: 'seconds',
      look: async () => reached(await look(), thing, sentence.modal, 'says nothing'),
      numberOf: page => (isFailed(page) ? undefined : page.seconds),
      showOther: statusText,
    },
    run,
  );
}

/** It sends its readers there; `to` against the page's own address. Throws BadSentence. */
export async function expectRedirect(
  to: string,
  sentence: ValueSentence,
  { thing, look }: PageSource,
  run: CheckContext,
): Promise<void> {
  if (!URL.canParse(to, thing))
    throw new BadSentence(`"${to}" is no address to redirect to`, 'write it like https://www.example.net/');
  const wanted = new URL(to, thing).href;
  const { redirectTarget } = await import('../../net/http/fetch_page');
  await expectValue(
    sentence,
    thing,
    async () => answered(await look(), thing),
    {
      subject: 'redirect',
      expected: `to ${wanted}`,
      holds: page => redirectTarget(page)?.href === wanted,
      show: page => redirectText(page, redirectTarget(page)),
    },
    run,
  );
}

function redirectText(page: Page, target: URL | undefined): string {
  if (target) return `${page.status} to ${target.href}`;
  const [location] = headerValues(page, 'location');
  return `${statusText(page)}, ${location === undefined ? 'no Location' : `Location ${quoted(location)}`}`;
}

/** The range that is asked for to see whether ranges are served. */
export const TRIED_RANGE = [0, 99] as const;

/** It answers the question for a part with that part: 206, Content-Range and so many bytes. */
export async function expectRanges(
  sentence: ValueSentence,
  { thing, look }: PageSource,
  run: CheckContext,
): Promise<void> {
  await expectValue(
    sentence,
    thing,
    async () => answered(await look(), thing),
    {
      subject: 'byte ranges',
      expected: 'served',
      holds: servesRange,
      show: page => {
        const [range = 'no Content-Range'] = headerValues(page, 'content-range');
        return `${statusText(page)}, ${range}, ${page.size} bytes`;
      },
    },
    run,
  );
}

// `bytes 0-99/1234`; a page that is shorter gives all it has.
function servesRange(page: Page): boolean {
  const [range = ''] = headerValues(page, 'content-range');
  const [, first, last, whole] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(range) ?? [];
  if (page.status !== 206 || first === undefined) return false;
  const wanted = whole === '*' ? TRIED_RANGE[1] : Math.min(TRIED_RANGE[1], Number(whole) - 1);
  return Number(first) === TRIED_RANGE[0] && Number(last) === wanted && page.size === wanted + 1;
}
