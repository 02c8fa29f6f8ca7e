// `<name>` in a feature: what the command line or the configuration says it stands for. Columns of an outline have been
// filled by then, so whatever is left is a parameter. `\<name>` stays as it is, without the backslash.

/** The parts of a compiled scenario that may hold placeholders. */
export interface FillableScenario {
  name: string;
  readonly steps: readonly FillableStep[];
}

interface FillableStep {
  text: string;
  readonly argument?: {
    readonly docString?: { content: string };
    readonly dataTable?: { readonly rows: readonly { readonly cells: readonly { value: string }[] }[] };
  };
}

export type Params = Readonly<Record<string, string>>;

const PLACEHOLDER = /(\\?)<([A-Za-z_][\w.-]*)>/g;

/** `onMissing` is told the names that have no value; those are left as they are. */
export function fillText(text: string, params: Params, onMissing?: (name: string) => unknown): string {
  return text.replace(PLACEHOLDER, (whole, backslash: string, name: string) => {
    if (backslash) return whole.slice(1);
    if (Object.hasOwn(params, name)) return params[name]!;
    onMissing?.(name);
    return whole;
  });
}

/**
 * Fills a scenario in place, once; returns the names its steps need and nobody gave. Secrets are left as they are:
 * whoever sees the scenario must not see them.
 */
export function fillScenario(
  scenario: FillableScenario,
  params: Params,
  isSecret: (name: string) => boolean = () => false,
): string[] {
  const missing = new Set<string>();
  const miss = (name: string): unknown => isSecret(name) || missing.add(name);
  const fill = (text: string): string => fillText(text, params, miss);
  scenario.name = fillText(scenario.name, params);
  for (const step of scenario.steps) fillStep(step, fill);
  return [...missing].sort();
}

function fillStep(step: FillableStep, fill: (text: string) => string): void {
  step.text = fill(step.text);
  const { docString, dataTable } = step.argument ?? {};
  if (docString) docString.content = fill(docString.content);
  for (const cell of dataTable?.rows.flatMap(row => row.cells) ?? []) cell.value = fill(cell.value);
}
