// Cucumber's JUnit report with what steps logged: warnings, what was waived and why, what hosts answered. JUnit has no
// words for these, so they stand below the steps of their test case.

/** What is used of Cucumber's printer and its query. */
interface Printer {
  readonly query: Query;
  update(message: unknown): void;
  makeTestCases(): readonly TestCase[];
  pickleComparator(a: unknown, b: unknown): number;
}

interface Query {
  findAllTestCaseStartedOrderBy(
    by: (query: Query, started: unknown) => unknown,
    compare: (a: unknown, b: unknown) => number,
  ): readonly unknown[];
  findPickleBy(started: unknown): unknown;
  findTestStepFinishedAndTestStepBy(
    started: unknown,
  ): readonly (readonly [finished: unknown, step: unknown])[];
  findAttachmentsBy(finished: unknown): readonly { readonly body: string; readonly mediaType: string }[];
}

interface TestCase {
  readonly output?: string;
  readonly failure?: { readonly stack?: string };
}

interface FormatterContext {
  readonly options: object;
  on(event: 'message', listener: (message: unknown) => void): void;
  write(text: string): void;
}

export type PrinterClass = new (options: object, write: (text: string) => void) => Printer;

const LOG = 'text/x.cucumber.log+plain';

/** A formatter plugin of Cucumber's. */
export function notedJunit(Plain: PrinterClass) {
  class NotedPrinter extends Plain {
    override makeTestCases(): readonly TestCase[] {
      const started = this.query.findAllTestCaseStartedOrderBy(
        (query, one) => query.findPickleBy(one),
        this.pickleComparator,
      );
      return super.makeTestCases().map((one, place) => {
        const lines = [one.output, ...logsOf(this.query, started[place])];
        return printable({ ...one, output: lines.filter(Boolean).join('\n') });
      });
    }
  }
  return {
    type: 'formatter',
    optionsKey: 'junit',
    formatter({ options, on, write }: FormatterContext): void {
      const printer = new NotedPrinter(options, write);
      on('message', message => printer.update(message));
    },
  };
}

function logsOf(query: Query, started: unknown): string[] {
  return query
    .findTestStepFinishedAndTestStepBy(started)
    .flatMap(([finished]) => query.findAttachmentsBy(finished))
    .filter(({ mediaType }) => mediaType === LOG)
    .map(({ body }) => body);
}

function printable({ failure, ...one }: TestCase): TestCase {
  const stack = failure?.stack;
  return {
    ...one,
    output: sectionText(one.output ?? ''),
    ...(failure && { failure: stack === undefined ? failure : { ...failure, stack: sectionText(stack) } }),
  };
}

// Hosts have a say in it. Of the marks that end a CDATA section the printer takes care of the first only, and looks
// before it drops what XML cannot have: the next one would let a host write test cases of its own.
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const sectionText = (text: string): string => text.replace(NOT_XML, '').replaceAll(']]>', ']] >');
