// Where things are in feature files: Cucumber's messages refer to them by id.
import type { Envelope } from '../../support/cucumber';

type GherkinDocument = NonNullable<Envelope['gherkinDocument']>;
type Feature = NonNullable<GherkinDocument['feature']>;
type Child = Feature['children'][number];

interface Node {
  readonly id: string;
  readonly location: { readonly line: number };
  /** Of steps, with a space after it. */
  readonly keyword?: string;
}

export class FeatureLines {
  readonly #features = new Map<string, string>();
  readonly #nodes = new Map<string, Node>();

  /** `show` is how a file is called, given Cucumber's name for it, which is relative to the working directory. */
  constructor(private readonly show: (uri: string) => string = uri => uri) {}

  add(document: GherkinDocument): void {
    const { feature, uri = '' } = document;
    if (!feature) return;
    this.#features.set(uri, feature.name);
    for (const node of feature.children.flatMap(nodesOf)) this.#nodes.set(node.id, node);
  }

  /** The feature's name, or its file when it has none. */
  featureOf(uri: string): string {
    return this.#features.get(uri) || this.show(uri);
  }

  /** Names of all features read. */
  get features(): readonly string[] {
    return [...this.#features.keys()].map(uri => this.featureOf(uri));
  }

  /** `uri:line` of the node. */
  locate(uri: string, id: string | undefined): string {
    const node = id === undefined ? undefined : this.#nodes.get(id);
    return node ? `${this.show(uri)}:${node.location.line}` : this.show(uri);
  }

  /** `Given `, as the feature's language has it. */
  keywordOf(id: string | undefined): string {
    return (id !== undefined && this.#nodes.get(id)?.keyword) || '';
  }
}

function nodesOf(child: Child): Node[] {
  const { background, scenario, rule } = child;
  if (rule) return rule.children.flatMap(nodesOf);
  const rows = scenario?.examples.flatMap(examples => examples.tableBody) ?? [];
  return [...(scenario ? [scenario] : []), ...(background ?? scenario)!.steps, ...rows];
}
