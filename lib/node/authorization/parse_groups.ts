// Reads the groups file of ActionPolicy: a name and its caller ids on each line.
import { CALLERID, fits } from '../../mcollective/wire_fields';
import type { PolicyRemark } from './policy';

export interface Groups {
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** With one of these no rule that names a group can be relied on. */
  readonly faults: readonly PolicyRemark[];
}

const NAME = /^[\w.-]{1,255}$/;

/** Never throws: what is wrong is in `faults`. */
export function parseGroups(text: string): Groups {
  const members = new Map<string, readonly string[]>();
  const faults: PolicyRemark[] = [];
  text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .forEach((raw, i) => {
      const line = raw.trim();
      if (line === '' || line.startsWith('#')) return;
      const [name = '', ...callers] = line.split(/\s+/);
      const what = lineProblem(name, callers, members);
      if (what === undefined) members.set(name, callers);
      else faults.push({ line: i + 1, what });
    });
  return { members, faults };
}

function lineProblem(
  name: string,
  callers: readonly string[],
  members: ReadonlyMap<string, unknown>,
): string | undefined {
  if (!NAME.test(name)) return `${JSON.stringify(name)} is no name for a group`;
  if (members.has(name)) return `the group ${name} is there twice`;
  const bad = callers.find(caller => !fits(caller, CALLERID));
  return bad === undefined ? undefined : `${JSON.stringify(bad)} is no caller id like uid=0 or cert=alice`;
}
