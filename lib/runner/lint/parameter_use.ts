// The placeholders of features: filled where there is a value, and judged where there is none, or a value nobody uses.
import type { Envelope } from '../../../support/cucumber';
import { didYouMean } from '../../util/did_you_mean';
import { type FillableScenario, fillText, type Params } from '../placeholders';
import type { FindingList, FindingPlace } from './finding_list';

type Pickle = NonNullable<Envelope['pickle']>;
type PickleStep = Pickle['steps'][number];

export interface GivenParameters {
  /** Of the command line: each must be used. */
  readonly given: Params;
  /** Of the configuration: used by some feature, if all of them are judged. */
  readonly configured: Params;
  /** All features of the project are judged. */
  readonly whole: boolean;
}

export class ParameterUse {
  readonly #used = new Set<string>();
  /** Ids of steps with a placeholder that has no value yet. */
  readonly #waiting = new Set<string>();
  readonly #params: Params;

  constructor(
    private readonly parameters: GivenParameters,
    private readonly findings: FindingList,
  ) {
    this.#params = { ...parameters.configured, ...parameters.given };
  }

  /** Fills the text of a step. */
  fill(step: PickleStep, place: FindingPlace): void {
    for (const name of placeholdersOf(step)) {
      this.#used.add(name);
      if (Object.hasOwn(this.#params, name)) continue;
      this.#waiting.add(step.id);
      const give = name === 'host' ? '-H HOST' : `--param ${name}=…`;
      this.findings.warning(
        'missing-parameter',
        place,
        `no value yet for <${name}>: ${give}, or checks.params`,
      );
    }
    step.text = fillText(step.text, this.#params);
  }

  /** A name or description, which is not filled. */
  note(text: string): void {
    for (const name of namesIn(text)) this.#used.add(name);
  }

  /** Whether a step has a placeholder without a value. */
  waits(step: PickleStep): boolean {
    return this.#waiting.has(step.id);
  }

  /** Judges what nobody used, now that all features are read. */
  judgeUnused(place: FindingPlace): void {
    const { given, configured, whole } = this.parameters;
    for (const name of this.#unused(given).filter(one => one !== 'host'))
      this.findings.error(
        'unused-parameter',
        place,
        `no feature uses the parameter ${name}${this.#near(name)}`,
      );
    if (!whole) return;
    for (const name of this.#unused(configured).filter(one => !Object.hasOwn(given, one)))
      this.findings.warning(
        'unused-parameter',
        place,
        `no feature uses checks.params.${name}${this.#near(name)}`,
      );
  }

  #unused(params: Params): string[] {
    return Object.keys(params).filter(name => !this.#used.has(name));
  }

  #near(name: string): string {
    const meant = didYouMean(name, this.#used);
    return meant ? `; did you mean <${meant}>` : '';
  }
}

function namesIn(text: string): string[] {
  const names: string[] = [];
  fillText(text, {}, name => names.push(name));
  return names;
}

function placeholdersOf(step: FillableScenario['steps'][number]): string[] {
  const { docString, dataTable } = step.argument ?? {};
  const cells = dataTable?.rows.flatMap(row => row.cells.map(cell => cell.value)) ?? [];
  return [...new Set([step.text, docString?.content ?? '', ...cells].flatMap(namesIn))];
}
