// A node:test reporter for many files: failures in full, one line per file, counts for scripts/test.js.
// Counts go as one JSON line to the file named by FLEETSPEC_TEST_COUNTS.
const { appendFileSync } = require('node:fs');
const { relative } = require('node:path');
const { inspect } = require('node:util');

// A suite passes or fails with its tests; counting it too would count them twice.
const isTest = data => data.details?.type !== 'suite';

function failureText(data) {
  const error = data.details.error?.cause ?? data.details.error;
  const text = error?.stack ?? inspect(error, { depth: 4 });
  return `✖ ${relative(process.cwd(), data.file ?? '')} › ${data.name}\n${text.replace(/^/gm, '    ')}\n`;
}

module.exports = async function* reporter(source) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const files = new Map();
  for await (const { type, data } of source) {
    if (type === 'test:stdout' || type === 'test:stderr') {
      if (process.env.FLEETSPEC_TEST_VERBOSE) yield data.message;
      continue;
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    // A skipped suite hides tests that nobody sees otherwise.
    if (!isTest(data) && data.skip === undefined && data.todo === undefined) continue;
    // node 20 reports each file as a test around the tests in it.
    if (data.nesting === 0 && data.name === data.file && type === 'test:pass') continue;
    const file = files.get(data.file) ?? { passed: 0, failed: 0, ms: 0 };
    files.set(data.file, file);
    file.ms += data.nesting === 0 ? data.details.duration_ms : 0;
    if (data.skip !== undefined || data.todo !== undefined) {
      counts.skipped++;
      yield `- skipped: ${data.name} (${data.skip || data.todo || 'no reason given'})\n`;
    } else if (type === 'test:pass') {
      counts.passed++;
      file.passed++;
    } else if (data.details.error?.failureType !== 'subtestsFailed') {
      counts.failed++;
      file.failed++;
      yield failureText(data);
    }
  }
  for (const [name, { passed, failed }] of files) {
    const mark = failed ? '✖' : passed ? '✔' : '-';
    yield `  ${mark} ${relative(process.cwd(), name ?? '')}: ${passed} passed${failed ? `, ${failed} failed` : ''}\n`;
  }
  if (process.env.FLEETSPEC_TEST_COUNTS) {
    appendFileSync(process.env.FLEETSPEC_TEST_COUNTS, `${JSON.stringify(counts)}\n`);
  }
};
