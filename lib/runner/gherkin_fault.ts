// What Gherkin's parser says of a line it stumbles over, in words for who has written it.

/** One sentence, of a message such as `(4:5): expected: #EOF, #StepLine, got 'Whatever'`. */
export function gherkinFault(message: string): string {
  const said = message.replace(/^\(\d+:\d+\): /, '').split('\n')[0]!;
  const [, expected, got] = /^expected: (.*), got '(.*)'$/.exec(said) ?? [];
  if (expected !== undefined && got !== undefined) return `"${clipped(got)}" ${hintFor(expected)}`;
  if (/^unexpected end of file/.test(said)) return 'it ends too early, maybe within """';
  return `${said.charAt(0).toLowerCase()}${said.slice(1)}`;
}

function hintFor(expected: string): string {
  if (expected.includes('#FeatureLine')) return 'stands where the line "Feature: …" should be';
  if (expected.includes('#StepLine'))
    return 'is no step, table or heading: steps begin with Given, When, Then, And or But';
  if (expected.includes('#TableRow')) return 'stands where a row of a table should be: | … |';
  return 'cannot stand here';
}

const LONGEST = 60;

const clipped = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
