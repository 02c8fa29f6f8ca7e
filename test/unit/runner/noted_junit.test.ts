// What hosts say stays text in the JUnit report, whatever it is.
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { notedJunit, type PrinterClass } from '../../../support/noted_junit';

const { JUnitXmlPrinter } = require('@cucumber/junit-xml-formatter/dist/JUnitXmlPrinter') as {
  JUnitXmlPrinter: PrinterClass;
};

const FORGED = '</system-out></testcase><testcase name="forged"/>';

function reportOf(said: string): string {
  const failure = { kind: 'failure', message: said, stack: said };
  class OneCase extends JUnitXmlPrinter {
    constructor(options: object, write: (text: string) => void) {
      super(options, write);
      Object.assign(this.query, { findTestStepFinishedAndTestStepBy: () => [] });
    }
    override makeTestCases() {
      return [{ classname: 'c', name: 'n', time: 0, output: said, failure }];
    }
  }
  const { formatter } = notedJunit(OneCase);
  let xml = '';
  formatter({
    options: {},
    on: (_event, listener) => {
      listener({ testRunStarted: { timestamp: { seconds: 0, nanos: 0 } } });
      listener({ testRunFinished: { timestamp: { seconds: 1, nanos: 0 }, success: false } });
    },
    write: text => {
      xml += text;
    },
  });
  return xml;
}

/** Names of the test cases, and the text of the first. */
function read(xml: string): [names: string[], text: string] {
  const script = `import sys, json, xml.etree.ElementTree as x
cases = x.fromstring(sys.stdin.buffer.read()).findall('testcase')
print(json.dumps([[c.get('name') for c in cases], cases[0].find('system-out').text + cases[0].find('failure').text]))`;
  return JSON.parse(execFileSync('python3', ['-c', script], { input: xml, encoding: 'utf8' }));
}

describe('the JUnit report', () => {
  for (const said of [`a ]]> b ]]>${FORGED}`, `]\u0000]>${FORGED}`, ']]]>]]>', '\ud800 \u001b[31m \ufffe']) {
    it(`keeps ${JSON.stringify(said)} a text`, () => {
      const [names, text] = read(reportOf(said));
      expect(names).to.deep.equal(['n']);
      if (said.includes(FORGED)) expect(text).to.include(FORGED);
    });
  }
});
