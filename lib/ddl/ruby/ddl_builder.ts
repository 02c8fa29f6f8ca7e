// The words of a DDL and what they mean: builds the model, with the checks MCollective makes on loading (ddl/*.rb).
import type {
  ActionDdl,
  AggregateDdl,
  Ddl,
  DdlMetadata,
  Display,
  InputDdl,
  OutputDdl,
  PluginKind,
} from '../ddl';
import { DdlUnreadable } from '../errors';
import { METADATA_NAMES } from '../metadata_names';
import { aggregateFrom } from './aggregate_from';
import { inputFrom, outputFrom } from './input_from';
import type { DdlWords, WordCall } from './interpreter';
import { nameFrom, Properties } from './properties';
import { quoted, type RubySource } from './ruby_source';
import { AggregateCall, textOf, type Value } from './value';

const DISPLAYS: readonly string[] = ['ok', 'failed', 'always', 'flatten'] satisfies Display[];
const CAPABILITIES: readonly string[] = ['classes', 'facts', 'identity', 'agents', 'compound'];

const COMMON_WORDS = ['metadata', 'requires', 'usage'];
const WORDS: Readonly<Record<PluginKind, readonly string[]>> = {
  agent: [...COMMON_WORDS, 'action', 'display', 'input', 'output', 'summarize', 'aggregate'],
  data: [...COMMON_WORDS, 'dataquery', 'input', 'output'],
  discovery: [...COMMON_WORDS, 'discovery', 'capabilities'],
  validator: COMMON_WORDS,
  aggregate: COMMON_WORDS,
  other: COMMON_WORDS,
};
// What decides the kind of a DDL whose folder does not tell.
const DECIDING: Readonly<Record<string, PluginKind>> = {
  action: 'agent',
  dataquery: 'data',
  discovery: 'discovery',
};

/** What stands between `do` and `end` of an action or a dataquery. */
interface Entity {
  readonly name: string;
  readonly description: string;
  display: Display;
  readonly inputs: Map<string, InputDdl>;
  readonly outputs: Map<string, OutputDdl>;
  readonly aggregates: AggregateDdl[];
}

export class DdlBuilder implements DdlWords {
  private metadata: DdlMetadata | undefined;
  private requires: string | undefined;
  private usage: string | undefined;
  private readonly actions = new Map<string, Entity>();
  private query: Entity | undefined;
  private capabilities: string[] | undefined;
  private entity: Entity | undefined;
  private inSummary = false;

  private readonly meanings: Readonly<Record<string, (word: WordCall) => void>> = {
    metadata: word => this.readMetadata(word),
    requires: word => this.readRequires(word),
    usage: word => {
      this.usage = this.onlyText(word);
    },
    action: word => this.readAction(word),
    dataquery: word => this.readQuery(word),
    display: word => this.readDisplay(word),
    input: word => this.readInput(word),
    output: word => this.readOutput(word),
    summarize: word => this.readSummary(word),
    aggregate: word => this.readAggregate(word),
    discovery: word => this.readDiscovery(word),
    capabilities: word => this.readCapabilities(word),
  };

  constructor(
    private readonly source: RubySource,
    /** Undefined: its words tell. */
    private plugin: PluginKind | undefined,
  ) {}

  get words(): readonly string[] {
    return this.plugin ? WORDS[this.plugin] : Object.keys(this.meanings);
  }

  call(word: WordCall): Value | undefined {
    const { name, args, line } = word;
    if (!this.words.includes(name)) return this.inSummary ? new AggregateCall(name, args, line) : undefined;
    this.plugin ??= Object.hasOwn(DECIDING, name) ? DECIDING[name] : undefined;
    this.meanings[name]!(word);
    return null;
  }

  build(): Ddl {
    const { metadata = this.missing('metadata'), requires, usage, plugin = 'other' } = this;
    const base = { metadata, ...(requires && { requires }), ...(usage && { usage }) };
    switch (plugin) {
      case 'agent':
        return { plugin, ...base, actions: records(this.actions, actionOf) };
      case 'data':
        return { plugin, ...base, ...dataOf(this.query ?? this.missing('dataquery')) };
      case 'discovery':
        return { plugin, ...base, capabilities: this.capabilities ?? this.missing('discovery') };
      default:
        return { plugin, ...base };
    }
  }

  private missing(word: string): never {
    throw new DdlUnreadable({ file: this.source.file }, `it has no ${quoted(word)}`, 'add it');
  }

  private fail({ line }: WordCall, problem: string): never {
    return this.source.fail(line, problem, 'correct it');
  }

  private onlyText(word: WordCall): string {
    const [value] = word.args;
    return typeof value === 'string' ? value : this.fail(word, `${quoted(word.name)} needs a text`);
  }

  private readMetadata({ args, line }: WordCall): void {
    const properties = new Properties(this.source, line, '`metadata`', args[0]);
    properties.needs(...METADATA_NAMES);
    const { length } = properties.text('name');
    if (length === 0) properties.fail('has an empty name');
    this.metadata = {
      name: properties.text('name'),
      description: properties.text('description'),
      author: properties.text('author'),
      license: properties.text('license'),
      version: properties.text('version'),
      url: properties.text('url'),
      timeout: properties.number('timeout') ?? properties.fail('has no number as `:timeout`'),
    };
  }

