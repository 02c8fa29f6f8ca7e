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
        return { ...one, output: lines.filter(Boolean).join('\n') };
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
