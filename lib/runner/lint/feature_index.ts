// Where everything is in the features that are judged: Cucumber's messages refer to it by id.
import type { Envelope } from '../../../support/cucumber';

export type GherkinDocument = NonNullable<Envelope['gherkinDocument']>;
type Feature = NonNullable<GherkinDocument['feature']>;
type Child = Feature['children'][number];
export type Scenario = NonNullable<Child['scenario']>;

export interface Location {
  readonly line: number;
  readonly column?: number;
}

export interface Tag {
  readonly name: string;
  readonly location: Location;
}

export class FeatureIndex {
  readonly documents: GherkinDocument[] = [];
  readonly #places = new Map<string, Location>();

  add(document: GherkinDocument): void {
    this.documents.push(document);
    for (const scenario of scenariosOf(document)) this.#places.set(scenario.id, scenario.location);
    for (const { id, location } of stepsOf(document)) this.#places.set(id, location);
  }

  /** Of a step or scenario by the ids a compiled one has; of a row of an outline that of its step. */
  placeOf(ids: readonly string[]): Location {
    return ids.flatMap(id => this.#places.get(id) ?? [])[0] ?? { line: 1 };
  }
}

export function scenariosOf({ feature }: GherkinDocument): Scenario[] {
  return childrenOf(feature).flatMap(({ scenario }) => scenario ?? []);
}

/** Of the feature, its rules, scenarios and examples. */
export function tagsOf({ feature }: GherkinDocument): Tag[] {
  const rules = feature?.children.flatMap(({ rule }) => rule?.tags ?? []) ?? [];
  const below = childrenOf(feature).flatMap(({ scenario }) => [
    ...(scenario?.tags ?? []),
    ...(scenario?.examples.flatMap(({ tags }) => tags) ?? []),
  ]);
  return [...(feature?.tags ?? []), ...rules, ...below];
}

function stepsOf({ feature }: GherkinDocument): { id: string; location: Location }[] {
  return childrenOf(feature).flatMap(({ background, scenario }) => (background ?? scenario)?.steps ?? []);
}

function childrenOf(feature: Feature | null | undefined): Child[] {
  return feature?.children.flatMap(child => (child.rule ? (child.rule.children as Child[]) : [child])) ?? [];
}