  private readRequires(word: WordCall): void {
    const properties = new Properties(this.source, word.line, '`requires`', word.args[0]);
    const other = properties.names.find(name => name !== 'mcollective');
    if (other !== undefined)
      this.fail(word, `\`requires\` names ${quoted(other)}; only \`:mcollective\` can be`);
    properties.needs('mcollective');
    this.requires = properties.text('mcollective');
  }

  // Of an action that is told in several parts the first description counts, as in MCollective.
  private readAction(word: WordCall): void {
    if (this.entity) this.fail(word, 'an `action` stands within another');
    const name = nameFrom(word.args[0], 'an `action`', this.source, word.line);
    const properties = new Properties(this.source, word.line, `action ${quoted(name)}`, word.args[1]);
    properties.needs('description');
    const entity = this.actions.get(name) ?? newEntity(name, properties.text('description'));
    this.actions.set(name, entity);
    this.within(entity, word);
  }

  private readQuery(word: WordCall): void {
    if (this.query) this.fail(word, 'there is a second `dataquery`');
    const properties = new Properties(this.source, word.line, '`dataquery`', word.args[0]);
    properties.needs('description');
    this.query = newEntity('dataquery', properties.text('description'));
    this.within(this.query, word);
  }

  private within(entity: Entity, { block }: WordCall): void {
    this.entity = entity;
    block?.();
    this.entity = undefined;
  }

  private entityOf(word: WordCall): Entity {
    const where = this.plugin === 'data' ? 'a `dataquery`' : 'an `action`';
    return this.entity ?? this.fail(word, `${quoted(word.name)} stands outside of ${where}`);
  }

  private readDisplay(word: WordCall): void {
    const entity = this.entityOf(word);
    const wanted = textOf(word.args[0] ?? null) ?? '';
    if (!DISPLAYS.includes(wanted))
      this.fail(
        word,
        `action ${quoted(entity.name)} displays ${quoted(wanted)}; it can be ${DISPLAYS.join(', ')}`,
      );
    entity.display = wanted as Display;
  }

  private readInput(word: WordCall): void {
    const entity = this.entityOf(word);
    const name = nameFrom(word.args[0], 'an `input`', this.source, word.line);
    const isData = this.plugin === 'data';
    if (isData && name !== 'query')
      this.fail(word, `the input ${quoted(name)} of a data query can only be \`:query\``);
    entity.inputs.set(name, inputFrom(this.properties('input', name, word), !isData));
  }

  private readOutput(word: WordCall): void {
    const entity = this.entityOf(word);
    const name = nameFrom(word.args[0], 'an `output`', this.source, word.line);
    entity.outputs.set(name, outputFrom(this.properties('output', name, word)));
  }

  private properties(kind: string, name: string, { args, line }: WordCall): Properties {
    const owner = this.plugin === 'data' ? 'the data query' : `action ${quoted(this.entity!.name)}`;
    return new Properties(this.source, line, `${kind} ${quoted(name)} of ${owner}`, args[1]);
  }

  private readSummary(word: WordCall): void {
    this.entityOf(word);
    this.inSummary = true;
    word.block?.();
    this.inSummary = false;
  }

  private readAggregate(word: WordCall): void {
    const { aggregates } = this.entityOf(word);
    if (!this.inSummary) this.fail(word, '`aggregate` stands outside of `summarize`');
    aggregates.push(aggregateFrom(word, this.source));
  }

  private readDiscovery(word: WordCall): void {
    if (this.capabilities) this.fail(word, 'there is a second `discovery`');
    this.capabilities = [];
    word.block?.();
  }

  private readCapabilities(word: WordCall): void {
    const names = word.args.flat().map(arg => textOf(arg) ?? '');
    if (!this.capabilities) this.fail(word, '`capabilities` stands outside of `discovery`');
    if (names.length === 0) this.fail(word, '`capabilities` names none');
    const unknown = names.find(name => !CAPABILITIES.includes(name));
    if (unknown !== undefined)
      this.fail(word, `${quoted(unknown)} is no capability; there are ${CAPABILITIES.join(', ')}`);
    this.capabilities.push(...names);
  }
}

function newEntity(name: string, description: string): Entity {
  return { name, description, display: 'failed', inputs: new Map(), outputs: new Map(), aggregates: [] };
}

function actionOf({ name, description, display, inputs, outputs, aggregates }: Entity): ActionDdl {
  return {
    name,
    description,
    display,
    inputs: Object.fromEntries(inputs),
    outputs: Object.fromEntries(outputs),
    aggregates: [...aggregates],
  };
}

function dataOf({ description, inputs, outputs }: Entity): {
  description: string;
  query?: InputDdl;
  outputs: Record<string, OutputDdl>;
} {
  const query = inputs.get('query');
  return { description, ...(query && { query }), outputs: Object.fromEntries(outputs) };
}

function records<From, To>(from: ReadonlyMap<string, From>, convert: (item: From) => To): Record<string, To> {
  return Object.fromEntries([...from].map(([name, item]) => [name, convert(item)]));
}
