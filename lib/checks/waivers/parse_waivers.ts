// The file of checks.waivers: a list of waivers, or `waivers:` and `maintenance:` with a list each.
import { didYouMean } from '../../util/did_you_mean';
import { BrokenYaml, type LocatedYaml, parseYamlText, type YamlText } from '../../util/yaml';
import { WaiversUnusable } from '../errors';
import { parseMoment } from './until';
import type { Waiver } from './waiver';

type Entry = { readonly [key: string]: YamlText };
type Kind = Waiver['kind'];

const SCOPE = ['feature', 'scenario', 'tag', 'host', 'hosts'];
const KEYS: Readonly<Record<Kind, readonly string[]>> = {
  waiver: [...SCOPE, 'reason', 'until', 'by', 'unknown'],
  maintenance: [...SCOPE, 'reason', 'from', 'until', 'by', 'unknown'],
};
const LISTS: Readonly<Record<string, Kind>> = { waivers: 'waiver', maintenance: 'maintenance' };
/** Nobody remembers why after a year. */
const LONGEST_MS = 366 * 24 * 3600 * 1000;

/** `name` is the file's, for messages. Throws WaiversUnusable. */
export function parseWaivers(text: string, name: string, now: number): Waiver[] {
  const file = new WaiverFile(name, parse(text, name), now);
  return file.read();
}

function parse(text: string, name: string): LocatedYaml {
  try {
    return parseYamlText(text);
  } catch (error) {
    if (error instanceof BrokenYaml) throw new WaiversUnusable(name, error.line, error.reason);
    throw error;
  }
}

function isEmpty(value: YamlText | undefined): boolean {
  if (Array.isArray(value)) return value.length === 0 || value.some(isEmpty);
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

type Path = readonly (string | number)[];

class WaiverFile {
  constructor(
    private readonly name: string,
    private readonly yaml: LocatedYaml,
    private readonly now: number,
  ) {}

  read(): Waiver[] {
    const { value } = this.yaml;
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return this.#list(value, [], 'waiver');
    if (typeof value !== 'object') this.#refuse([], 'it must be a list, or hold waivers and maintenance');
    return Object.entries(value).flatMap(([key, list]) => {
      const kind = Object.hasOwn(LISTS, key) ? LISTS[key]! : this.#unknownKey([key], key, Object.keys(LISTS));
      if (list === null) return [];
      if (!Array.isArray(list)) this.#refuse([key], `${key} must be a list`);
      return this.#list(list, [key], kind);
    });
  }

  #list(list: readonly YamlText[], path: Path, kind: Kind): Waiver[] {
    return list.map((entry, i) => {
      const at = [...path, i];
      if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
        this.#refuse(at, `a ${kind} needs keys such as reason and until`);
      return this.#waiver(entry, at, kind);
    });
  }

  #waiver(entry: Entry, path: Path, kind: Kind): Waiver {
    for (const key of Object.keys(entry))
      if (!KEYS[kind].includes(key)) this.#unknownKey([...path, key], key, KEYS[kind]);
    // Nothing behind `host:` must not make it one of everything.
    for (const key of SCOPE)
      if (Object.hasOwn(entry, key) && isEmpty(entry[key])) this.#refuse([...path, key], `${key} is empty`);
    const reason = this.#text(entry, path, 'reason');
    if (reason === undefined) this.#refuse(path, `a ${kind} needs a reason`);
    const hosts = [...this.#hosts(entry, path, 'host'), ...this.#hosts(entry, path, 'hosts')];
    const scope = this.#scope(entry, path);
    if (hosts.length === 0 && Object.keys(scope).length === 0)
      this.#refuse(path, `a ${kind} must name what it is about: a feature, scenario, tag or host`);
    const by = this.#text(entry, path, 'by');
    const times = this.#times(entry, path, kind);
    const unknown = this.#flag(entry, path, 'unknown');
    return {
      kind,
      ...scope,
      hosts,
      reason,
      ...(by && { by }),
      ...times,
      unknown,
      line: this.yaml.lineOf(path),
    };
  }

  #scope(entry: Entry, path: Path): Pick<Waiver, 'feature' | 'scenario' | 'tag'> {
    const [feature, scenario, tag] = ['feature', 'scenario', 'tag'].map(key => this.#text(entry, path, key));
    return {
      ...(feature && { feature }),
      ...(scenario && { scenario }),
      ...(tag && { tag: tag.startsWith('@') ? tag : `@${tag}` }),
    };
  }

  #times(entry: Entry, path: Path, kind: Kind): Pick<Waiver, 'from' | 'until' | 'untilText'> {
    const [from, until] = [this.#moment(entry, path, 'from'), this.#moment(entry, path, 'until')];
    if (until === undefined) this.#refuse(path, `a ${kind} needs an end: until`);
    if (kind === 'maintenance' && from === undefined)
      this.#refuse(path, 'a maintenance needs a beginning: from');
    if (from !== undefined && from > until) this.#refuse(path, 'from is after until');
    if (until - this.now > LONGEST_MS) this.#refuse(path, 'until is more than a year ahead');
    return { ...(from !== undefined && { from }), until, untilText: this.#text(entry, path, 'until')! };
  }

  #moment(entry: Entry, path: Path, key: 'from' | 'until'): number | undefined {
    const text = this.#text(entry, path, key);
    if (text === undefined) return undefined;
    const moment = parseMoment(text, key === 'from' ? 'begin' : 'end');
    if (moment === undefined)
      this.#refuse([...path, key], `${key} is "${text}", and must be like 2026-12-01 or 2026-12-01 18:00`);
    return moment;
  }

  #hosts(entry: Entry, path: Path, key: 'host' | 'hosts'): readonly string[] {
    const value = entry[key];
    const list = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
    return list.flatMap(item => {
      if (typeof item !== 'string') this.#refuse([...path, key], `${key} must be names of hosts`);
      return item.split(/[\s,]+/).filter(Boolean);
    });
  }

  #text(entry: Entry, path: Path, key: string): string | undefined {
    const value = entry[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') this.#refuse([...path, key], `${key} must be one text`);
    return value.trim().replace(/\s+/g, ' ') || undefined;
  }

  #flag(entry: Entry, path: Path, key: string): boolean {
    const text = this.#text(entry, path, key);
    if (text !== undefined && !/^(true|false)$/.test(text))
      this.#refuse([...path, key], `${key} must be true or false`);
    return text === 'true';
  }

  #unknownKey(path: Path, key: string, known: readonly string[]): never {
    const near = didYouMean(key, known);
    return this.#refuse(path, `unknown key ${key}${near ? ` (did you mean ${near}?)` : ''}`);
  }

  #refuse(path: Path, problem: string): never {
    throw new WaiversUnusable(this.name, this.yaml.lineOf(path), problem);
  }
}
