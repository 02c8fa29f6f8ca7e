// Message selectors: the one form MCollective uses, `name = 'value'`, and several of them joined by AND.
import type { StompHeaders } from '../stomp/frame';
import { FrameRefused } from './errors';

interface Equality {
  readonly header: string;
  readonly value: string;
}

/** All must hold; never empty. A message without the header does not match. */
export type Selector = readonly [Equality, ...Equality[]];

// JMS names of what STOMP carries in headers of other names.
const JMS_HEADERS: Readonly<Record<string, string>> = {
  JMSType: 'type',
  JMSCorrelationID: 'correlation-id',
};

const TERM = /\s*([A-Za-z_$][\w$.]*)\s*=\s*'((?:[^']|'')*)'\s*/y;
const AND = /AND\b/iy;

/** Throws FrameRefused for every other form of JMS selector. */
export function parseSelector(text: string): Selector {
  const terms: Equality[] = [];
  let at = 0;
  do {
    TERM.lastIndex = at;
    const term = TERM.exec(text);
    if (!term) throw unsupported(text);
    terms.push({ header: headerNamed(term[1]!, text), value: term[2]!.replaceAll("''", "'") });
    AND.lastIndex = TERM.lastIndex;
    at = AND.test(text) ? AND.lastIndex : TERM.lastIndex;
  } while (at === AND.lastIndex && at > 0);
  if (at < text.length) throw unsupported(text);
  return terms as unknown as Selector;
}

export function selects(selector: Selector | undefined, headers: StompHeaders): boolean {
  return selector === undefined || selector.every(({ header, value }) => headers[header] === value);
}

function headerNamed(name: string, text: string): string {
  if (!name.startsWith('JMS')) return name;
  const header = JMS_HEADERS[name];
  if (header === undefined) throw unsupported(text);
  return header;
}

function unsupported(text: string): FrameRefused {
  return new FrameRefused(
    `Invalid selector: [${text}] -- supported are name = 'value' and several of these joined by AND`,
  );
}
